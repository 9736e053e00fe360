#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-3-Clause
# Platforms and architectures from outside: by P=, and in the workspace's folders plats/ and archs/ by kraft.
load helper
TOP=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)
. "$TOP/tests/lib/boot.sh"

# A platform with a linker script and boot code of its own: it prints its name and ends with status 42. The script and plat_entry
# give what the core's entry code for x86_64 asks of a platform, which is not used.
platform() # FOLDER
{
	mkdir -p "$1"
	printf 'config PLAT_TOY\n\tbool "toy"\n\tdefault y\n' >"$1/Config.uk"
	cat >"$1/Makefile.uk" <<-'END'
	$(eval $(call addplat_s,toy,$(CONFIG_PLAT_TOY)))
	$(eval $(call addplatlib_s,toy,libtoyplat,$(CONFIG_PLAT_TOY)))
	TOY_LDFLAGS-y += -Wl,--defsym=toy_flag=7
	LIBTOYPLAT_ASFLAGS-y += -DNAME=\"toy\"
	LIBTOYPLAT_SRCS-y += $(LIBTOYPLAT_BASE)/boot.S
	END
	cat >"$1/link.lds.S" <<-'END'
	#include <uk/config.h>
	ENTRY(toy_entry)
	PHDRS { text PT_LOAD FLAGS(5); data PT_LOAD FLAGS(6); note PT_NOTE FLAGS(4); }
	SECTIONS
	{
		. = 0x100000;
		_text = .;
		.text : { KEEP(*(.boot)) *(.text .text.*) } :text
		_etext = .; _erodata = .;
		.note : { KEEP(*(.note.toy)) } :text :note
		. = ALIGN(4096);
		.data : { *(.data .data.* .rodata .rodata.*) *(.bss .bss.* COMMON) } :data
		x86_boot_pt = .; x86_boot_pt_end = .; _end = .;
		/DISCARD/ : { *(.comment .eh_frame .note.* .uk_* .init_array*) }
	}
	END
	cat >"$1/boot.S" <<-'END'
	.code32
	.section .boot, "ax"
	.globl toy_entry, plat_entry
	plat_entry:
	toy_entry:
		movl $text, %esi
		movw $0x3f8, %dx
	1:	lodsb
		testb %al, %al
		jz 2f
		outb %al, %dx
		jmp 1b
	2:	movb $42, %al
		movw $0x502, %dx
		outb %al, %dx
		movw $0x501, %dx
		outb %al, %dx
		hlt
	text: .asciz NAME " platform\n"
		.long main
	.section .note.toy, "a"
		.long 4, 4, 18
		.asciz "Xen"
		.long toy_entry
	END
}

# An architecture with flags and a header of its own, for which a platform of its own makes an image.
architecture() # FOLDER
{
	mkdir -p "$1/include/uk/arch"
	cat >"$1/Config.uk" <<-'END'
	config ARCH_TOYARCH
		select HAVE_LIBC
	config TOYARCH_OPTION
		bool "an option of the architecture"
		depends on ARCH_TOYARCH
		default y
	END
	cat >"$1/Makefile.uk" <<-'END'
	$(eval $(call addlib_s,libtoyarch,$(CONFIG_ARCH_TOYARCH)))
	ARCHFLAGS-$(CONFIG_ARCH_TOYARCH) += -m64 -DTOYARCH=$(UK_ARCH)
	CINCLUDES-$(CONFIG_ARCH_TOYARCH) += -I$(LIBTOYARCH_BASE)/include
	LIBTOYARCH_SRCS-y += $(LIBTOYARCH_BASE)/code.c
	END
	echo '#define TOYARCH_HEADER 1' >"$1/include/uk/arch/toy.h"
	printf '#include <uk/arch/toy.h>\n#include <uk/config.h>\nint TOYARCH = TOYARCH_HEADER + CONFIG_TOYARCH_OPTION;\n' >"$1/code.c"
}

# Nothing of the core that would ask something of an architecture which has next to nothing.
lean()
{
	printf '# CONFIG_LIB%s is not set\n' UKBOOT UKCPU UKDEBUG UKLIBPARAM >"$APP/defconfig"
}

@test "a platform through P=: its linker script, its boot code, its flags; the image boots" {
	platform "$T/plats/toy"
	echo '# CONFIG_PLAT_KVM is not set' >"$APP/defconfig"
	uk P="$T/plats/toy" defconfig
	uk P="$T/plats/toy"
	[ -e "$OUT/app_toy-x86_64" ] && [ ! -e "$OUT/app_kvm-x86_64" ]
	nm "$OUT/app_toy-x86_64.dbg" | grep -q ' A toy_flag$'
	status=0
	output=$(OUT=$T boot "$OUT/app_toy-x86_64" "") || status=$?
	[ "$output" = "toy platform" ] && [ "$status" = 42 ]
	# Its files are inputs like all others.
	sed -i 's/\\"toy\\"/\\"new\\"/' "$T/plats/toy/Makefile.uk"
	[[ $(uk P="$T/plats/toy") == *boot.S.o*LD*STRIP* ]]
	sleep 0.01
	touch "$T/plats/toy/link.lds.S"
	[[ $(uk P="$T/plats/toy") == *LDS*LD*app_toy* ]]
}

@test "both platforms in one build: two images; a list of two in P=" {
	platform "$T/plats/toy"
	mkdir -p "$T/plats/none"
	printf 'config PLAT_NONE\n\tbool "none"\n' >"$T/plats/none/Config.uk"
	echo '$(eval $(call addplat_s,none,$(CONFIG_PLAT_NONE)))' >"$T/plats/none/Makefile.uk"
	cd "$T"
	uk P=plats/toy:plats/none
	[ -e "$OUT/app_toy-x86_64" ] && [ -e "$OUT/app_kvm-x86_64" ]
	! nm "$OUT/app_kvm-x86_64.dbg" | grep -q toy_entry
}

@test "an architecture through P=, with its platform: symbol, flags, headers, name of the image" {
	platform "$T/plats/toy"
	architecture "$T/archs/toyarch"
	lean
	echo 'CONFIG_ARCH_TOYARCH=y' >>"$APP/defconfig"
	local p=P=$T/plats/toy:$T/archs/toyarch
	uk $p defconfig
	grep -qx 'CONFIG_UK_ARCH="toyarch"' "$APP/.config"
	grep -qx '# CONFIG_ARCH_X86_64 is not set' "$APP/.config"
	uk $p
	[ -e "$OUT/app_toy-toyarch" ]
	nm "$OUT/libtoyarch.o" | grep -q ' D toyarch$'
	uk $p print-libs | grep -qx libtoyarch
	! uk $p print-libs | grep -q x86_64
	status=0
	OUT=$T boot "$OUT/app_toy-toyarch" "" || status=$?
	[ "$status" = 42 ]
	# It may be there without being chosen.
	echo 'CONFIG_ARCH_X86_64=y' >"$APP/defconfig"
	uk $p defconfig
	uk $p
	[ -e "$OUT/app_toy-x86_64" ]
}

@test "kraft: the workspace's plats/ and archs/ are targets; unknown ones are named with the nearest" {
	kraft=$TOP/bin/kraft
	[ -x "$kraft" ] || skip "bin/kraft is not built"
	mkdir -p "$T/home" "$T/work/libs" "$T/work/apps"
	export HOME=$T/home UK_WORKDIR=$T/work
	ln -s "$UK" "$T/work/unikraft"
	platform "$T/work/plats/toy"
	architecture "$T/work/archs/toyarch"
	cat >"$APP/kraft.yaml" <<-'END'
	specification: '0.5'
	name: app
	unikraft:
	  version: staging
	targets:
	  - name: one
	    architecture: x86_64
	    platform: toy
	  - name: two
	    architecture: toyarch
	    platform: toy
	    kconfig: [LIBUKBOOT=n, LIBUKCPU=n, LIBUKDEBUG=n, LIBUKLIBPARAM=n]
	END
	sed -i /select/d "$APP/Config.uk"
	cd "$APP"
	"$kraft" build -t one --no-progress >"$T/log" 2>&1 || { cat "$T/log"; return 1; }
	[ -e build/app_toy-x86_64 ] && [ ! -e build/app_kvm-x86_64 ]
	"$kraft" configure -F -t two >"$T/log" 2>&1 || { cat "$T/log"; return 1; }
	"$kraft" build -t two --no-progress >"$T/log" 2>&1 || { cat "$T/log"; return 1; }
	[ -e build/targets/two/app_toy-toyarch ] || { cat "$T/log"; find . -name "app_toy*"; return 1; }
	status=0
	OUT=$T boot build/targets/two/app_toy-toyarch "" || status=$?
	[ "$status" = 42 ]
	sed -i 's/platform: toy/platform: tyo/' kraft.yaml
	run "$kraft" build -t one
	[ "$status" -ne 0 ]
	[[ $output == *"kraft.yaml:"*"unknown platform 'tyo'"*"did you mean 'toy'"* ]]
}

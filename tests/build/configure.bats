#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-3-Clause
# Configuration targets, and what reaches .config, C and make.
load helper

@test "defconfig, savedefconfig, olddefconfig, allnoconfig, allyesconfig, randconfig" {
	printf 'config LIBFOO_N\n\tint "n"\n\tdefault 3\n' >>"$LIB/Config.uk"
	echo 'CONFIG_LIBFOO_N=8' >"$APP/defconfig"
	uk defconfig
	grep -qx 'CONFIG_LIBFOO_N=8' "$APP/.config"
	uk savedefconfig UK_DEFCONFIG="$T/saved"
	grep -qx 'CONFIG_LIBFOO_N=8' "$T/saved"
	[ "$(wc -l <"$T/saved")" -lt 10 ]
	for t in olddefconfig allnoconfig allyesconfig randconfig; do uk $t; done
}

@test "symbols have no prefix in Kconfig; CONFIG_ in make, C and .config" {
	printf 'config LIBFOO_TEXT\n\tstring "t"\n\tdefault "some text"\n' >>"$LIB/Config.uk"
	printf '#include <uk/config.h>\nconst char t[] = CONFIG_LIBFOO_TEXT; int on = CONFIG_LIBFOO;\n' >"$LIB/a.c"
	port <<-'END'
	LIBFOO_SRCS-y += $(LIBFOO_BASE)/a.c
	$(info make sees $(call qstrip,$(CONFIG_LIBFOO_TEXT)))
	END
	[[ $(uk libfoo) == *"make sees some text"* ]]
	grep -qx 'CONFIG_LIBFOO=y' "$APP/.config"
}

@test "selecting what nobody defines is harmless" {
	printf '\tselect LIBNEWLIBC\n\tselect LIBPTHREAD_EMBEDDED if !HAVE_LIBC\n' >>"$LIB/Config.uk"
	echo 'int x;' >"$LIB/a.c"
	port <<<'LIBFOO_SRCS-y += $(LIBFOO_BASE)/a.c'
	run uk libfoo
	[ "$status" -eq 0 ]
}

@test "capabilities and architecture symbols" {
	uk olddefconfig
	grep -qx 'CONFIG_ARCH_X86_64=y' "$APP/.config"
	grep -qx 'CONFIG_PLAT_KVM=y' "$APP/.config"
	grep -qx 'CONFIG_OPTIMIZE_NOOMITFP=y' "$APP/.config"
	grep -qx 'CONFIG_STACKPROTECTOR=y' "$APP/.config"
}

@test "C= and O= elsewhere, relative paths, a read-only source tree" {
	echo 'int x;' >"$LIB/a.c"
	port <<<'LIBFOO_SRCS-y += $(LIBFOO_BASE)/a.c'
	chmod -R a-w "$APP" "$LIB"
	cd "$T"
	env -u MAKEFLAGS make --no-print-directory -C "$UK" A=app L=libs/foo O=elsewhere/build C=elsewhere/config libfoo
	chmod -R u+w "$APP" "$LIB"
	[ -e "$T/elsewhere/build/libfoo.o" ] && [ -e "$T/elsewhere/config" ] && [ ! -e "$APP/.config" ]
}

@test "an application's Makefile in the usual manner" {
	cat >"$APP/Makefile" <<END
UK_ROOT ?= $UK
UK_LIBS ?= $T/libs
LIBS := \$(UK_LIBS)/foo
all:
	@\$(MAKE) -C \$(UK_ROOT) A=\$(PWD) L=\$(LIBS)
\$(MAKECMDGOALS):
	@\$(MAKE) -C \$(UK_ROOT) A=\$(PWD) L=\$(LIBS) \$(MAKECMDGOALS)
END
	echo 'int x;' >"$LIB/a.c"
	port <<<'LIBFOO_SRCS-y += $(LIBFOO_BASE)/a.c'
	cd "$APP"
	env -u MAKEFLAGS make -j2 libfoo
	[ -e "$APP/build/libfoo.o" ]
}

@test "E= leaves a component out" {
	run uk print-libs E="$LIB"
	[[ $output != *libfoo* ]]
}

@test "P= brings a platform" {
	mkdir -p "$T/plat"
	cat >"$T/plat/Makefile.uk" <<-'END'
	$(eval $(call addplat_s,own,$(CONFIG_PLAT_OWN)))
	$(eval $(call addplatlib_s,own,libownplat,$(CONFIG_PLAT_OWN)))
	LIBOWNPLAT_SRCS-y += $(LIBOWNPLAT_BASE)/start.c
	END
	printf 'config PLAT_OWN\n\tbool "own"\n\tdefault y\n' >"$T/plat/Config.uk"
	echo 'void start(void) { for (;;); }' >"$T/plat/start.c"
	uk libownplat P="$T/plat"
	defines "$OUT/libownplat.o" start T
}

@test "print targets and help" {
	echo 'int x;' >"$LIB/a.c"
	port <<-'END'
	LIBFOO_SRCS-y += $(LIBFOO_BASE)/a.c
	UK_PROVIDED_SYSCALLS-$(CONFIG_LIBFOO) += read-3
	END
	[[ $(uk print-srcs) == *"$LIB/a.c"* ]]
	[[ $(uk print-objs) == *"$OUT/libfoo/a.o"* ]]
	[[ $(uk print-syscalls) == *"read-3"* ]]
	[[ $(uk print-loc) == *"1 libfoo"* ]]
	[[ $(uk print-vars) == *"CONFIG_LIBFOO = y"* ]]
	[[ $(uk print-version) == 0.16.* ]]
	[[ $(uk help) == *menuconfig* ]]
}

@test "V=1 shows commands" {
	echo 'int x;' >"$LIB/a.c"
	port <<<'LIBFOO_SRCS-y += $(LIBFOO_BASE)/a.c'
	[[ $(uk libfoo V=1) == *"-c $LIB/a.c -o $OUT/libfoo/a.o"* ]]
}

@test "OPTIMIZE_SYMFILE writes IMAGE.sym, and without it there is none" {
	uk
	[ ! -e "$OUT/app_kvm-x86_64.sym" ]
	sed -i 's/# CONFIG_OPTIMIZE_SYMFILE is not set/CONFIG_OPTIMIZE_SYMFILE=y/' "$APP/.config"
	uk
	grep -q ' T main$' "$OUT/app_kvm-x86_64.sym"
}

@test "oldconfig, config, syncconfig, alldefconfig, listnewconfig" {
	printf 'config LIBFOO_N\n\tint "n"\n\tdefault 3\n' >>"$LIB/Config.uk"
	uk alldefconfig
	sed -i /LIBFOO_N/d "$APP/.config"
	[ "$(uk listnewconfig)" = CONFIG_LIBFOO_N ]
	echo 9 | uk oldconfig
	grep -qx 'CONFIG_LIBFOO_N=9' "$APP/.config"
	sed -i /LIBFOO_N/d "$APP/.config"
	uk syncconfig
	grep -qx 'CONFIG_LIBFOO_N=3' "$APP/.config"
	yes '' | uk config >"$T/log"
	grep -q '(APPTEST)' "$T/log"
}

@test "UK_DEFCONFIG counts from the caller's folder; one that is not there is named" {
	echo 'CONFIG_LIBFOO=y' >"$T/some_defconfig"
	cd "$T"
	uk defconfig UK_DEFCONFIG=some_defconfig
	grep -qx 'CONFIG_LIBFOO=y' "$APP/.config"
	uk savedefconfig UK_DEFCONFIG=other_defconfig
	[ -e "$T/other_defconfig" ]
	run uk defconfig UK_DEFCONFIG=nothing
	[ "$status" -ne 0 ]
	[[ $output == *"UK_DEFCONFIG=nothing: there is no such file"* ]]
}

@test "menuconfig, nconfig: with the whole tree; an error without a terminal or without the program" {
	mkdir "$T/bin"
	for f in kconfig-mconf kconfig-nconf kconfig-gconf; do
		printf '#!/bin/sh\necho %s "$1" "$KCONFIG_CONFIG"; grep -q libs/foo "$UK_KCONFIG_DIR/elibs.uk" && echo whole\n' $f >"$T/bin/$f"
		chmod +x "$T/bin/$f"
	done
	for t in menuconfig=kconfig-mconf nconfig=kconfig-nconf gconfig=kconfig-gconf; do
		PATH=$T/bin:$PATH script -qec "make -C $UK A=$APP O=$OUT L=$LIB ${t%=*}" "$T/log" </dev/null >/dev/null || { cat "$T/log"; return 1; }
		grep -q "^${t#*=} $UK/Config.uk $APP/.config" "$T/log"
		grep -q ^whole "$T/log"
	done
	for t in menuconfig nconfig; do
		run timeout 20 make -C "$UK" A="$APP" O="$OUT" $t </dev/null
		[ "$status" = 2 ]
		[[ $output == *"$t needs a terminal"* ]]
	done
	run uk xconfig
	[ "$status" -ne 0 ]
	[[ $output == *"xconfig needs the program kconfig-qconf"* ]]
}

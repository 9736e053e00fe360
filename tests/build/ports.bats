#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-3-Clause
# Idioms of public ports, reconstructed: each test is one port in the manner of its kind.
load helper

real_fetch() # the workspace's own program instead of the stand-in
{
	[ -x "$UK/../bin/kraft-fetch" ] || skip "bin/kraft-fetch is not built"
	ln -sf "$(cd "$UK/.." && pwd)/bin/kraft-fetch" "$T/fetch"
}

@test "version, URL, patches with a sub-directory, EXTRACTED, SUPPRESS, INCLUDES from COMMON, file flags" {
	fake_fetch
	archive zz-1.2 src/zz.c='#include <zz.h>
int zz(int unused) { return ZZ; }' src/main.c='int main(void) { return 0; }' include/zz.h='#define ZZ 1'
	mkdir -p "$LIB/patches"
	printf -- '--- a/zz.h\n+++ b/zz.h\n@@ -1 +1 @@\n-#define ZZ 1\n+#define ZZ 2\n' >"$LIB/patches/0001-two.patch"
	cat >"$LIB/Makefile.uk" <<'END'
################################################################################
# Library registration
################################################################################
$(eval $(call addlib_s,libfoo,$(CONFIG_LIBFOO)))

LIBFOO_VERSION=1.2
LIBFOO_URL=https://example.invalid/archive/v$(LIBFOO_VERSION)/zz-$(LIBFOO_VERSION).tar.gz
LIBFOO_PATCHDIR=$(LIBFOO_BASE)/patches
LIBFOO_SUBDIR=zz-$(LIBFOO_VERSION)
$(eval $(call fetch,libfoo,$(LIBFOO_URL)))
$(eval $(call patch,libfoo,$(LIBFOO_PATCHDIR),$(LIBFOO_SUBDIR)/include))

LIBFOO_EXTRACTED=$(LIBFOO_ORIGIN)/$(LIBFOO_SUBDIR)
LIBFOO_COMMON_INCLUDES-y += -I$(LIBFOO_EXTRACTED)/include
CINCLUDES-$(CONFIG_LIBFOO) += $(LIBFOO_COMMON_INCLUDES-y)
CXXINCLUDES-$(CONFIG_LIBFOO) += $(LIBFOO_COMMON_INCLUDES-y)

LIBFOO_DEFINES = -DLIBFOO_DEFINED=1
LIBFOO_SUPPRESS_FLAGS += -Wno-unused-parameter \
	-Wno-unused-variable
LIBFOO_SUPPRESS_FLAGS-$(call gcc_version_ge,8,0) += -Wno-cast-function-type
LIBFOO_CFLAGS-y += $(LIBFOO_SUPPRESS_FLAGS) $(LIBFOO_SUPPRESS_FLAGS-y) $(LIBFOO_DEFINES)
LIBFOO_CXXFLAGS-y += $(LIBFOO_SUPPRESS_FLAGS)
LIBFOO_MAIN_FLAGS-y += -Dmain=zz_main
LIBFOO_SRCS-y += $(LIBFOO_EXTRACTED)/src/zz.c
LIBFOO_SRCS-y += $(LIBFOO_EXTRACTED)/src/main.c|zz
LIBFOO_MAIN_ZZ_FLAGS-y += -Dmain=zz_main
END
	sed -i /LIBFOO_MAIN_FLAGS/d "$LIB/Makefile.uk"
	run uk libfoo
	[ "$status" -eq 0 ]
	[[ $output != *warning* ]]
	objdump -d "$OUT/libfoo.o" | grep -q 'mov *$0x2,%eax'
	defines "$OUT/libfoo.o" zz_main T
}

@test "a step after .patched that writes headers with sed, and .prepared depending on it" {
	fake_fetch
	archive foo-1 config.h.in='#define VALUE @VALUE@' a.c='#include "config.h"
int a = VALUE;'
	port <<'END'
$(eval $(call fetch,libfoo,https://example.invalid/foo-1.tar.gz))
$(eval $(call patch,libfoo,$(LIBFOO_BASE)/patches,foo-1))
LIBFOO_EXTRACTED=$(LIBFOO_ORIGIN)/foo-1
LIBFOO_CINCLUDES-y += -I$(LIBFOO_BUILD)/include
LIBFOO_SRCS-y += $(LIBFOO_EXTRACTED)/a.c
$(LIBFOO_BUILD)/include/config.h: $(LIBFOO_BUILD)/.patched
	$(call verbose_cmd,SED,libfoo: config.h,mkdir -p $(dir $@) && sed 's/@VALUE@/7/' $(LIBFOO_EXTRACTED)/config.h.in >$@)
LIBFOO_PREPARED_DEPS = $(LIBFOO_BUILD)/include/config.h
UK_PREPARE-$(CONFIG_LIBFOO) += $(LIBFOO_BUILD)/.prepared
$(LIBFOO_BUILD)/.prepared: $(LIBFOO_PREPARED_DEPS)
END
	run uk libfoo
	[ "$status" -eq 0 ]
	[[ $output != *warning* ]]
	objdump -s -j .data.a "$OUT/libfoo.o" | grep -q '0000 07000000'
	run uk libfoo
	[ -z "$(grep -v Nothing <<<"$output")" ] || { echo "$output"; return 1; }
}

@test "generated sources: a script's output, a rule with a pattern, a list of headers to make first" {
	port <<'END'
LIBFOO_GENERATED := $(addprefix $(LIBFOO_BUILD)/gen/,one.c two.c)
$(LIBFOO_BUILD)/gen/%.c: $(LIBFOO_BASE)/make.sh
	$(call build_cmd,GEN,libfoo,$@,sh $< $(basename $(notdir $@)) >$@)
UK_PREPARE-$(CONFIG_LIBFOO) += $(LIBFOO_GENERATED)
LIBFOO_SRCS-y += $(LIBFOO_GENERATED)
uk_made := $(call mk_sub_libbuild_dir,libfoo,gen)
$(eval $(call build_clean,$(LIBFOO_GENERATED)))
END
	echo 'echo "int $1 = 1;"' >"$LIB/make.sh"
	uk libfoo
	defines "$OUT/libfoo.o" one D
	defines "$OUT/libfoo.o" two D
	sleep 0.01
	echo 'echo "int $1 = 0;"' >"$LIB/make.sh"
	uk libfoo
	defines "$OUT/libfoo.o" two B
	uk clean
	[ ! -e "$OUT/libfoo/gen/one.c" ]
}

@test "archives of every kind, unpacked by the workspace's own program" {
	real_fetch
	mkdir -p "$T/files/foo-1"
	for k in tar.gz tgz tar.xz tar.bz2 tar.zst zip; do
		echo "int from_${k//./_};" >"$T/files/foo-1/a.c"
		python3 - "$T/files" "$k" <<-'END'
		import os, shutil, subprocess, sys, tarfile, zipfile
		folder, kind = sys.argv[1:]
		os.chdir(folder)
		name = "foo." + kind
		if kind == "zip":
		    with zipfile.ZipFile(name, "w") as z: z.write("foo-1/a.c")
		elif kind == "tar.zst":
		    with tarfile.open("foo.tar", "w") as t: t.add("foo-1")
		    if shutil.which("zstd"): subprocess.check_call(["zstd", "-q", "-f", "foo.tar", "-o", name])
		else:
		    with tarfile.open(name, "w:" + {"tar.gz": "gz", "tgz": "gz", "tar.xz": "xz", "tar.bz2": "bz2"}[kind]) as t: t.add("foo-1")
		END
		[ -e "$T/files/foo.$k" ] || continue
		cat >"$LIB/Makefile.uk" <<-END
		\$(eval \$(call addlib_s,libfoo,\$(CONFIG_LIBFOO)))
		\$(eval \$(call unarchive,libfoo,$T/files/foo.$k))
		LIBFOO_SRCS-y += \$(LIBFOO_ORIGIN)/foo-1/a.c
		END
		rm -rf "$OUT/libfoo"
		uk libfoo
		defines "$OUT/libfoo.o" "from_${k//./_}" B
	done
}

@test "ifdef, ifneq and else around options; a select of nobody; imply; COMPFLAGS of a libc" {
	cat >"$LIB/Config.uk" <<-'END'
	menuconfig LIBFOO
		bool "foo"
		default n
		select LIBNEWLIBC
		select LIBNOLIBC if !HAVE_LIBC
		select LIBPTHREAD_EMBEDDED if HAVE_NOBODY
		imply LIBUKTIMECONV
		depends on !LIBNOBODY_KNOWS
	if LIBFOO
	config LIBFOO_X
		bool "x"
		default y
	choice
		prompt "kind"
		default LIBFOO_KIND_A
	config LIBFOO_KIND_A
		bool "a"
	config LIBFOO_KIND_B
		bool "b"
	endchoice
	endif
	END
	for f in a b c d; do echo "int $f;" >"$LIB/$f.c"; done
	port <<-'END'
	ifdef CONFIG_LIBFOO_X
	LIBFOO_SRCS-y += $(LIBFOO_BASE)/a.c
	endif
	ifneq ($(CONFIG_LIBFOO_X),y)
	LIBFOO_SRCS-y += $(LIBFOO_BASE)/missing.c
	else
	LIBFOO_SRCS-y += $(LIBFOO_BASE)/b.c
	endif
	ifeq ($(CONFIG_LIBFOO_KIND_A)$(CONFIG_ARCH_X86_64),yy)
	LIBFOO_SRCS-y += $(LIBFOO_BASE)/c.c
	endif
	LIBFOO_SRCS-$(CONFIG_LIBFOO_KIND_A) += $(LIBFOO_BASE)/d.c
	COMPFLAGS += -D_POSIX_C_SOURCE=200809L
	END
	run uk libfoo
	[ "$status" -eq 0 ]
	[[ $output != *[Ww]arning* ]]
	for f in a b c d; do defines "$OUT/libfoo.o" $f B; done
	grep -qx CONFIG_LIBUKTIMECONV=y "$APP/.config"
}

@test "import of lists by a macro of the port's own, per architecture by path" {
	mkdir -p "$LIB/src/math/x86_64" "$LIB/src/string"
	echo 'int generic;' >"$LIB/src/math/sqrt.c"
	echo 'int special;' >"$LIB/src/math/x86_64/sqrt.c"
	echo 'int len;' >"$LIB/src/string/len.c"
	cat >>"$LIB/Makefile.uk" <<'END'
define _libfoo_import_lib =
LIBFOO_$(call uc,$(1))_SRCS-y += $(foreach f,$(2),$(if $(wildcard $(LIBFOO_BASE)/src/$(1)/$(CONFIG_UK_ARCH)/$(f)),$(LIBFOO_BASE)/src/$(1)/$(CONFIG_UK_ARCH)/$(f)|$(CONFIG_UK_ARCH),$(LIBFOO_BASE)/src/$(1)/$(f)))
LIBFOO_SRCS-y += $$(LIBFOO_$(call uc,$(1))_SRCS-y)
LIBFOO_HDRS_FLAGS-y += -DHAS_$(call uc,$(1))
endef
CONFIG_UK_ARCH := $(call qstrip,$(CONFIG_UK_ARCH))
$(eval $(call _libfoo_import_lib,math,sqrt.c))
$(eval $(call _libfoo_import_lib,string,len.c))
LIBFOO_CFLAGS-y += $(LIBFOO_HDRS_FLAGS-y)
END
	run uk libfoo
	[ "$status" -eq 0 ]
	defines "$OUT/libfoo.o" special B
	defines "$OUT/libfoo.o" len B
	! nm "$OUT/libfoo.o" | grep -q generic
	grep -qw -- '-DHAS_MATH -DHAS_STRING' "$OUT/libfoo/.flags/CC"
}

@test "an archive built by the program's own make, linked as a library" {
	mkdir -p "$LIB/own"
	printf 'libown.a: own.c\n\t$(CC) -fno-pic -c own.c -o own.o && ar rcs $@ own.o\n' >"$LIB/own/Makefile"
	echo 'int own(void) { return 3; }' >"$LIB/own/own.c"
	echo 'int own(void); int main(void) { return own(); }' >"$APP/main.c"
	port <<'END'
$(LIBFOO_BUILD)/own/libown.a: $(LIBFOO_BUILD)/.origin
	$(call verbose_cmd,MAKE,libfoo: own,cp -R $(LIBFOO_BASE)/own $(LIBFOO_BUILD)/ && $(MAKE) -C $(LIBFOO_BUILD)/own CC="$(CC)" libown.a >/dev/null)
LIBFOO_ALIBS-y += $(LIBFOO_BUILD)/own/libown.a
LIBFOO_CLEAN += $(LIBFOO_BUILD)/own
END
	uk -j2
	nm "$OUT/app_kvm-x86_64.dbg" | grep -q ' T own$'
	run uk
	[ -z "$(grep -v Nothing <<<"$output")" ] || { echo "$output"; return 1; }
}

@test "isr variants with further flags, assembler with includes, a linker fragment with a variant" {
	mkdir -p "$LIB/include"
	echo '#define SYM start_of_it' >"$LIB/include/sym.h"
	printf '#include <sym.h>\n.globl SYM\nSYM: ret\n' >"$LIB/entry.S"
	echo 'int handler(int x) { return x + LEVEL; }' >"$LIB/traps.c"
	echo 'SECTIONS { .extra : { KEEP(*(.extra)) } } INSERT AFTER .data;' >"$LIB/extra.lds.S"
	echo '__attribute__((section(".extra"), used)) int in_extra = 4; int main(void) { return 0; }' >"$APP/main.c"
	port <<-'END'
	LIBFOO_ASINCLUDES-y += -I$(LIBFOO_BASE)/include
	LIBFOO_SRCS-y += $(LIBFOO_BASE)/entry.S|isr
	LIBFOO_SRCS-$(CONFIG_ARCH_X86_64) += $(LIBFOO_BASE)/traps.c|isr
	LIBFOO_TRAPS_ISR_FLAGS-y += -DLEVEL=3
	LIBFOO_SRCS-y += $(LIBFOO_BASE)/extra.lds.S|fragment
	END
	uk
	defines "$OUT/libfoo.o" start_of_it T
	readelf -SW "$OUT/app_kvm-x86_64.dbg" | grep -q ' \.extra '
	grep -qw -- -mgeneral-regs-only "$OUT/libfoo/traps.isr.flags"
}

@test "C++ with classes, static objects and headers of its own" {
	mkdir -p "$LIB/include"
	echo '#pragma once
struct base { virtual int value() const { return 1; } }; struct derived : base { int value() const override { return kept; } int kept = 5; };
template <class T> T twice(T t) { return t + t; }' >"$LIB/include/shape.hpp"
	echo '#include <shape.hpp>
static derived object; extern "C" int foo(void) { base *b = &object; return twice(b->value()); }' >"$LIB/shape.cpp"
	echo 'int foo(void); int main(void) { return foo(); }' >"$APP/main.c"
	port <<-'END'
	CXXINCLUDES-$(CONFIG_LIBFOO) += -I$(LIBFOO_BASE)/include
	LIBFOO_CXXFLAGS-y += -std=c++17
	LIBFOO_SRCS-y += $(LIBFOO_BASE)/shape.cpp
	END
	uk
	nm -C "$OUT/app_kvm-x86_64.dbg" | grep -q 'derived::value() const'
}

@test "an initrd found by both interfaces: a pointer to its descriptor, and a descriptor to fill" {
	cat >"$LIB/script.c" <<-'END'
	#include <uk/plat/memory.h>
	const char *script_filled(void)
	{
		struct ukplat_memregion_desc img;
		return ukplat_memregion_find_initrd0(&img) >= 0 ? (char *)img.base : 0;
	}
	const char *script_pointed(void)
	{
		struct ukplat_memregion_desc *img;
		return ukplat_memregion_find_initrd0(&img) >= 0 ? (char *)img->vbase : 0;
	}
	END
	port <<-'END'
	LIBFOO_SRCS-y += $(LIBFOO_BASE)/script.c
	LIBFOO_CFLAGS-y += -Werror
	END
	uk libfoo
	defines "$OUT/libfoo.o" script_filled T
	defines "$OUT/libfoo.o" script_pointed T
}

@test "a header made from one of the archive's files that no rule makes, in a list after .origin" {
	fake_fetch
	archive foo-1 inc/version.h.in='#define VERSION "@V@"' a.c='#include <version.h>
const char foo_version[] = VERSION;'
	port <<'END'
LIBFOO_VERSION = 1.0
$(eval $(call fetch,libfoo,https://example.invalid/foo-1.tar.gz))
LIBFOO_EXTRACTED = $(LIBFOO_ORIGIN)/foo-1
LIBFOO_CINCLUDES += -I$(LIBFOO_EXTRACTED)/inc
LIBFOO_SRCS-y += $(LIBFOO_EXTRACTED)/a.c

$(LIBFOO_EXTRACTED)/inc/version.h: $(LIBFOO_EXTRACTED)/inc/version.h.in
	$(call verbose_cmd,GEN,libfoo: $(notdir $@), cp $< $@ && \
		sed -i -e 's/@V@/$(LIBFOO_VERSION)/' $@)

LIBFOO_DEPS = \
	$(LIBFOO_BUILD)/.origin \
	$(LIBFOO_EXTRACTED)/inc/version.h

$(LIBFOO_BUILD)/.prepared: $(LIBFOO_DEPS)

UK_PREPARE += $(LIBFOO_BUILD)/.prepared
END
	run uk -j4 libfoo
	[ "$status" -eq 0 ] || { echo "$output"; return 1; }
	grep -q '"1.0"' "$OUT/libfoo/origin/foo-1/inc/version.h"
}

@test "a step named by a variable that is set later: target and list agree" {
	fake_fetch
	archive foo-1 src/made.sh='echo "#define MADE 7" >made.h' src/a.c='#include "made.h"
int foo_made = MADE;'
	port <<'END'
$(eval $(call fetch,libfoo,https://example.invalid/foo-1.tar.gz))
$(eval $(call patch,libfoo,$(LIBFOO_BASE)/patches,foo-1))

$(LIBFOO_SRC)/made-$(LIBFOO_BUILD).h: $(BUILD_DIR)/libfoo/.patched
	cd $(LIBFOO_SRC) && sh made.sh

UK_PREPARE-y += $(LIBFOO_SRC)/made-$(LIBFOO_BUILD).h

LIBFOO_SRC = $(LIBFOO_ORIGIN)/foo-1/src
LIBFOO_SRCS-y += $(LIBFOO_SRC)/a.c
END
	run uk -j2 libfoo
	[ "$status" -eq 0 ] || { echo "$output"; return 1; }
	defines "$OUT/libfoo.o" foo_made D
}

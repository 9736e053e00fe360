#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-3-Clause
# The rest of the surface: commands for a port's own rules, global variables, linking, external platforms.
load helper

@test "build_cmd: a labelled command of a port's own, its object through OBJS" {
	echo 'int own;' >"$LIB/own.c"
	port <<'END'
$(LIBFOO_BUILD)/sub/own.o: $(LIBFOO_BASE)/own.c
	$(call build_cmd,OWN,libfoo,$@,$(CC) -c $< -o $@)
LIBFOO_OBJS-y += $(LIBFOO_BUILD)/sub/own.o
END
	[[ $(uk libfoo) == *"OWN"*"libfoo: own.o"* ]]
	defines "$OUT/libfoo.o" own B
	[[ $(uk libfoo) != *OWN* ]]
}

@test "build_cmd_fixdep: with the headers it read" {
	echo '#define N 1' >"$LIB/n.h"
	printf '#include "n.h"\nint own = N;\n' >"$LIB/own.c"
	port <<'END'
$(LIBFOO_BUILD)/own.o: $(LIBFOO_BASE)/own.c
	$(call build_cmd_fixdep,OWN,libfoo,$@,$(CC) $(depflags) -c $< -o $@)
LIBFOO_OBJS-y += $(LIBFOO_BUILD)/own.o
END
	uk libfoo
	[[ $(uk libfoo) != *OWN* ]]
	echo '#define N 2' >"$LIB/n.h"
	[[ $(uk libfoo) == *OWN* ]]
}

@test "fetch2 and fetchas2 are other spellings" {
	fake_fetch
	archive foo-1 a.c='int a_value;'
	port <<-'END'
	$(eval $(call fetch2,libfoo,https://example.invalid/foo-1.tar.gz))
	LIBFOO_SRCS-y += $(LIBFOO_ORIGIN)/foo-1/a.c
	END
	uk libfoo
}

@test "all four kinds of checksum are passed on" {
	fake_fetch
	archive foo-1 a.c='int a_value;'
	port <<-'END'
	LIBFOO_ORIGIN_MD5 := 1
	LIBFOO_ORIGIN_SHA1 := 2
	LIBFOO_ORIGIN_SHA256 := 3
	LIBFOO_ORIGIN_SHA512 := 4
	$(eval $(call fetch,libfoo,https://example.invalid/foo-1.tar.gz))
	END
	uk fetch
	grep -q -- '--md5 1 --sha1 2 --sha256 3 --sha512 4' "$T/fetch.log"
}

@test "global COMPFLAGS CFLAGS CXXFLAGS ASFLAGS CINCLUDES CXXINCLUDES ASINCLUDES ARCHFLAGS DBGFLAGS reach every library" {
	echo 'int c;' >"$LIB/a.c"
	echo 'int x;' >"$LIB/b.cpp"
	echo '.globl s; s = 0' >"$LIB/c.S"
	port <<-'END'
	LIBFOO_SRCS-y += $(LIBFOO_BASE)/a.c $(LIBFOO_BASE)/b.cpp $(LIBFOO_BASE)/c.S
	COMPFLAGS-y += -DV_COMP
	CFLAGS-y += -DV_C
	CXXFLAGS-y += -DV_CXX
	ASFLAGS-y += -DV_AS
	CINCLUDES-y += -I/v_c
	CXXINCLUDES-y += -I/v_cxx
	ASINCLUDES-y += -I/v_as
	ARCHFLAGS-y += -DV_ARCH
	DBGFLAGS-y += -DV_DBG
	END
	uk libfoo
	local f=$OUT/libfoo/.flags
	for w in -DV_COMP -DV_C -I/v_c -DV_ARCH -DV_DBG; do grep -qw -- "$w" "$f/CC"; done
	for w in -DV_COMP -DV_CXX -I/v_cxx -DV_ARCH -DV_DBG; do grep -qw -- "$w" "$f/CXX"; done
	for w in -DV_COMP -DV_AS -I/v_as -DV_ARCH -DV_DBG; do grep -qw -- "$w" "$f/AS"; done
	! grep -qw -- -DV_CXX "$f/CC"
}

@test "EACHOLIB_LDFLAGS and EACHOLIB_OBJCFLAGS apply to every library object" {
	echo 'int a;' >"$LIB/a.c"
	port <<-'END'
	LIBFOO_SRCS-y += $(LIBFOO_BASE)/a.c
	EACHOLIB_LDFLAGS-y += --defsym=in_every=1
	EACHOLIB_OBJCFLAGS-y += --redefine-sym a=renamed
	END
	uk libfoo
	nm "$OUT/libfoo.o" | grep -q ' A in_every$'
	defines "$OUT/libfoo.o" renamed B
}

@test "LDFLAGS, IMAGE_LDFLAGS, UK_LDFLAGS and global OBJS and ALIBS reach the image's link" {
	echo 'int in_obj(void) { return 1; }' >"$T/o.c"
	echo 'int in_lib(void) { return 1; }' >"$T/l.c"
	gcc -fno-pic -c "$T/o.c" -o "$LIB/o.o"
	gcc -fno-pic -c "$T/l.c" -o "$T/l.o" && ar rcs "$LIB/l.a" "$T/l.o"
	echo 'int in_obj(void), in_lib(void); int main(void) { return in_obj() + in_lib(); }' >"$APP/main.c"
	port <<-'END'
	OBJS-y += $(LIBFOO_BASE)/o.o
	ALIBS-y += $(LIBFOO_BASE)/l.a
	LDFLAGS-y += -Wl,--defsym=by_ldflags=1
	IMAGE_LDFLAGS-y += -Wl,--defsym=by_image=1
	END
	uk UK_LDFLAGS=-Wl,--defsym=by_user=1
	for s in by_ldflags by_image by_user; do nm "$OUT/app_kvm-x86_64.dbg" | grep -q " A $s\$"; done
}

@test "an application without a Makefile.uk: its libraries are the image" {
	rm "$APP/Makefile.uk" "$APP/main.c"
	echo 'int main(void) { return 0; }' >"$LIB/main.c"
	port <<<'LIBFOO_SRCS-y += $(LIBFOO_BASE)/main.c'
	uk N=named
	[ -e "$OUT/named_kvm-x86_64" ]
}

@test "no platform: an error, where there is a choice; the only platform cannot be switched off" {
	mkdir -p "$T/plat"
	printf 'config PLAT_OWN\n\tbool "own"\n' >"$T/plat/Config.uk"
	echo '$(eval $(call addplat_s,own,$(CONFIG_PLAT_OWN)))' >"$T/plat/Makefile.uk"
	uk olddefconfig P="$T/plat"
	sed -i 's/CONFIG_PLAT_KVM=y/# CONFIG_PLAT_KVM is not set/' "$APP/.config"
	run uk P="$T/plat"
	[ "$status" -ne 0 ]
	[[ $output == *"no platform is selected"* ]]
	uk olddefconfig
	grep -qx 'CONFIG_PLAT_KVM=y' "$APP/.config"
}

@test "a platform with images of its own (Linker.uk)" {
	mkdir -p "$T/plat"
	cat >"$T/plat/Makefile.uk" <<'END'
$(eval $(call addplat_s,own,$(CONFIG_PLAT_OWN)))
UK_IMAGES-$(CONFIG_PLAT_OWN) += $(BUILD_DIR)/own.image
END
	cat >"$T/plat/Linker.uk" <<'END'
$(BUILD_DIR)/own.image: $(UK_OLIBS)
	$(call build_cmd,OWNLD,,$@,$(LD) -r -o $@ $(UK_OLIBS))
END
	printf 'config PLAT_OWN\n\tbool "own"\n\tdefault y\n' >"$T/plat/Config.uk"
	uk P="$T/plat"
	defines "$OUT/own.image" main T
	[ -e "$OUT/app_kvm-x86_64" ]
}

@test "a build that is quiet prints nothing" {
	echo 'int x;' >"$LIB/a.c"
	port <<<'LIBFOO_SRCS-y += $(LIBFOO_BASE)/a.c'
	uk olddefconfig >/dev/null
	[ -z "$(uk -s libfoo)" ]
}

@test "clang builds an image" {
	command -v clang >/dev/null || skip "no clang"
	uk COMPILER=clang
	readelf -p .comment "$OUT/apptest/main.o" | grep -q clang
}

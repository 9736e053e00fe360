#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-3-Clause
# Registration, sources, and the flags they are compiled with.
load helper

@test "addlib_s: a library is built when its switch is y" {
	echo 'int foo(void) { return 1; }' >"$LIB/foo.c"
	port <<<'LIBFOO_SRCS-y += $(LIBFOO_BASE)/foo.c'
	uk libfoo
	defines "$OUT/libfoo.o" foo T
	[ "$(uk print-libs | grep -c '^libfoo$')" = 1 ]
}

@test "a library that is not selected has no effect" {
	sed -i /select/d "$APP/Config.uk"
	port <<-'END'
	LIBFOO_SRCS-y += $(LIBFOO_BASE)/missing.c
	CFLAGS-y += -DLEAKED
	UK_PREPARE += $(LIBFOO_BUILD)/never
	$(eval $(call fetch,libfoo,https://example.invalid/x.tar.gz))
	END
	echo '#ifdef LEAKED
#error leaked
#endif
int main(void) { return 0; }' >"$APP/main.c"
	uk prepare apptest
	[ ! -e "$OUT/libfoo" ]
}

@test "addlib_tree, addplatlib_s, addlib_paramprefix" {
	cat >"$LIB/Makefile.uk" <<-'END'
	$(eval $(call addlib_tree_s,libfoo,$(CONFIG_LIBFOO)))
	$(eval $(call addplatlib_s,kvm,libfooplat,$(CONFIG_LIBFOO)))
	$(eval $(call addlib_paramprefix,libfoo,foo))
	LIBFOO_SRCS-y += $(LIBFOO_BASE)/a.c
	LIBFOOPLAT_SRCS-y += $(LIBFOO_BASE)/b.c
	END
	echo 'extern int UK_LIBPARAM_PREFIX; int *p = &UK_LIBPARAM_PREFIX;' >"$LIB/a.c"
	echo 'int plat_part;' >"$LIB/b.c"
	uk libfoo libfooplat
	nm "$OUT/libfoo.o" | grep -q ' U foo$'
	defines "$OUT/libfooplat.o" plat_part B
}

@test "the same name twice is an error that names both" {
	port <<<'$(eval $(call addlib,libfoo))'
	run uk libfoo
	[ "$status" -ne 0 ]
	[[ $output == *"libfoo is registered twice"* ]]
}

@test "variables: bare, -y and -\$(CONFIG_X)" {
	printf 'config LIBFOO_MORE\n\tbool "more"\n\tdefault y\nconfig LIBFOO_LESS\n\tbool "less"\n' >>"$LIB/Config.uk"
	port <<-'END'
	LIBFOO_SRCS += $(LIBFOO_BASE)/a.c
	LIBFOO_SRCS-y += $(LIBFOO_BASE)/b.c
	LIBFOO_SRCS-$(CONFIG_LIBFOO_MORE) += $(LIBFOO_BASE)/c.c
	LIBFOO_SRCS-$(CONFIG_LIBFOO_LESS) += $(LIBFOO_BASE)/missing.c
	LIBFOO_CFLAGS += -DA
	LIBFOO_CFLAGS-y += -DB
	LIBFOO_CFLAGS-$(CONFIG_LIBFOO_MORE) += -DC
	CFLAGS-$(CONFIG_LIBFOO_LESS) += -DNEVER
	END
	for f in a b c; do printf '#if !(defined A && defined B && defined C) || defined NEVER\n#error\n#endif\nint %s;\n' $f >"$LIB/$f.c"; done
	uk libfoo
	for f in a b c; do defines "$OUT/libfoo.o" $f B; done
}

@test "objects keep the source tree; equal base names do not collide" {
	mkdir -p "$LIB/x" "$LIB/y"
	echo 'int x;' >"$LIB/x/file.c"
	echo 'int y;' >"$LIB/y/file.c"
	port <<<'LIBFOO_SRCS-y += $(LIBFOO_BASE)/x/file.c $(LIBFOO_BASE)/y/file.c'
	uk libfoo
	[ -e "$OUT/libfoo/x/file.o" ] && [ -e "$OUT/libfoo/y/file.o" ]
}

@test "variants: one source, several objects, each with its flags" {
	echo 'int NAME;' >"$LIB/file.c"
	port <<-'END'
	LIBFOO_SRCS-y += $(LIBFOO_BASE)/file.c $(LIBFOO_BASE)/file.c|two
	LIBFOO_FILE_FLAGS-y += -DNAME=one
	LIBFOO_FILE_TWO_FLAGS-y += -DNAME=two
	END
	uk libfoo
	defines "$OUT/libfoo/file.o" one B
	defines "$OUT/libfoo/file.two.o" two B
}

@test "variant isr keeps off the FPU" {
	echo 'double f(double a) { return a * 2; }' >"$LIB/file.c"
	port <<<'LIBFOO_SRCS-y += $(LIBFOO_BASE)/file.c'
	uk libfoo
	port <<<'LIBFOO_SRCS-y += $(LIBFOO_BASE)/file.c|isr'
	run uk libfoo
	[ "$status" -ne 0 ]
}

@test "order of flags: a file's flags win over library, global; debug comes last" {
	echo 'int x;' >"$LIB/file.c"
	port <<-'END'
	COMPFLAGS-y += -DG_COMP
	CINCLUDES-y += -I/g_inc
	CFLAGS-y += -DG_C
	LIBFOO_COMPFLAGS-y += -DL_COMP
	LIBFOO_CINCLUDES-y += -I/l_inc
	LIBFOO_CFLAGS-y += -DL_C
	LIBFOO_FILE_INCLUDES-y += -I/f_inc
	LIBFOO_FILE_FLAGS-y += -DF_C
	LIBFOO_SRCS-y += $(LIBFOO_BASE)/file.c
	END
	uk libfoo
	[ "$(grep -oE -- '-(DG_COMP|DL_COMP|I/f_inc|I/l_inc|I/g_inc|mcmodel=small|DG_C|DL_C|DF_C|g1|D__LIBNAME__=libfoo)( |$)' "$OUT/libfoo/file.flags" | tr -d ' \n')" = \
		"-DG_COMP-DL_COMP-I/f_inc-I/l_inc-I/g_inc-mcmodel=small-DG_C-DL_C-DF_C-g1-D__LIBNAME__=libfoo" ]
}

@test "__LIBNAME__, __BASENAME__, __Unikraft__, no __linux__; UK_CFLAGS from the command line" {
	cat >"$LIB/file.c" <<-'END'
	#define S_(x) #x
	#define S(x) S_(x)
	#if defined(__linux__) || !defined(__Unikraft__) || !defined(FROM_USER)
	#error
	#endif
	const char text[] = S(__LIBNAME__) " " S(__BASENAME__);
	END
	port <<<'LIBFOO_SRCS-y += $(LIBFOO_BASE)/file.c'
	uk libfoo UK_CFLAGS=-DFROM_USER
	strings -a "$OUT/libfoo.o" | grep -qx 'libfoo file.c'
}

@test "flags with quotes reach the compiler as in a shell" {
	echo 'const char text[] = TEXT; const char more[] = MORE;' >"$LIB/file.c"
	port <<-'END'
	LIBFOO_SRCS-y += $(LIBFOO_BASE)/file.c
	LIBFOO_CFLAGS-y += -DTEXT=\"plain\" '-DMORE="two words"'
	END
	uk libfoo
	strings -a "$OUT/libfoo.o" | grep -qx 'two words'
}

@test "SUBBUILD and CDEPS" {
	echo 'int x;' >"$LIB/file.c"
	port <<-'END'
	LIBFOO_SRCS-y += $(LIBFOO_BASE)/file.c
	LIBFOO_FILE_SUBBUILD := sub
	LIBFOO_FILE_CDEPS-y += $(LIBFOO_BASE)/input
	END
	touch "$LIB/input"
	uk libfoo
	[ -e "$OUT/libfoo/sub/file.o" ]
	sleep 0.02; touch "$LIB/input"
	[[ $(uk libfoo) == *"CC"*"file.o"* ]]
}

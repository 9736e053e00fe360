#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-3-Clause
# Kinds of sources, symbols, archives, linker script fragments.
load helper

@test "assembler with and without preprocessor, beside C of the same name" {
	echo 'int a_c;' >"$LIB/a.c"
	printf '#define NAME a_S\n.globl NAME\n.data\nNAME: .long 0\n' >"$LIB/a.S"
	printf '.globl a_s\n.data\na_s: .long 0\n' >"$LIB/a.s"
	port <<<'LIBFOO_SRCS-y += $(LIBFOO_BASE)/a.c $(LIBFOO_BASE)/a.S $(LIBFOO_BASE)/a.s'
	uk libfoo
	for s in a_S a_s; do defines "$OUT/libfoo.o" $s D; done
	defines "$OUT/libfoo.o" a_c B
}

@test "ASFLAGS and ASINCLUDES" {
	mkdir "$LIB/inc"
	echo '#define VALUE 7' >"$LIB/inc/value.h"
	printf '#include "value.h"\n.globl SYM\nSYM = VALUE\n' >"$LIB/a.S"
	port <<-'END'
	LIBFOO_SRCS-y += $(LIBFOO_BASE)/a.S
	LIBFOO_ASFLAGS-y += -DSYM=seven
	LIBFOO_ASINCLUDES-y += -I$(LIBFOO_BASE)/inc
	END
	uk libfoo
	nm "$OUT/libfoo.o" | grep -q '0*7 A seven'
}

@test "C++ in its four spellings, CXXFLAGS" {
	for s in cc cpp cxx C; do echo "namespace n { int f_$s() { return VALUE; } }" >"$LIB/f_$s.$s"; done
	port <<-'END'
	LIBFOO_SRCS-y += $(foreach s,cc cpp cxx C,$(LIBFOO_BASE)/f_$(s).$(s))
	LIBFOO_CXXFLAGS-y += -DVALUE=3
	END
	uk libfoo
	[ "$(nm -C "$OUT/libfoo.o" | grep -c ' T n::f_')" = 4 ]
}

@test ".awk and .m4 make sources and headers" {
	echo 'BEGIN { print "int from_awk = " V ";" }' >"$LIB/gen.c.awk"
	port <<-'END'
	LIBFOO_SRCS-y += $(LIBFOO_BASE)/gen.c.awk
	LIBFOO_AWKFLAGS-y += -v V=5
	END
	if command -v m4 >/dev/null; then
		echo 'int FROM;' >"$LIB/gen2.c.m4"
		printf '%s\n' 'LIBFOO_SRCS-y += $(LIBFOO_BASE)/gen2.c.m4' 'LIBFOO_M4FLAGS-y += -DFROM=from_m4' | port
	fi
	uk libfoo
	defines "$OUT/libfoo.o" from_awk D
	! command -v m4 >/dev/null || defines "$OUT/libfoo.o" from_m4 B
}

@test "exportsyms.uk keeps only what it lists" {
	echo 'int shown(void) { return 1; } int other(void) { return 2; }' >"$LIB/a.c"
	printf '# comment\nshown\n' >"$LIB/exportsyms.uk"
	port <<<'LIBFOO_SRCS-y += $(LIBFOO_BASE)/a.c'
	uk libfoo
	defines "$OUT/libfoo.o" shown T
	defines "$OUT/libfoo.o" other t
	echo other >>"$LIB/exportsyms.uk"
	uk libfoo
	defines "$OUT/libfoo.o" other T
}

@test "localsyms.uk, LOCALS and OBJCFLAGS hide and change symbols" {
	echo 'int a(void) { return 1; } int b(void) { return 2; } int c(void) { return 3; }' >"$LIB/a.c"
	echo a >"$LIB/localsyms.uk"
	echo b >"$LIB/more"
	port <<-'END'
	LIBFOO_SRCS-y += $(LIBFOO_BASE)/a.c
	LIBFOO_LOCALS-y += $(LIBFOO_BASE)/more
	LIBFOO_OBJCFLAGS-y += --redefine-sym c=renamed
	END
	uk libfoo
	defines "$OUT/libfoo.o" a t
	defines "$OUT/libfoo.o" b t
	defines "$OUT/libfoo.o" renamed T
}

@test "OBJS, LDFLAGS of a library; an archive instead of an object" {
	echo 'int pre;' >"$T/pre.c"
	gcc -c "$T/pre.c" -o "$LIB/pre.o"
	echo 'int a;' >"$LIB/a.c"
	port <<-'END'
	LIBFOO_SRCS-y += $(LIBFOO_BASE)/a.c
	LIBFOO_OBJS-y += $(LIBFOO_BASE)/pre.o
	LIBFOO_LDFLAGS-y += --defsym=set_by_linker=42
	END
	uk libfoo
	nm "$OUT/libfoo.o" | grep -q '2a A set_by_linker'
	defines "$OUT/libfoo.o" pre B
	sed -i /LDFLAGS/d "$LIB/Makefile.uk"
	port <<<'LIBFOO_ARCHIVE := y'
	uk libfoo
	[ "$(ar t "$OUT/libfoo.a" | wc -l)" = 2 ]
}

@test "ALIBS and linker script fragments are in the image" {
	echo 'int from_archive(void) { return 4; }' >"$T/x.c"
	gcc -c -fno-pic "$T/x.c" -o "$T/x.o" && ar rcs "$LIB/x.a" "$T/x.o"
	echo 'int from_archive(void); extern char fragment_mark; void *keep = &fragment_mark; int foo(void) { return from_archive(); }' >"$LIB/a.c"
	echo 'int foo(void); extern void *keep; int main(void) { return foo() + (keep != 0); }' >"$APP/main.c"
	echo 'SECTIONS { .fragment : { fragment_mark = .; LONG(VALUE) } } INSERT AFTER .data;' >"$LIB/part.lds.S"
	port <<-'END'
	LIBFOO_SRCS-y += $(LIBFOO_BASE)/a.c $(LIBFOO_BASE)/part.lds.S
	LIBFOO_ALIBS-y += $(LIBFOO_BASE)/x.a
	LIBFOO_PART_FLAGS-y += -DVALUE=1
	END
	uk
	nm "$OUT/app_kvm-x86_64.dbg" | grep -q ' T from_archive$'
	readelf -SW "$OUT/app_kvm-x86_64.dbg" | grep -q ' .fragment '
}

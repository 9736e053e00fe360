#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-3-Clause
# Rebuilds are exact: what changed is made again and nothing else.
load helper

built() # objects compiled by the call, sorted
{
	uk "$@" 2>&1 | sed -n 's/^ *CC[	 ]*//p' | sort | tr '\n' ';'
}

setup_two()
{
	mkdir -p "$LIB/inc"
	echo '#define H 1' >"$LIB/inc/h.h"
	printf '#include <h.h>\nint a = H;\n' >"$LIB/a.c"
	printf '#include <uk/config.h>\n#ifdef CONFIG_LIBFOO_OPT\nint b = 2;\n#else\nint b = 1;\n#endif\n' >"$LIB/b.c"
	printf 'config LIBFOO_OPT\n\tbool "opt"\nconfig LIBFOO_NUMBER\n\tint "n"\n\tdefault 5\n' >>"$LIB/Config.uk"
	port <<-'END'
	LIBFOO_CINCLUDES-y += -I$(LIBFOO_BASE)/inc
	LIBFOO_SRCS-y += $(LIBFOO_BASE)/a.c $(LIBFOO_BASE)/b.c
	END
	uk libfoo
}

@test "nothing changed: nothing is made" {
	setup_two
	[ -z "$(built libfoo)" ]
	before=$(stat -c %y "$OUT/libfoo.o")
	uk libfoo
	[ "$(stat -c %y "$OUT/libfoo.o")" = "$before" ]
}

@test "a header rebuilds who includes it" {
	setup_two
	echo '#define H 3' >"$LIB/inc/h.h"
	[ "$(built libfoo)" = "libfoo: a.o;" ]
	[ -z "$(built libfoo)" ]
}

@test "a header that disappears is noticed" {
	setup_two
	rm "$LIB/inc/h.h"
	run uk libfoo
	[ "$status" -ne 0 ]
}

@test "a configuration symbol rebuilds who reads it; there and back rebuilds nothing" {
	setup_two
	sed -i 's/# CONFIG_LIBFOO_OPT is not set/CONFIG_LIBFOO_OPT=y/' "$APP/.config"
	[ "$(built libfoo)" = "libfoo: b.o;" ]
	sed -i 's/CONFIG_LIBFOO_NUMBER=5/CONFIG_LIBFOO_NUMBER=6/' "$APP/.config"
	[ -z "$(built libfoo)" ]
}

@test "a library's flag rebuilds the library, a file's flag the file" {
	setup_two
	port <<<'LIBFOO_A_FLAGS-y += -DONLY_A'
	[ "$(built libfoo)" = "libfoo: a.o;" ]
	port <<<'LIBFOO_CFLAGS-y += -DBOTH'
	[ "$(built libfoo)" = "libfoo: a.o;libfoo: b.o;" ]
}

@test "a flag on the command line rebuilds" {
	setup_two
	[ "$(built libfoo UK_CFLAGS=-DX)" = "libfoo: a.o;libfoo: b.o;" ]
	[ -z "$(built libfoo UK_CFLAGS=-DX)" ]
}

@test "another compiler rebuilds" {
	command -v clang || skip "no clang"
	setup_two
	[ "$(built libfoo COMPILER=clang)" = "libfoo: a.o;libfoo: b.o;" ]
}

@test "a removed source leaves the library" {
	setup_two
	sed -i 's, $(LIBFOO_BASE)/b.c,,' "$LIB/Makefile.uk"
	uk libfoo
	! nm "$OUT/libfoo.o" | grep -q ' b$'
}

@test "a comment in a Makefile.uk rebuilds nothing" {
	setup_two
	port <<<'# a comment'
	before=$(stat -c %y "$OUT/libfoo.o")
	[ -z "$(built libfoo)" ]
	[ "$(stat -c %y "$OUT/libfoo.o")" = "$before" ]
}

@test "a deleted object folder and a deleted object come back" {
	setup_two
	rm -r "$OUT/libfoo"
	[ "$(built libfoo)" = "libfoo: a.o;libfoo: b.o;" ]
	rm "$OUT/libfoo/a.o"
	[ "$(built libfoo)" = "libfoo: a.o;" ]
}

@test "compile_commands.json is valid and names every object" {
	setup_two
	python3 - "$OUT/compile_commands.json" <<-'END'
	import json, sys
	entries = json.load(open(sys.argv[1]))
	assert any(e["file"].endswith("foo/a.c") for e in entries)
	assert all(e["command"] and e["directory"] for e in entries)
	END
}

@test "clean targets" {
	setup_two
	uk clean-libfoo
	[ ! -e "$OUT/libfoo/a.o" ]
	uk libfoo
	uk clean
	[ ! -e "$OUT/libfoo/a.o" ] && [ ! -e "$OUT/libfoo.o" ]
	[ "$(built libfoo)" = "libfoo: a.o;libfoo: b.o;" ]
	uk properclean
	[ ! -e "$OUT" ] && [ -e "$APP/.config" ]
	uk distclean
	[ ! -e "$APP/.config" ]
}

@test "build_clean and CLEAN name further files" {
	echo 'int x;' >"$LIB/a.c"
	port <<-'END'
	LIBFOO_SRCS-y += $(LIBFOO_BASE)/a.c
	$(eval $(call build_clean,$(BUILD_DIR)/extra))
	LIBFOO_CLEAN += $(LIBFOO_BUILD)/extra
	END
	uk libfoo
	touch "$OUT/extra" "$OUT/libfoo/extra"
	uk clean
	[ ! -e "$OUT/extra" ] && [ ! -e "$OUT/libfoo/extra" ]
}

@test "two builds in different folders at different times are identical" {
	for n in one two; do
		mkdir -p "$T/$n"
		cp -r "$APP" "$T/$n/$n-app"
		env -u MAKEFLAGS make --no-print-directory -C "$UK" A="$T/$n/$n-app" O="$T/$n/build-$n" N=same L="$LIB" >"$T/$n/log" 2>&1
	done
	cmp "$T/one/build-one/same_kvm-x86_64" "$T/two/build-two/same_kvm-x86_64"
	cmp "$T/one/build-one/same_kvm-x86_64.dbg" "$T/two/build-two/same_kvm-x86_64.dbg"
}

# SPDX-License-Identifier: BSD-3-Clause
# kraft lib init and bump on small sources made on the spot; no network.
load helper

init() { kraft lib init --no-prompt --author-name "A. Uthor" --author-email a@example.org "$@"; }

# A program with ./configure, a library of its own, a header made by ./configure, a generated source and a test program.
program() { # NAME-VERSION
	mkdir -p "src/$1/lib" "src/$1/tool"
	cat >"src/$1/configure" <<-'END'
	#!/bin/sh
	{ echo '#define HAVE_THING 1'
	  echo '#include <sys/types.h>' >conftest.c
	  ${CC:-cc} -c conftest.c -o conftest.o && echo '#define HAVE_SYS_TYPES_H 1'; } >config.h
	rm -f conftest.*
	sed "s,^CC =.*,CC = ${CC:-cc}," Makefile.in >Makefile
	END
	chmod +x "src/$1/configure"
	printf 'CC = cc\nall: prog check\nprog: tool/main.o libx.a gen.o\n\t$(CC) -o prog tool/main.o gen.o -L. -lx -lm\n' >"src/$1/Makefile.in"
	printf 'libx.a: lib/a.o lib/b.o\n\tar rcs libx.a lib/a.o lib/b.o\ncheck: tool/check.o\n\t$(CC) -o check tool/check.o\n' >>"src/$1/Makefile.in"
	printf 'gen.c:\n\techo "int gen(void) { return 0; }" >gen.c\n%%.o: %%.c\n\t$(CC) -DHAVE_CONFIG_H -O2 -g -I. -Ilib -c -o $@ $<\n' >>"src/$1/Makefile.in"
	printf 'lib/b.o: lib/b.c\n\t$(CC) -DHAVE_CONFIG_H -DONLY_B="\\"b b\\"" -I. -Ilib -c -o $@ $<\n' >>"src/$1/Makefile.in"
	echo 'int a(void); int b(void); int gen(void);' >"src/$1/lib/x.h"
	printf '#include "config.h"\n#include "x.h"\n#include <sys/socket.h>\nint a(void) { return socket(1, 1, 0); }\n' >"src/$1/lib/a.c"
	printf '#include "x.h"\nint b(void) { return ONLY_B[0]; }\n' >"src/$1/lib/b.c"
	printf '#include "x.h"\nint main(void) { return a() + b() + gen(); }\n' >"src/$1/tool/main.c"
	echo 'int main(void) { return 0; }' >"src/$1/tool/check.c"
	tar -C src -czf "$1.tar.gz" "$1"
}

@test "without an origin the boilerplate is written, with a note" {
	run init thing
	[ "$status" -eq 0 ]
	[[ $output == *"warning: without --origin nothing was fetched"* ]]
	for file in CODING_STYLE.md CONTRIBUTING.md COPYING.md MAINTAINERS.md README.md Config.uk Makefile.uk; do
		[ -s "thing/$file" ]
	done
	grep -q 'A. Uthor <a@example.org>' thing/MAINTAINERS.md
	[ "$(cat thing/*.md | grep -c '{{')" -eq 0 ]
}

@test "the repository: branch, empty base commit, author" {
	init thing
	cd thing
	[ "$(git symbolic-ref --short HEAD)" = staging ]
	[ "$(git rev-list --count HEAD)" -eq 2 ]
	[ -z "$(git ls-tree "$(git rev-list --max-parents=0 HEAD)")" ]
	[ "$(git log -1 --format='%an <%ae>')" = "A. Uthor <a@example.org>" ]
	[ -z "$(git status --porcelain)" ]
}

@test "a branch of another name, and glue" {
	init -b main -m thing
	[ "$(git -C thing symbolic-ref --short HEAD)" = main ]
	grep -q 'thing_main(argc, argv)' thing/main.c
	grep -q 'main.c|unikraft' thing/Makefile.uk
}

@test "an existing folder is not touched without --force" {
	mkdir thing && echo mine >thing/file
	run init thing
	[ "$status" -eq 1 ]
	[ "$(cat thing/file)" = mine ]
	run init -F thing
	[ "$status" -eq 0 ]
	[ ! -e thing/file ]
}

@test "a name that is none" {
	run init ../evil
	[ "$status" -eq 1 ]
	[[ $output == *"cannot be a library's name"* ]]
}

@test "an origin that cannot be reached leaves a note, not a failure" {
	run init --version 1.0 --origin http://127.0.0.1:9/thing-1.0.tar.gz thing-that-nobody-has
	[ "$status" -eq 0 ]
	[[ $output == *"could not be fetched"* ]]
	grep -q 'LIBTHING_THAT_NOBODY_HAS_VERSION := 1.0' thing-that-nobody-has/Makefile.uk
	[ "$(grep -c SHA256 thing-that-nobody-has/Makefile.uk)" -eq 0 ]
}

@test "an archive cut short is refused with a note" {
	program prog-1.0
	head -c 200 prog-1.0.tar.gz >cut.tar.gz
	run init --version 1.0 --origin "$T/cut.tar.gz" prog
	[ "$status" -eq 0 ]
	[[ $output == *"no archive"* || $output == *"could not be"* ]]
	[ "$(grep -c 'SRCS-y += ' prog/Makefile.uk)" -le 1 ]
}

@test "sources, flags, headers and needs are found by watching the build" {
	program prog-1.0
	run init --version 1.0 --origin "$T/prog-1.0.tar.gz" prog
	[ "$status" -eq 0 ]
	cat prog/Makefile.uk
	grep -q "LIBPROG_ORIGIN_SHA256 := $(sha256sum prog-1.0.tar.gz | cut -d' ' -f1)" prog/Makefile.uk
	grep -q 'LIBPROG_SUBDIR := prog-$(LIBPROG_VERSION)' prog/Makefile.uk
	for file in a b; do grep -q "SRCS-y += .*/$file.c$" prog/Makefile.uk; done
	grep -q 'SRCS-y += .*tool/main.c$' prog/Makefile.uk
	[ "$(grep -c check.c prog/Makefile.uk)" -eq 0 ]
	grep -q 'SRCS-y += $(LIBPROG_BASE)/generated/gen.c' prog/Makefile.uk
	[ -e prog/generated/gen.c ]
	grep -q 'CFLAGS-y += -DHAVE_CONFIG_H$' prog/Makefile.uk
	grep -q "LIBPROG_B_FLAGS-y += .*ONLY_B" prog/Makefile.uk
	grep -q HAVE_THING prog/include/config.h
	grep -q 'select LIBLWIP' prog/Config.uk
	grep -q 'select LIBMUSL' prog/Config.uk
}

@test "programs by the names that servers have, and by --program" {
	program prog-1.0
	sed -i 's/^all: .*/all: prog-server prog-tool/; s/^prog:/prog-server:/; s/-o prog /-o prog-server /' src/prog-1.0/Makefile.in
	printf 'prog-tool: tool/check.o\n\t$(CC) -o prog-tool tool/check.o\n' >>src/prog-1.0/Makefile.in
	tar -C src -czf prog-1.0.tar.gz prog-1.0
	run init --version 1.0 --origin "$T/prog-1.0.tar.gz" prog
	[ "$status" -eq 0 ]
	grep -q 'SRCS-y += .*tool/main.c$' prog/Makefile.uk
	run init --version 1.0 --origin "$T/prog-1.0.tar.gz" --program prog-tool tool
	[ "$status" -eq 0 ]
	[ "$(grep -c 'SRCS-y += ' tool/Makefile.uk)" -eq 1 ]
	grep -q 'SRCS-y += .*/check.c$' tool/Makefile.uk
	run init --version 1.0 --origin "$T/prog-1.0.tar.gz" other
	[ "$status" -eq 0 ]
	[[ $output == *"makes no other but prog-server, prog-tool: choose one with --program"* ]]
}

@test "words for configure and make; flags of many files stand once; what asks for Linux gets it" {
	program prog-1.0
	echo 'echo "#define WORDS \"$*\"" >>config.h' >>src/prog-1.0/configure
	printf '#ifdef __linux__\n#define ON_LINUX 1\n#endif\n' >>src/prog-1.0/lib/x.h
	sed -i 's/-DHAVE_CONFIG_H -O2/-DHAVE_CONFIG_H $(EXTRA) -O2/' src/prog-1.0/Makefile.in
	tar -C src -czf prog-1.0.tar.gz prog-1.0
	run init --version 1.0 --origin "$T/prog-1.0.tar.gz" --configure-arg=--without-x --make-arg EXTRA=-DEXTRA=1 prog
	[ "$status" -eq 0 ]
	cat prog/Makefile.uk
	grep -q 'WORDS "--without-x"' prog/include/config.h
	grep -q 'LIBPROG_COMPFLAGS-y += -D__linux__' prog/Makefile.uk
	grep -qx 'LIBPROG_LIKE_GEN := -DEXTRA=1' prog/Makefile.uk
	grep -qxF '$(foreach file,GEN A MAIN,$(eval LIBPROG_$(file)_FLAGS-y += $$(LIBPROG_LIKE_GEN)))' prog/Makefile.uk
	# only headers that the sources read are taken along
	[ "$(ls prog/include)" = config.h ]
}

# A program with CMake: an own library, a header from a template, a generated source, a test of functions.
cmake_program() {
	mkdir -p src/cm-1.0/lib src/cm-1.0/tool
	cat >src/cm-1.0/CMakeLists.txt <<-'END'
	cmake_minimum_required(VERSION 3.10)
	project(cm C)
	include(CheckFunctionExists)
	include(CheckIncludeFile)
	check_function_exists(strlcpy HAVE_STRLCPY)
	check_function_exists(mallinfo2 HAVE_MALLINFO2)
	check_include_file(sys/socket.h HAVE_SYS_SOCKET_H)
	find_package(ZLIB)
	configure_file(config.h.in config.h)
	include_directories(${CMAKE_CURRENT_BINARY_DIR} lib)
	add_custom_command(OUTPUT gen.c COMMAND ${CMAKE_COMMAND} -E copy ${CMAKE_SOURCE_DIR}/gen.in gen.c)
	add_library(x lib/a.c lib/b.c)
	target_compile_definitions(x PRIVATE IN_X=1)
	add_executable(cm tool/main.c gen.c)
	target_link_libraries(cm x)
	add_executable(check tool/check.c)
	END
	printf '#cmakedefine HAVE_STRLCPY\n#cmakedefine HAVE_MALLINFO2\n#cmakedefine HAVE_SYS_SOCKET_H\n#cmakedefine ZLIB_FOUND\n' >src/cm-1.0/config.h.in
	echo 'int gen(void) { return 0; }' >src/cm-1.0/gen.in
	echo 'int a(void); int b(void); int gen(void);' >src/cm-1.0/lib/x.h
	printf '#include "config.h"\n#include "x.h"\n#include <sys/socket.h>\nint a(void) { return socket(1, 1, 0); }\n' >src/cm-1.0/lib/a.c
	printf '#include "x.h"\nint b(void) { return IN_X; }\n' >src/cm-1.0/lib/b.c
	printf '#include "x.h"\nint main(void) { return a() + b() + gen(); }\n' >src/cm-1.0/tool/main.c
	echo 'int main(void) { return 0; }' >src/cm-1.0/tool/check.c
	tar -C src -czf cm-1.0.tar.gz cm-1.0
}

@test "a program built by CMake; functions that the image's libc has and the host's has not, and the other way round" {
	cmake_program
	# the libc's source comes from the distribution
	unset KRAFT_APT_ETC
	run init --version 1.0 --origin "$T/cm-1.0.tar.gz" cm
	[ "$status" -eq 0 ]
	echo "$output"
	cat cm/Makefile.uk cm/include/config.h
	for file in /a /b tool/main; do grep -q "SRCS-y += .*$file.c$" cm/Makefile.uk; done
	[ "$(grep -c check.c cm/Makefile.uk)" -eq 0 ]
	grep -q 'SRCS-y += $(LIBCM_BASE)/generated/.*gen.c' cm/Makefile.uk
	grep -q 'IN_X=1' cm/Makefile.uk
	grep -q 'define HAVE_SYS_SOCKET_H' cm/include/config.h
	grep -q 'define HAVE_STRLCPY' cm/include/config.h
	grep -q 'undef HAVE_MALLINFO2' cm/include/config.h
	grep -q 'undef ZLIB_FOUND' cm/include/config.h
	grep -q 'select LIBLWIP' cm/Config.uk
}

@test "a build that fails says how it ended" {
	program prog-1.0
	echo 'int main(void) { syntax error; }' >src/prog-1.0/tool/main.c
	tar -C src -czf prog-1.0.tar.gz prog-1.0
	run init --version 1.0 --origin "$T/prog-1.0.tar.gz" prog
	[ "$status" -eq 0 ]
	echo "$output"; 	[[ $output == *"its build failed"*"--make-arg"*"main.o"* ]]
}

@test "a name that begins like another program's is not taken for it" {
	program prog-1.0
	run init --no-build --version 1.0 --origin "$T/prog-1.0.tar.gz" prog
	[ "$status" -eq 0 ]
	grep -q 'SUBDIR := prog-' prog/Makefile.uk
}

@test "bump changes version and checksum, and nothing when it fails" {
	program prog-1.0
	program prog-1.1
	export UK_LIBS=$T
	init --no-build --version 1.0 --origin "$T/prog-1.0.tar.gz" prog
	kraft list add "$T/prog"
	run kraft lib bump -v 9.9 prog
	[ "$status" -eq 1 ]
	grep -q 'VERSION := 1.0' prog/Makefile.uk
	run kraft lib bump -v 1.1 prog
	[ "$status" -eq 0 ]
	grep -q 'VERSION := 1.1' prog/Makefile.uk
	grep -q "SHA256 := $(sha256sum prog-1.1.tar.gz | cut -d' ' -f1)" prog/Makefile.uk
}

@test "bump changes the version wherever the address has it, and no number that only looks like it" {
	program prog-1.1
	program prog-2
	program prog-3
	mkdir -p 1 v1.0/21.0 v1.1/21.0
	cp prog-1.1.tar.gz v1.1/21.0/
	mv prog-2.tar.gz prog-3.tar.gz 1/
	export UK_LIBS=$T
	init --no-build --version 1.1 --origin "$T/prog-1.1.tar.gz" prog
	kraft list add "$T/prog"
	sed -i "s,VERSION := 1.1,VERSION := 1.0,; s,_URL .*,_URL := $T/v1.0/21.0/prog-1.0.tar.gz," prog/Makefile.uk
	kraft lib bump -v 1.1 prog
	grep -q "_URL := $T/v1.1/21.0/prog-1.1.tar.gz\$" prog/Makefile.uk
	sed -i "s,VERSION := 1.1,VERSION := 2,; s,_URL .*,_URL := $T/1/prog-2.tar.gz," prog/Makefile.uk
	kraft lib bump -v 3 prog
	grep -q "_URL := $T/1/prog-3.tar.gz\$" prog/Makefile.uk
	kraft lib bump -v 1 prog || true
	grep -q "_URL := $T/1/prog-3.tar.gz\$" prog/Makefile.uk
}

@test "clean without a configuration says so; --dist removes everything" {
	export UK_ROOT=$TOP/unikraft
	application
	run kraft clean
	[ "$status" -eq 0 ]
	[[ $output == *"not configured"* ]]
	kraft configure
	[ -e .config ]
	kraft clean --dist
	[ ! -e .config ] && [ ! -e build ]
}

@test "a build that makes no image is no success" {
	export UK_ROOT=$TOP/unikraft
	application
	run kraft build
	[ "$status" -eq 1 ]
	[[ $output == *"error: the build failed"* ]]
}

@test "purging never removes the tool's own libraries" {
	export UK_WORKDIR=$TOP
	application
	kraft lib add --no-pull musl
	run kraft lib remove -P musl
	[ "$status" -eq 1 ]
	[ -e "$TOP/libs/musl/Makefile.uk" ]
}

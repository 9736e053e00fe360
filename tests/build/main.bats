#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-3-Clause
# From main to the exit status: the ways to provide main, and system calls defined by a library. These images are booted.
load helper
TOP=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)
. "$TOP/tests/lib/boot.sh"

image()
{
	uk >"$T/log" 2>&1 || { cat "$T/log"; return 1; }
	status=0
	output=$(OUT=$T boot "$T/out/app_kvm-x86_64" "$1") || status=$?
}

@test "the three prototypes of main" {
	echo 'int main(void) { return 41; }' >"$APP/main.c"
	image ""
	[ "$status" = 41 ]
	echo 'int main(int argc, char *argv[]) { return argc * 10 + (argv[1][0] == 120); }' >"$APP/main.c"
	image "-- x y"
	[ "$status" = 31 ]
	echo 'int main(__attribute__((unused)) int argc, __attribute__((unused)) char *argv[]) { return 43; }' >"$APP/main.c"
	image ""
	[ "$status" = 43 ]
}

@test "main left alone in a library, and main renamed with glue under an option" {
	rm "$APP/main.c"
	sed -i /SRCS/d "$APP/Makefile.uk"
	echo 'int main(void) { return 7; }' >"$LIB/prog.c"
	port <<<'LIBFOO_SRCS-y += $(LIBFOO_BASE)/prog.c'
	image ""
	[ "$status" = 7 ]

	printf 'config LIBFOO_MAIN_FUNCTION\n\tbool "Provide main function"\n\tdefault n\n' >>"$LIB/Config.uk"
	echo 'int foo_main(int, char **); int main(int argc, char *argv[]) { return foo_main(argc, argv) + 1; }' >"$LIB/main.c"
	port <<-'END'
	LIBFOO_PROG_FLAGS-y += -Dmain=foo_main
	LIBFOO_SRCS-$(CONFIG_LIBFOO_MAIN_FUNCTION) += $(LIBFOO_BASE)/main.c|unikraft
	END
	run uk
	[ "$status" -ne 0 ]
	[[ $output == *"CONFIG_LIBFOO_MAIN_FUNCTION=y would provide one"* ]]
	sed -i 's/# CONFIG_LIBFOO_MAIN_FUNCTION is not set/CONFIG_LIBFOO_MAIN_FUNCTION=y/' "$APP/.config"
	image ""
	[ "$status" = 8 ]
	[ -e "$OUT/libfoo/main.unikraft.o" ]
}

@test "system calls: defined, resolved at compile time and by number, stubs" {
	sed -i 's/select LIBFOO/&\n\tselect LIBSYSCALL_SHIM/' "$APP/Config.uk"
	cat >"$LIB/call.c" <<-'END'
	#include <uk/syscall.h>
	UK_SYSCALL_R_DEFINE(int, getppid)
	{
		return 77;
	}
	UK_SYSCALL_R_DEFINE(long, getpriority, int, which, int, who)
	{
		return which * 100 + who;
	}
	UK_SYSCALL_DEFINE(int, umask, unsigned int, mask)
	{
		errno = ERANGE;
		return mask ? -1 : 5;
	}
	UK_LLSYSCALL_R_DEFINE(long, pselect6, int, a, int, b, int, c, int, d, int, e, int, f)
	{
		return a + b * 2 + c * 4 + d * 8 + e * 16 + f * 32;
	}
	END
	port <<-'END'
	LIBFOO_SRCS-y += $(LIBFOO_BASE)/call.c
	UK_PROVIDED_SYSCALLS-$(CONFIG_LIBFOO) += getppid-0 getpriority-2 umask-1 pselect6-6
	END
	cat >"$APP/main.c" <<-'END'
	#include <uk/syscall.h>
	#define CHECK(c) do { if (!(c)) return __LINE__; } while (0)
	int main(int argc, char *argv[])
	{
		volatile long nr = SYS_getpriority;
		(void)argv;
		CHECK(uk_syscall_r_static(SYS_getppid) == 77);
		CHECK(uk_syscall_r_getpriority(3, argc) == 301);
		CHECK(uk_syscall_r(nr, 2, 4) == 204);
		CHECK(uk_syscall_r_static(SYS_umask, 0) == 5);
		CHECK(uk_syscall_r_static(SYS_umask, 1) == -ERANGE);
		errno = 0;
		CHECK(uk_syscall_static(SYS_umask, 1) == -1 && errno == ERANGE);
		CHECK(uk_syscall_r_static(SYS_pselect6, 1, 1, 1, 1, 1, 1) == 63);
		CHECK(uk_syscall_r_static(SYS_fork) == -ENOSYS);
		CHECK(uk_syscall6_r(99999, 0, 0, 0, 0, 0, 0) == -ENOSYS);
		CHECK(uk_syscall_name(SYS_read)[0] == 'r' && !uk_syscall_name(99999));
		return 0;
	}
	END
	image ""
	[ "$status" = 0 ]
	grep -qx 'have getppid' "$OUT/app_kvm-x86_64.syscalls"
	grep -qx 'stub fork' "$OUT/app_kvm-x86_64.syscalls"
}

@test "a call announced under a wrong name or with wrong arguments is a warning" {
	sed -i 's/select LIBFOO/&\n\tselect LIBSYSCALL_SHIM/' "$APP/Config.uk"
	port <<<'UK_PROVIDED_SYSCALLS-$(CONFIG_LIBFOO) += reed-3 write-2'
	run uk libfoo
	[[ $output == *"there is no system call reed"* ]]
	[[ $output == *"write takes 3 arguments, not 2"* ]]
}

@test "nolibc: what a small program uses" {
	cat >"$APP/main.c" <<-'END'
	#include <assert.h>
	#include <setjmp.h>
	#include <stdio.h>
	#include <stdlib.h>
	#include <string.h>
	#include <time.h>
	#include <unistd.h>
	static jmp_buf env;
	static void bye(void) { puts("bye"); }
	int main(void)
	{
		struct timespec a, b;
		volatile int n = 0;
		char *text, *p;
		atexit(bye);
		if (setjmp(env) < 3)
			longjmp(env, ++n);
		printf("jumped %d\n", n);
		asprintf(&text, "%s-%05d-%x", "x", 42, 255);
		puts(text);
		p = realloc(calloc(10, 10), 5000);
		memset(p, 1, 5000);
		free(p);
		clock_gettime(CLOCK_MONOTONIC, &a);
		usleep(20000);
		clock_gettime(CLOCK_MONOTONIC, &b);
		printf("slept %d\n", (b.tv_sec - a.tv_sec) * 1000000000 + b.tv_nsec - a.tv_nsec >= 20000000);
		printf("env %s\n", getenv("COLOUR"));
		exit(9);
	}
	END
	image "env.COLOUR=blue"
	[ "$status" = 9 ]
	[ "$output" = "$(printf 'jumped 3\nx-00042-ff\nslept 1\nenv blue\nbye')" ]
}

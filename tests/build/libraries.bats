#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-3-Clause
# Small libraries and headers of the core that ports select: uktest runs their tests inside one image. And nolibc's descriptors.
load helper
TOP=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)
. "$TOP/tests/lib/boot.sh"

@test "uktest, ukallocpool, ukargparse, ukstreambuf, uksglist, atomic, bitops, ctors, mbox in an image" {
	printf 'config APPTEST\n\tbool\n\tdefault y\n' >"$APP/Config.uk"
	for l in LIBUKTEST LIBUKTEST_EXIT LIBUKALLOCPOOL LIBUKARGPARSE LIBUKSTREAMBUF LIBUKSGLIST LIBUKATOMIC LIBUKBITOPS LIBUKMPI LIBUKSWRAND; do
		printf '\tselect %s\n' $l >>"$APP/Config.uk"
	done
	cp "$BATS_TEST_DIRNAME/libraries_test.c" "$APP/main.c"
	echo 'APPTEST_CFLAGS-y += -Wall -Wextra -Werror' >>"$APP/Makefile.uk"
	uk >"$T/log" 2>&1 || { cat "$T/log"; return 1; }
	status=0
	output=$(OUT=$T boot "$OUT/app_kvm-x86_64" "") || status=$?
	echo "$output"
	# One case fails on purpose, to show that a failure is seen.
	[ "$status" = 1 ]
	[ "$(grep -c 'failed at' <<<"$output")" = 3 ]
	grep -q 'test: wrong->on_purpose: failed at .*main.c:[0-9]*: 1 + 1 == 3: 2, 3$' <<<"$output"
	grep -q 'test: wrong->on_purpose: FAILED' <<<"$output"
	grep -q 'test: wrong: 1 cases, 1 failed' <<<"$output"
	grep -q 'test: unready: the suite could not be prepared' <<<"$output"
	grep -qE 'test: libraries: [0-9]+ cases, 0 failed' <<<"$output"
	! grep -q 'after an assertion' <<<"$output"
	[ "$(grep -o 'libraries->[a-z_]*: ' <<<"$output" | head -n 2 | tr -d '\n')" = 'libraries->pool: libraries->pool_in_place: ' ]
}

@test "nolibc with system calls: files and pipes through its functions" {
	printf '\tselect LIBVFSCORE\n\tselect LIBPOSIX_PIPE\n\tselect LIBPOSIX_EVENT\n' >>"$APP/Config.uk"
	cat >"$APP/main.c" <<-'END'
	#include <errno.h>
	#include <fcntl.h>
	#include <poll.h>
	#include <string.h>
	#include <sys/eventfd.h>
	#include <sys/stat.h>
	#include <unistd.h>
	#define CHECK(c) do { if (!(c)) return __LINE__; } while (0)
	int main(void)
	{
		struct stat st;
		char text[32];
		uint64_t n = 3;
		int fd, fds[2];

		CHECK(mkdir("/folder", 0755) == 0 && chdir("/folder") == 0);
		CHECK(getcwd(text, sizeof(text)) == text && !strcmp(text, "/folder"));
		CHECK((fd = open("file", O_CREAT | O_RDWR | O_EXCL, 0640)) >= 0);
		CHECK(write(fd, "some text", 9) == 9 && lseek(fd, 5, SEEK_SET) == 5);
		CHECK(read(fd, text, sizeof(text)) == 4 && !memcmp(text, "text", 4));
		CHECK(pread(fd, text, 4, 0) == 4 && !memcmp(text, "some", 4));
		CHECK(fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && st.st_size == 9 && (st.st_mode & 0777) == 0640);
		CHECK(stat("/folder", &st) == 0 && S_ISDIR(st.st_mode));
		CHECK((fcntl(fd, F_GETFL) & O_ACCMODE) == O_RDWR && !isatty(fd) && isatty(1));
		CHECK(close(fd) == 0 && close(fd) == -1 && errno == EBADF);
		CHECK(open("file", O_CREAT | O_EXCL, 0600) == -1 && errno == EEXIST);
		CHECK(unlink("file") == 0 && access("file", F_OK) == -1 && errno == ENOENT);
		CHECK(pipe(fds) == 0 && write(fds[1], "x", 1) == 1);
		CHECK(poll(&(struct pollfd){fds[0], POLLIN, 0}, 1, 0) == 1 && read(fds[0], text, 5) == 1);
		CHECK((fd = eventfd(4, 0)) >= 0 && write(fd, &n, 8) == 8 && read(fd, &n, 8) == 8 && n == 7);
		return 0;
	}
	END
	sed -i '1a APPTEST_CFLAGS-y += -Wall -Wextra -Werror' "$APP/Makefile.uk"
	uk >"$T/log" 2>&1 || { cat "$T/log"; return 1; }
	status=0
	OUT=$T boot "$OUT/app_kvm-x86_64" "" || status=$?
	echo "status $status"
	[ "$status" = 0 ]
}

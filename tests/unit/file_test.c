/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Files under a sanitizer: a long random run against a model, and every call of a scenario with the
 * n-th allocation failing, for every n; in the end nothing may be left. From the repository's root:
 *
 *   cc -std=gnu17 -g -fsanitize=address,undefined -w -D_GNU_SOURCE -D_ASM_GENERIC_INT_LL64_H \
 *      -Itests/unit/file_stub -Itests/unit/stub -Iunikraft/include \
 *      $(find unikraft/lib -name include | grep -v nolibc | sed s/^/-I/) -include uk/arch/types.h \
 *      tests/unit/file_test.c unikraft/lib/fs/{ukfile,vfscore,ramfs,devfs,ukcpio}/*.c \
 *      unikraft/lib/posix/posix-{fdtab,fdio,pipe,eventfd,poll}/*.c -lcmocka
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <poll.h>
#include "file_stub/below.h"

/* --- the system calls under test
 * ---------------------------------------------------------------------- */

long uk_syscall_r_open(long, long, long);
long uk_syscall_r_close(long);
long uk_syscall_r_read(long, long, long);
long uk_syscall_r_write(long, long, long);
long uk_syscall_r_pread64(long, long, long, long);
long uk_syscall_r_pwrite64(long, long, long, long);
long uk_syscall_r_ftruncate(long, long);
long uk_syscall_r_fallocate(long, long, long, long);
long uk_syscall_r_mkdir(long, long);
long uk_syscall_r_rmdir(long);
long uk_syscall_r_unlink(long);
long uk_syscall_r_rename(long, long);
long uk_syscall_r_symlink(long, long);
long uk_syscall_r_link(long, long);
long uk_syscall_r_mknod(long, long, long);
long uk_syscall_r_chdir(long);
long uk_syscall_r_mount(long, long, long, long, long);
long uk_syscall_r_umount2(long, long);
long uk_syscall_r_getdents64(long, long, long);
long uk_syscall_r_pipe(long);
long uk_syscall_r_dup2(long, long);
long uk_syscall_r_eventfd2(long, long);
long uk_syscall_r_epoll_create1(long);
long uk_syscall_r_epoll_ctl(long, long, long, long);
long uk_syscall_r_epoll_wait(long, long, long, long);
long uk_syscall_r_poll(long, long, long);
long uk_syscall_r_sendfile(long, long, long, long);
long uk_syscall_r_close_range(long, long, long);

#define CALL(name, ...) uk_syscall_r_##name(__VA_ARGS__)
#define P(text)         ((long)(text))

static void close_all(void)
{
	CALL(close_range, 3, ~0u, 0);
}

/* --- contents against a model
 * --------------------------------------------------------------------------- */

#define LARGEST 300000

static void contents(void **state)
{
	static unsigned char model[LARGEST], buf[LARGEST];
	long size = 0;
	int fd = CALL(open, P("/model"), O_RDWR | O_CREAT, 0644);

	(void)state;
	assert_true(fd >= 0);
	srandom(7);
	for (int round = 0; round < 6000; round++) {
		long at = random() % LARGEST, n = random() % 20000;

		n = at + n > LARGEST ? LARGEST - at : n;
		switch (random() % 6) {
		case 0:
		case 1:
			memset(buf, random(), n);
			assert_int_equal(CALL(pwrite64, fd, P(buf), n, at), n);
			memcpy(model + at, buf, n);
			if (n && at + n > size)
				size = at + n;
			break;
		case 2:
			assert_int_equal(CALL(ftruncate, fd, at), 0);
			if (at < size)
				memset(model + at, 0, LARGEST - at);
			size = at;
			break;
		case 3:
			if (!n)
				break;
			assert_int_equal(CALL(fallocate, fd, 3, at, n), 0);
			memset(model + at, 0, n);
			break;
		default:
			memset(buf, 0xaa, n);
			if (at + n > size)
				n = at < size ? size - at : 0;
			assert_int_equal(CALL(pread64, fd, P(buf), n ? n : 1, at),
			                 n ? n : at < size);
			if (n)
				assert_memory_equal(buf, model + at, n);
		}
	}
	CALL(close, fd);
	assert_int_equal(CALL(unlink, P("/model")), 0);
	assert_int_equal(frames, 0);
}

/* --- random names: nothing crashes, and everything can be taken apart again
 * -------------------------------- */

static void names(void **state)
{
	static const char *const parts[] = {"a", "b", "c", "d", "..", ".", "e/", ""};
	char path[2][100];

	(void)state;
	assert_int_equal(CALL(mkdir, P("/top"), 0755), 0);
	assert_int_equal(CALL(mount, P("x"), P("/top"), P("tmpfs"), 0, 0), 0);
	srandom(9);
	for (int round = 0; round < 60000; round++) {
		for (int i = 0; i < 2; i++) {
			strcpy(path[i], "/top");
			for (int j = random() % 5; j >= 0; j--)
				sprintf(path[i] + strlen(path[i]), "/%s", parts[random() % 8]);
		}
		/* The root above must stay as it is. */
		if (strstr(path[0], "..") || strstr(path[1], ".."))
			CALL(chdir, P("/top"));
		switch (random() % 10) {
		case 0:
		case 1:
			CALL(mkdir, P(path[0] + 5), 0755);
			break;
		case 2:
			CALL(rmdir, P(path[0]));
			break;
		case 3:
			CALL(close, CALL(open, P(path[0]), O_CREAT | O_RDWR, 0644));
			break;
		case 4:
			CALL(unlink, P(path[0]));
			break;
		case 5:
		case 6:
			CALL(rename, P(path[0]), P(path[1]));
			break;
		case 7:
			CALL(symlink, P(path[0]), P(path[1]));
			break;
		case 8:
			CALL(link, P(path[0]), P(path[1]));
			break;
		default:
			CALL(open, P(path[0]), O_RDONLY, 0);
			if (random() % 20 == 0)
				close_all();
		}
	}
	close_all();
	assert_int_equal(CALL(chdir, P("/")), 0);
	assert_int_equal(CALL(umount2, P("/top"), 0), 0);
	CALL(rmdir, P("/top"));
}

/* --- the n-th allocation fails
 * ------------------------------------------------------------------------------- */

static void scenario(void)
{
	static char buf[200000];
	struct epoll_event event = {.events = EPOLLIN};
	struct pollfd many[40];
	int fds[2], ep, fd;
	char name[300];

	CALL(mkdir, P("/s"), 0755);
	CALL(mount, P("x"), P("/s"), P("tmpfs"), 0, 0);
	CALL(mkdir, P("/s/d"), 0755);
	CALL(symlink, P("d"), P("/s/l"));
	fd = CALL(open, P("/s/l/file"), O_CREAT | O_RDWR, 0644);
	CALL(write, fd, P(buf), sizeof(buf));
	CALL(pwrite64, fd, P("x"), 1, 1l << 33);
	CALL(link, P("/s/d/file"), P("/s/f2"));
	CALL(rename, P("/s/d"), P("/s/e"));
	CALL(rename, P("/s/f2"), P("/s/e/file"));
	for (int i = 0; i < 20; i++) {
		sprintf(name, "/s/e/%0100d", i);
		CALL(mknod, P(name), S_IFREG | 0644, 0);
	}
	int dir = CALL(open, P("/s/e"), O_RDONLY, 0);
	CALL(getdents64, dir, P(buf), sizeof(buf));
	if (CALL(pipe, P(fds)) == 0) {
		CALL(write, fds[1], P(buf), 4000);
		CALL(write, fds[1], P(buf), 50);
		CALL(write, fds[1], P(buf), 500);
		ep = CALL(epoll_create1, 0);
		CALL(epoll_ctl, ep, EPOLL_CTL_ADD, fds[0], P(&event));
		CALL(epoll_ctl, ep, EPOLL_CTL_ADD, CALL(eventfd2, 1, 0), P(&event));
		CALL(epoll_wait, ep, P(&event), 1, 0);
		for (int i = 0; i < 40; i++)
			many[i] = (struct pollfd){fds[0], POLLIN};
		CALL(poll, P(many), 40, 0);
		CALL(sendfile, fds[1], fd, P(&(off_t){0}), 100);
	}
	CALL(dup2, 0, 300);
	CALL(mknod, P("/s/fifo"), S_IFIFO | 0644, 0);
	CALL(open, P("/s/fifo"), O_RDWR, 0);
	CALL(chdir, P("/s/e"));
	CALL(chdir, P("/"));
	close_all();
}

static void exhaustion(void **state)
{
	long blocks_before, n = 0;

	(void)state;
	/* What stays allocated for good (the descriptor table, names of the root) is there after
	 * one run. */
	scenario();
	assert_int_equal(CALL(umount2, P("/s"), 0), 0);
	CALL(rmdir, P("/s"));
	blocks_before = blocks;
	do {
		failed = 0;
		fail_in = n++;
		scenario();
		fail_in = -1;
		CALL(umount2, P("/s"), 0);
		/* Where mounting failed, things were made in the root's file system. */
		if (CALL(rmdir, P("/s")) == -ENOTEMPTY) {
			char name[300];

			for (int i = 0; i < 20; i++) {
				sprintf(name, "/s/e/%0100d", i);
				CALL(unlink, P(name));
				sprintf(name, "/s/d/%0100d", i);
				CALL(unlink, P(name));
			}
			CALL(unlink, P("/s/e/file"));
			CALL(unlink, P("/s/d/file"));
			CALL(unlink, P("/s/f2"));
			CALL(unlink, P("/s/l"));
			CALL(unlink, P("/s/fifo"));
			CALL(rmdir, P("/s/d"));
			CALL(rmdir, P("/s/e"));
			assert_int_equal(CALL(rmdir, P("/s")), 0);
		}
		assert_int_equal(frames, 0);
		assert_int_equal(blocks, blocks_before);
	} while (failed);
	assert_true(n > 100);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(contents), cmocka_unit_test(names),
	                                   cmocka_unit_test(exhaustion)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

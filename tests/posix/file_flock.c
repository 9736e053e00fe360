/* SPDX-License-Identifier: BSD-3-Clause */
/* flock between open files, sendfile, copy_file_range. */
#include <pthread.h>
#include <sys/file.h>
#include <sys/sendfile.h>
#include "files.h"

static int order;

static void *waiter(void *arg)
{
	int fd = open("f", O_RDONLY);

	printf("waits\n");
	if (flock(fd, LOCK_EX) == 0)
		printf("has the lock, step %d\n", order);
	close(fd);
	return arg;
}

static void locks(void)
{
	int a = open("f", O_RDWR), b = open("f", O_RDONLY), c = dup(a);
	pthread_t thread;

	T(flock(a, LOCK_SH));
	T(flock(b, LOCK_SH | LOCK_NB));
	T(flock(b, LOCK_EX | LOCK_NB));
	T(flock(a, LOCK_UN));
	T(flock(b, LOCK_EX | LOCK_NB));
	T(flock(a, LOCK_SH | LOCK_NB));
	T(flock(b, LOCK_UN));
	T(flock(a, LOCK_EX));
	T(flock(c, LOCK_EX | LOCK_NB));
	T(flock(a, 0));
	T(flock(a, 7));
	T(flock(-1, LOCK_SH));
	pthread_create(&thread, NULL, waiter, NULL);
	usleep(50000);
	order = 1;
	close(a);
	usleep(50000);
	order = 2;
	close(c);
	pthread_join(thread, NULL);
	T(flock(b, LOCK_EX | LOCK_NB));
	close(b);
}

static void copies(void)
{
	int in = open("f", O_RDONLY), out = open("out", O_RDWR | O_CREAT, 0644), pipe_fds[2];
	off_t off = 2, off2 = 0;
	char b[32];

	T(sendfile(out, in, NULL, 4));
	T(lseek(in, 0, SEEK_CUR));
	T(sendfile(out, in, &off, 100));
	T(off);
	T(lseek(in, 0, SEEK_CUR));
	T(sendfile(out, in, &off, 100));
	T(sendfile(out, -1, NULL, 1));
	T(sendfile(in, out, NULL, 1));
	pipe(pipe_fds);
	T(sendfile(pipe_fds[1], in, NULL, 3));
	T(read(pipe_fds[0], b, 32));
	T(sendfile(out, pipe_fds[0], NULL, 3));
	off = 0;
	T(copy_file_range(in, &off, out, &off2, 5, 0));
	T(off);
	T(off2);
	T(copy_file_range(in, NULL, out, NULL, 5, 1));
	T(copy_file_range(out, NULL, in, NULL, 5, 0));
	T(copy_file_range(in, NULL, pipe_fds[1], NULL, 5, 0));
	show_file("out");
}

int main(void)
{
	scratch();
	put_file("f", "0123456789");
	locks();
	copies();
	return 0;
}

/* SPDX-License-Identifier: BSD-3-Clause */
/* System calls by number. */
#define _GNU_SOURCE
#include <errno.h>
#include <setjmp.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <unistd.h>

static jmp_buf back;

int main(void)
{
	volatile int round = 0;
	long nr = SYS_write;
	int got;

	printf("pid %d\n", syscall(SYS_getpid) == getpid());
	fflush(stdout);
	printf(" %ld\n", syscall(nr, 1, "by number", 9L));
	errno = 0;
	printf("%ld %d\n", syscall(9999), errno == ENOSYS);
	errno = 0;
	printf("%ld %d\n", syscall(SYS_close, -1), errno == EBADF);
	got = setjmp(back);
	printf("jump %d\n", got);
	if (round++ < 2)
		longjmp(back, round - 1);
	return 0;
}

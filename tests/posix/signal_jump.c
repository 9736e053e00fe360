/* SPDX-License-Identifier: BSD-3-Clause */
/* Handlers that never return: siglongjmp out of a busy loop and out of a sleep, with and without
 * the mask. */
#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <sys/time.h>
#include <unistd.h>

static sigjmp_buf back;

static void handler(int sig)
{
	siglongjmp(back, sig);
}

static void arm(void)
{
	struct itimerval it = {{0, 0}, {0, 10000}};

	setitimer(ITIMER_REAL, &it, NULL);
}

int main(void)
{
	sigset_t now, empty;
	volatile int i;

	signal(SIGALRM, handler);
	for (i = 0; i < 20; i++) {
		if (!sigsetjmp(back, 1)) {
			arm();
			if (i % 2)
				for (;;)
					;
			sleep(100);
		}
	}
	sigprocmask(SIG_BLOCK, NULL, &now);
	printf("20 jumps, blocked %d\n", sigismember(&now, SIGALRM));
	if (!sigsetjmp(back, 0)) {
		arm();
		pause();
	}
	sigprocmask(SIG_BLOCK, NULL, &now);
	printf("without the mask, blocked %d\n", sigismember(&now, SIGALRM));
	sigemptyset(&empty);
	sigprocmask(SIG_SETMASK, &empty, NULL);
	if (!sigsetjmp(back, 1)) {
		arm();
		for (;;)
			;
	}
	printf("again\n");
	return 0;
}

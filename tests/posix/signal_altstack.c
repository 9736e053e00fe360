/* SPDX-License-Identifier: BSD-3-Clause */
/* An alternate stack: where handlers run, nested use, stack overflow survived. */
#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

static char stack[65536];
static sigjmp_buf back;
static volatile int inside, sink;

static int on_stack(void)
{
	char here;

	return (char *)__builtin_frame_address(0) >= stack &&
	       (char *)__builtin_frame_address(0) < stack + sizeof(stack);
}

static void where(int sig)
{
	stack_t now, none = {.ss_flags = SS_DISABLE};

	sigaltstack(NULL, &now);
	printf("signal %d on it %d flag %d", sig, on_stack(), now.ss_flags == SS_ONSTACK);
	printf(" cannot change %d\n",
	       on_stack() ? sigaltstack(&none, NULL) == -1 && errno == EPERM : -1);
	if (sig == SIGUSR1)
		raise(SIGUSR2);
}

static void overflow(int sig)
{
	inside = on_stack();
	siglongjmp(back, sig);
}

static int recurse(int n)
{
	volatile char buf[1000];

	buf[n % 1000] = (char)n;
	return recurse(n + 1) + buf[(n + 1) % 1000];
}

int main(void)
{
	stack_t ss = {.ss_sp = stack, .ss_size = sizeof(stack)}, old;
	struct sigaction sa = {.sa_handler = where, .sa_flags = SA_ONSTACK};
	int i, sig;

	printf("set %d", sigaltstack(&ss, &old));
	printf(" was disabled %d\n", old.ss_flags == SS_DISABLE);
	ss.ss_size = 100;
	printf("too small %d\n", sigaltstack(&ss, NULL) == -1 && errno == ENOMEM);
	sigaction(SIGUSR1, &sa, NULL);
	sigaction(SIGUSR2, &sa, NULL);
	raise(SIGUSR1);
	sa.sa_flags = 0;
	sigaction(SIGUSR2, &sa, NULL);
	raise(SIGUSR2);
	sa.sa_handler = overflow;
	sa.sa_flags = SA_ONSTACK;
	sigaction(SIGSEGV, &sa, NULL);
	for (i = 0; i < 3; i++) {
		sig = sigsetjmp(back, 1);
		if (!sig)
			sink = recurse(0);
		printf("overflow %d: signal %d on it %d\n", i, sig, inside);
	}
	return 0;
}

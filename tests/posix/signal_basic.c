/* SPDX-License-Identifier: BSD-3-Clause */
/* Handlers, raise, kill, masks, pending signals, one-shot handlers, ignoring. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static volatile int count, last, nested, depth, again;

static void handler(int sig)
{
	count++;
	last = sig;
}

static void reenter(int sig)
{
	depth++;
	if (!again++)
		raise(sig);
	nested = depth > nested ? depth : nested;
	depth--;
}

static void show(const char *what)
{
	sigset_t pending, mask;

	sigpending(&pending);
	sigprocmask(SIG_BLOCK, NULL, &mask);
	printf("%s: count %d last %d pending %d %d blocked %d %d\n", what, count, last,
	       sigismember(&pending, SIGUSR1), sigismember(&pending, SIGUSR2),
	       sigismember(&mask, SIGUSR1), sigismember(&mask, SIGUSR2));
}

int main(void)
{
	struct sigaction sa = {.sa_handler = handler}, old;
	sigset_t set, oldset;

	printf("signal: %d\n", signal(SIGUSR1, handler) == SIG_DFL);
	printf("raise: %d\n", raise(SIGUSR1));
	show("raised");
	printf("kill: %d\n", kill(getpid(), SIGUSR1));
	show("killed");
	printf("kill 0: %d\n", kill(getpid(), 0));
	printf("bad signal: %d\n", kill(getpid(), 65) == -1 && errno == EINVAL);
	printf("bad process: %d\n", kill(999999, SIGUSR1) == -1 && errno == ESRCH);

	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	sigprocmask(SIG_BLOCK, &set, &oldset);
	raise(SIGUSR1);
	raise(SIGUSR1);
	raise(SIGUSR1);
	show("blocked");
	sigprocmask(SIG_SETMASK, &oldset, NULL);
	show("once for all");

	sa.sa_flags = SA_RESETHAND;
	printf("sigaction: %d", sigaction(SIGUSR2, &sa, NULL));
	raise(SIGUSR2);
	sigaction(SIGUSR2, NULL, &old);
	printf(" reset %d\n", old.sa_handler == SIG_DFL);
	show("one-shot");

	signal(SIGUSR2, SIG_IGN);
	raise(SIGUSR2);
	sigprocmask(SIG_BLOCK, &set, NULL);
	raise(SIGUSR1);
	signal(SIGUSR1, SIG_IGN);
	show("ignored while pending");
	sigprocmask(SIG_UNBLOCK, &set, NULL);
	raise(SIGCHLD);
	raise(SIGURG);
	raise(SIGWINCH);
	show("ignored by default");

	sa.sa_handler = reenter;
	sa.sa_flags = 0;
	sigaction(SIGUSR1, &sa, NULL);
	raise(SIGUSR1);
	printf("deferred: depth %d\n", nested);
	nested = again = 0;
	sa.sa_flags = SA_NODEFER;
	sigaction(SIGUSR1, &sa, NULL);
	raise(SIGUSR1);
	printf("not deferred: depth %d\n", nested);
	printf("kill cannot be caught: %d\n",
	       sigaction(SIGKILL, &sa, NULL) == -1 && errno == EINVAL);
	sigfillset(&set);
	sigprocmask(SIG_BLOCK, &set, NULL);
	sigprocmask(SIG_BLOCK, NULL, &set);
	printf("kill cannot be blocked: %d\n", sigismember(&set, SIGKILL));
	return 0;
}

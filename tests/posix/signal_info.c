/* SPDX-License-Identifier: BSD-3-Clause */
/* What a handler is told: siginfo of kill, raise and sigqueue; queued real-time signals in order;
 * masks in the context. */
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <ucontext.h>
#include <unistd.h>

static void handler(int sig, siginfo_t *info, void *context)
{
	ucontext_t *uc = context;

	printf("signal %s same %d code %d value %d from us %d masked before %d\n",
	       sig >= SIGRTMIN ? "rt" : strsignal(sig), sig == info->si_signo, info->si_code,
	       info->si_code == SI_QUEUE ? info->si_value.sival_int : -1, info->si_pid == getpid(),
	       sigismember(&uc->uc_sigmask, SIGTERM));
}

int main(void)
{
	struct sigaction sa = {.sa_sigaction = handler, .sa_flags = SA_SIGINFO};
	sigset_t set, old;
	int i;

	setvbuf(stdout, NULL, _IONBF, 0);
	sigaction(SIGUSR1, &sa, NULL);
	sigaction(SIGRTMIN, &sa, NULL);
	sigaction(SIGRTMIN + 1, &sa, NULL);
	kill(getpid(), SIGUSR1);
	raise(SIGUSR1);
	sigqueue(getpid(), SIGUSR1, (union sigval){.sival_int = 42});
	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigprocmask(SIG_BLOCK, &set, NULL);
	sigaddset(&set, SIGRTMIN);
	sigprocmask(SIG_BLOCK, &set, &old);
	for (i = 0; i < 5; i++)
		printf("queue %d\n", sigqueue(getpid(), SIGRTMIN, (union sigval){.sival_int = i}));
	sigprocmask(SIG_SETMASK, &old, NULL);
	/* the handler of a later number interrupts that of an earlier one before it begins */
	sigaddset(&set, SIGRTMIN + 1);
	sigaddset(&set, SIGUSR1);
	sigprocmask(SIG_BLOCK, &set, &old);
	sigqueue(getpid(), SIGRTMIN + 1, (union sigval){.sival_int = 2});
	sigqueue(getpid(), SIGRTMIN, (union sigval){.sival_int = 1});
	raise(SIGUSR1);
	sigprocmask(SIG_SETMASK, &old, NULL);
	return 0;
}

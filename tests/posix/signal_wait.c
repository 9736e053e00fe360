/* SPDX-License-Identifier: BSD-3-Clause */
/* sigsuspend, sigwait, sigwaitinfo, sigtimedwait, pause. */
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static volatile int got;
static pthread_t main_thread;

static void handler(int sig)
{
	got = sig;
}

static void *sender(void *arg)
{
	struct timespec ts = {0, 20000000};

	nanosleep(&ts, NULL);
	pthread_kill(main_thread, (int)(long)arg);
	return NULL;
}

static void later(int sig)
{
	pthread_t t;

	pthread_create(&t, NULL, sender, (void *)(long)sig);
	pthread_detach(t);
}

int main(void)
{
	struct timespec ts = {0, 20000000};
	sigset_t set, none, now;
	siginfo_t info;
	int sig, rc;

	main_thread = pthread_self();
	signal(SIGUSR1, handler);
	signal(SIGUSR2, handler);
	sigemptyset(&none);
	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	sigprocmask(SIG_BLOCK, &set, NULL);

	raise(SIGUSR1);
	printf("before %d", got);
	rc = sigsuspend(&none);
	printf(" suspend %d %d after %d", rc, errno == EINTR, got);
	sigprocmask(SIG_BLOCK, NULL, &now);
	printf(" blocked again %d\n", sigismember(&now, SIGUSR1));
	got = 0;
	later(SIGUSR1);
	rc = sigsuspend(&none);
	printf("suspend %d %d got %d\n", rc, errno == EINTR, got);

	got = 0;
	raise(SIGUSR1);
	rc = sigwait(&set, &sig);
	printf("sigwait %d sig %d handler %d\n", rc, sig, got);
	later(SIGUSR1);
	rc = sigwait(&set, &sig);
	printf("sigwait %d sig %d handler %d\n", rc, sig, got);
	sigqueue(getpid(), SIGUSR1, (union sigval){.sival_int = 9});
	rc = sigwaitinfo(&set, &info);
	printf("sigwaitinfo %d code %d value %d\n", rc, info.si_code, info.si_value.sival_int);
	rc = sigtimedwait(&set, &info, &ts);
	printf("sigtimedwait %d %d\n", rc, errno == EAGAIN);
	later(SIGUSR2);
	ts.tv_sec = 100;
	/* the call itself, since a libc may try again */
	rc = (int)syscall(SYS_rt_sigtimedwait, &set, &info, &ts, 8);
	printf("interrupted %d %d got %d\n", rc, errno == EINTR, got);

	got = 0;
	later(SIGUSR2);
	rc = pause();
	printf("pause %d %d got %d\n", rc, errno == EINTR, got);
	return 0;
}

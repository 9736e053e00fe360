/* SPDX-License-Identifier: BSD-3-Clause */
/* ppoll and pselect: the mask holds for the wait only; a signal that is let through ends it. */
#define _GNU_SOURCE
#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <sys/select.h>
#include <time.h>
#include <unistd.h>

static volatile int got;
static pthread_t main_thread;

static void handler(int sig)
{
	sigset_t now;

	sigprocmask(SIG_BLOCK, NULL, &now);
	got = sig + 100 * sigismember(&now, SIGUSR2);
}

static void *sender(void *arg)
{
	struct timespec ts = {0, 20000000};

	nanosleep(&ts, NULL);
	pthread_kill(main_thread, SIGUSR1);
	return arg;
}

static void show(const char *what, int rc, int interrupted)
{
	sigset_t now;

	sigprocmask(SIG_BLOCK, NULL, &now);
	printf("%s: %d interrupted %d handler %d blocked %d %d\n", what, rc, interrupted, got,
	       sigismember(&now, SIGUSR1), sigismember(&now, SIGUSR2));
	got = 0;
}

int main(void)
{
	struct timespec ts = {10, 0}, little = {0, 10000000};
	sigset_t blocked, during;
	struct pollfd p = {.events = POLLIN};
	pthread_t t;
	fd_set set;
	int fd[2], rc;

	if (pipe(fd))
		return 1;
	main_thread = pthread_self();
	signal(SIGUSR1, handler);
	sigemptyset(&blocked);
	sigaddset(&blocked, SIGUSR1);
	sigprocmask(SIG_BLOCK, &blocked, NULL);
	sigemptyset(&during);
	sigaddset(&during, SIGUSR2);
	p.fd = fd[0];

	raise(SIGUSR1);
	rc = ppoll(&p, 1, &little, NULL);
	show("ppoll without a mask", rc, 0);
	rc = ppoll(&p, 1, &ts, &during);
	show("ppoll, waiting signal", rc, errno == EINTR);
	pthread_create(&t, NULL, sender, NULL);
	rc = ppoll(&p, 1, &ts, &during);
	show("ppoll", rc, errno == EINTR);
	pthread_join(t, NULL);
	pthread_create(&t, NULL, sender, NULL);
	FD_ZERO(&set);
	FD_SET(fd[0], &set);
	rc = pselect(fd[0] + 1, &set, NULL, NULL, &ts, &during);
	show("pselect", rc, errno == EINTR);
	pthread_join(t, NULL);
	rc = ppoll(&p, 1, &little, &during);
	show("timed out", rc, 0);
	if (write(fd[1], "x", 1) != 1)
		return 1;
	rc = ppoll(&p, 1, &ts, &during);
	show("ready", rc, 0);
	return 0;
}

/* SPDX-License-Identifier: BSD-3-Clause */
/* An interrupted read starts again with SA_RESTART and fails with EINTR without; waiting for a lock
 * always goes on. */
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static volatile int handled;
static int fd[2];
static pthread_t reader;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static void handler(int sig)
{
	handled++;
}

static void *writer(void *arg)
{
	struct timespec ts = {0, 30000000};

	nanosleep(&ts, NULL);
	pthread_kill(reader, SIGUSR1);
	nanosleep(&ts, NULL);
	if (write(fd[1], "x", 1) != 1)
		printf("write failed\n");
	return arg;
}

static void *unlocker(void *arg)
{
	struct timespec ts = {0, 30000000};

	pthread_mutex_lock(&lock);
	nanosleep(&ts, NULL);
	nanosleep(&ts, NULL);
	pthread_kill(reader, SIGUSR1);
	nanosleep(&ts, NULL);
	pthread_mutex_unlock(&lock);
	return arg;
}

static void try(int flags)
{
	struct sigaction sa = {.sa_handler = handler, .sa_flags = flags};
	pthread_t t;
	char c = '-';
	long n;

	handled = 0;
	sigaction(SIGUSR1, &sa, NULL);
	pthread_create(&t, NULL, writer, NULL);
	n = read(fd[0], &c, 1);
	printf("read %ld %s handled %d\n", n, n < 0 ? strerror(errno) : "", handled);
	if (n < 0)
		n = read(fd[0], &c, 1);
	pthread_join(t, NULL);
}

int main(void)
{
	struct timespec ts = {0, 30000000};
	pthread_t t;
	int n;

	reader = pthread_self();
	if (pipe(fd))
		return 1;
	try(SA_RESTART);
	try(0);
	handled = 0;
	pthread_create(&t, NULL, unlocker, NULL);
	nanosleep(&ts, NULL);
	n = pthread_mutex_lock(&lock);
	printf("lock %d handled %d\n", n, handled);
	pthread_join(t, NULL);
	close(fd[0]);
	handled = 0;
	signal(SIGPIPE, handler);
	n = (int)write(fd[1], "x", 1);
	printf("write %d %s handled %d\n", n, strerror(errno), handled);
	signal(SIGPIPE, SIG_IGN);
	n = (int)write(fd[1], "x", 1);
	printf("write %d %s\n", n, strerror(errno));
	return 0;
}

/* SPDX-License-Identifier: BSD-3-Clause */
/* signalfd: reading, polling, blocking, changing the set. */
#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/signalfd.h>
#include <time.h>
#include <unistd.h>

static void *sender(void *arg)
{
	struct timespec ts = {0, 20000000};

	nanosleep(&ts, NULL);
	kill(getpid(), (int)(long)arg);
	return NULL;
}

int main(void)
{
	struct signalfd_siginfo info[4];
	struct pollfd p = {.events = POLLIN};
	sigset_t set;
	pthread_t t;
	long n;
	int fd;

	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	sigaddset(&set, SIGUSR2);
	sigaddset(&set, SIGRTMIN);
	sigprocmask(SIG_BLOCK, &set, NULL);
	fd = signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
	p.fd = fd;
	printf("open %d\n", fd >= 0);
	n = read(fd, info, sizeof(info));
	printf("nothing yet %d, poll %d\n", n == -1 && errno == EAGAIN, poll(&p, 1, 0));
	raise(SIGUSR1);
	kill(getpid(), SIGUSR2);
	sigqueue(getpid(), SIGRTMIN, (union sigval){.sival_int = 7});
	printf("poll %d\n", poll(&p, 1, -1));
	n = read(fd, info, sizeof(info));
	printf("read %ld: %d, %d, %d with %d\n", n / (long)sizeof(*info),
	       info[0].ssi_signo == SIGUSR1, info[1].ssi_signo == SIGUSR2,
	       info[2].ssi_signo == (unsigned)SIGRTMIN, info[2].ssi_int);
	pthread_create(&t, NULL, sender, (void *)(long)SIGUSR1);
	printf("poll %d\n", poll(&p, 1, 10000));
	pthread_join(t, NULL);
	n = read(fd, info, sizeof(info));
	printf("read %ld\n", n / (long)sizeof(*info));
	sigdelset(&set, SIGUSR1);
	printf("change %d\n", signalfd(fd, &set, 0) == fd);
	raise(SIGUSR1);
	printf("not in the set: poll %d\n", poll(&p, 1, 0));
	printf("wrong descriptor %d", signalfd(0, &set, 0) == -1 && errno == EINVAL);
	printf(" %d\n", signalfd(99, &set, 0) == -1 && errno == EBADF);
	close(fd);
	fd = signalfd(-1, &set, 0);
	pthread_create(&t, NULL, sender, (void *)(long)SIGUSR2);
	n = read(fd, info, sizeof(info));
	printf("blocking read %ld: %d\n", n / (long)sizeof(*info), info[0].ssi_signo == SIGUSR2);
	pthread_join(t, NULL);
	return 0;
}

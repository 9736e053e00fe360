/* SPDX-License-Identifier: BSD-3-Clause */
/* Timers with periods shorter than their handling: the program goes on nevertheless. */
#include <signal.h>
#include <stdio.h>
#include <stdint.h>
#include <sys/time.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>
#include "cases.h"

static volatile sig_atomic_t ticks;

static void tick(int signo)
{
	(void)signo;
	ticks++;
}

static void interval(int which, int signo, int usec)
{
	struct itimerval fast = {.it_interval = {.tv_usec = usec}, .it_value = {.tv_usec = usec}};
	struct itimerval off = {0};
	volatile unsigned long work = 0;

	ticks = 0;
	signal(signo, tick);
	setitimer(which, &fast, NULL);
	while (ticks < 100)
		work++;
	setitimer(which, &off, NULL);
	printf("interval timer: %s, worked %s\n", ticks >= 100 ? "ticked" : "silent",
	       work ? "yes" : "no");
}

static void descriptor(void)
{
	struct itimerspec fast = {.it_interval = {.tv_nsec = 1}, .it_value = {.tv_nsec = 1}};
	int fd = timerfd_create(CLOCK_MONOTONIC, 0);
	volatile unsigned long work;
	uint64_t n = 0, sum = 0;

	timerfd_settime(fd, 0, &fast, NULL);
	for (int i = 0; i < 20; i++) {
		for (work = 0; work < 10000; work++)
			;
		if (read(fd, &n, sizeof(n)) == sizeof(n))
			sum += n;
	}
	close(fd);
	printf("timerfd: %s\n", sum >= 20 ? "ticked" : "silent");
}

static void posix_timer(void)
{
	struct sigevent event = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGUSR1};
	struct itimerspec fast = {.it_interval = {.tv_nsec = 1}, .it_value = {.tv_nsec = 1}};
	volatile unsigned long work = 0;
	timer_t timer;

	ticks = 0;
	signal(SIGUSR1, tick);
	timer_create(CLOCK_MONOTONIC, &event, &timer);
	timer_settime(timer, 0, &fast, NULL);
	while (ticks < 100)
		work++;
	timer_delete(timer);
	printf("timer: %s\n", ticks >= 100 ? "ticked" : "silent");
}

int storm(void)
{
	interval(ITIMER_REAL, SIGALRM, 1);
	interval(ITIMER_PROF, SIGPROF, 1);
	descriptor();
	posix_timer();
	return 0;
}

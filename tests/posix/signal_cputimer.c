/* SPDX-License-Identifier: BSD-3-Clause */
/* Interval timers of processor time: they count work, and stand still while the program sleeps. */
#include <signal.h>
#include <stdio.h>
#include <sys/time.h>
#include <time.h>

static volatile int count[3];

static void on_prof(int sig)
{
	count[sig == SIGPROF]++;
}

int main(void)
{
	struct itimerval it = {{0, 20000}, {0, 20000}}, off = {{0, 0}, {0, 0}}, left;
	struct timespec ts = {0, 200000000};
	int i, which, sig;

	signal(SIGPROF, on_prof);
	signal(SIGVTALRM, on_prof);
	for (i = 0; i < 2; i++) {
		which = i ? ITIMER_PROF : ITIMER_VIRTUAL;
		it.it_value.tv_usec = 80000;
		printf("set %d", setitimer(which, &it, NULL));
		nanosleep(&ts, NULL);
		getitimer(which, &left);
		printf(" after a sleep: signals %d, left %d", count[i],
		       left.it_value.tv_usec >= 40000);
		while (count[i] < 3)
			;
		setitimer(which, &off, NULL);
		printf(", after work: signals %d\n", count[i]);
	}
	return 0;
}

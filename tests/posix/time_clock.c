/* SPDX-License-Identifier: BSD-3-Clause */
/* Clocks: which exist, their order, resolution, errors; processor time counts work and not sleep.
 */
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <sys/times.h>
#include <time.h>
#include <unistd.h>

static double now(clockid_t clock)
{
	struct timespec ts = {-1, -1};

	if (clock_gettime(clock, &ts))
		return -1;
	return (double)ts.tv_sec + (double)ts.tv_nsec / 1e9;
}

static void *work(void *arg)
{
	double begin = now(CLOCK_THREAD_CPUTIME_ID);

	while (now(CLOCK_THREAD_CPUTIME_ID) < begin + 0.05)
		;
	return arg;
}

int main(void)
{
	static const clockid_t clocks[] = {CLOCK_REALTIME,
	                                   CLOCK_MONOTONIC,
	                                   CLOCK_PROCESS_CPUTIME_ID,
	                                   CLOCK_THREAD_CPUTIME_ID,
	                                   4,
	                                   5,
	                                   6,
	                                   7,
	                                   11};
	struct timespec ts, last = {0, 0};
	struct timeval tv;
	struct rusage usage;
	struct tms tms;
	clockid_t id;
	double a, b, c;
	pthread_t t;
	int i, back = 0;

	for (i = 0; i < 9; i++)
		printf("clock %d: %d resolution %d\n", (int)clocks[i], now(clocks[i]) >= 0,
		       clock_getres(clocks[i], &ts));
	printf("no such clock: %d\n", clock_gettime(77, &ts) == -1 && errno == EINVAL);
	for (i = 0; i < 100000; i++) {
		clock_gettime(CLOCK_MONOTONIC, &ts);
		if (ts.tv_sec < last.tv_sec ||
		    (ts.tv_sec == last.tv_sec && ts.tv_nsec < last.tv_nsec) ||
		    ts.tv_nsec > 999999999)
			back++;
		last = ts;
	}
	printf("backwards %d\n", back);
	gettimeofday(&tv, NULL);
	a = (double)tv.tv_sec + (double)tv.tv_usec / 1e6;
	b = now(CLOCK_REALTIME);
	c = (double)time(NULL);
	printf("agree %d %d, after 2020 %d\n", b - a < 1 && b >= a,
	       c - b < 1 && c >= (double)(long)a, a > 1577836800);

	a = now(CLOCK_PROCESS_CPUTIME_ID);
	b = now(CLOCK_MONOTONIC);
	usleep(100000);
	printf("sleep is %d not work %d\n", now(CLOCK_MONOTONIC) - b >= 0.1,
	       now(CLOCK_PROCESS_CPUTIME_ID) - a < 0.09);
	a = now(CLOCK_PROCESS_CPUTIME_ID);
	b = now(CLOCK_THREAD_CPUTIME_ID);
	pthread_create(&t, NULL, work, NULL);
	printf("clock of a thread %d\n", pthread_getcpuclockid(t, &id) == 0 && now(id) >= 0);
	pthread_join(t, NULL);
	printf("work of a thread: process %d, main %d\n",
	       now(CLOCK_PROCESS_CPUTIME_ID) - a >= 0.049,
	       now(CLOCK_THREAD_CPUTIME_ID) - b < 0.045);
	getrusage(RUSAGE_SELF, &usage);
	printf("usage %d times %d clock %d\n",
	       usage.ru_utime.tv_sec * 1000000 + usage.ru_utime.tv_usec + usage.ru_stime.tv_usec >=
	               45000,
	       times(&tms) > 0 && tms.tms_utime + tms.tms_stime >= 3, clock() >= 45000);
	return 0;
}

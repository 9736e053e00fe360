/* SPDX-License-Identifier: BSD-3-Clause */
/* The platform's clocks in the forms of C and POSIX. */
#include <errno.h>
#include <time.h>
#include <unistd.h>
#include <uk/plat/time.h>
#include <uk/sched.h>

#define NSEC_PER_SEC 1000000000ull

int clock_gettime(clockid_t clock, struct timespec *ts)
{
	__nsec now;

	if (clock == CLOCK_REALTIME) {
		now = ukplat_wall_clock();
	} else if (clock == CLOCK_MONOTONIC) {
		now = ukplat_monotonic_clock();
	} else {
		errno = EINVAL;
		return -1;
	}
	ts->tv_sec = (time_t)(now / NSEC_PER_SEC);
	ts->tv_nsec = (long)(now % NSEC_PER_SEC);
	return 0;
}

time_t time(time_t *t)
{
	time_t now = (time_t)(ukplat_wall_clock() / NSEC_PER_SEC);

	if (t)
		*t = now;
	return now;
}

int usleep(useconds_t microseconds)
{
	uk_sched_thread_sleep(microseconds * 1000ull);
	return 0;
}

unsigned int sleep(unsigned int seconds)
{
	uk_sched_thread_sleep(seconds * NSEC_PER_SEC);
	return 0;
}

/* SPDX-License-Identifier: BSD-3-Clause */
/* C17 7.27 and POSIX: the clocks, and UTC. There are no time zones in this libc. */
#ifndef NOLIBC_TIME_H
#define NOLIBC_TIME_H

#include <sys/types.h>

struct timespec {
	time_t tv_sec;
	long tv_nsec;
};

struct timeval {
	time_t tv_sec;
	suseconds_t tv_usec;
};

struct itimerspec {
	struct timespec it_interval, it_value;
};

struct tm {
	int tm_sec, tm_min, tm_hour, tm_mday, tm_mon, tm_year, tm_wday, tm_yday, tm_isdst;
};

#define CLOCK_REALTIME  0
#define CLOCK_MONOTONIC 1

#ifdef __cplusplus
extern "C" {
#endif
time_t time(time_t *t);
int clock_gettime(clockid_t clock, struct timespec *ts);
#ifdef __cplusplus
}
#endif
#endif

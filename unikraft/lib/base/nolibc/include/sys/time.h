/* SPDX-License-Identifier: BSD-3-Clause */
/* POSIX time of day and interval timers. */
#ifndef NOLIBC_SYS_TIME_H
#define NOLIBC_SYS_TIME_H

#include <sys/select.h>
#include <time.h>

struct timezone {
	int tz_minuteswest, tz_dsttime;
};

struct itimerval {
	struct timeval it_interval, it_value;
};
#define ITIMER_REAL    0
#define ITIMER_VIRTUAL 1
#define ITIMER_PROF    2

#ifdef __cplusplus
extern "C" {
#endif
int gettimeofday(struct timeval *tv, void *zone);
#ifdef __cplusplus
}
#endif
#endif

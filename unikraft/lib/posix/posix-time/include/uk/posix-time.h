/* SPDX-License-Identifier: BSD-3-Clause */
/* POSIX clocks for use by other libraries. */
#ifndef UK_POSIX_TIME_H
#define UK_POSIX_TIME_H

#include <uk/arch/types.h>

#ifdef __cplusplus
extern "C" {
#endif

#define UK_CLOCK_REALTIME           0
#define UK_CLOCK_MONOTONIC          1
#define UK_CLOCK_PROCESS_CPUTIME_ID 2
#define UK_CLOCK_THREAD_CPUTIME_ID  3
#define UK_CLOCK_MONOTONIC_RAW      4
#define UK_CLOCK_REALTIME_COARSE    5
#define UK_CLOCK_MONOTONIC_COARSE   6
#define UK_CLOCK_BOOTTIME           7
#define UK_CLOCK_REALTIME_ALARM     8
#define UK_CLOCK_BOOTTIME_ALARM     9
#define UK_CLOCK_TAI                11

/* struct timespec and struct timeval of Linux on 64-bit machines, without a libc's header */
struct uk_timespec {
	__s64 sec;
	__s64 nsec;
};

struct uk_timeval {
	__s64 sec;
	__s64 usec;
};

/* 0 or -EINVAL (no such clock). */
int uk_clock_get(int clock, __nsec *now);

/* 0, -EINVAL when negative or not normalised. Values beyond the range of __nsec are cut. */
int uk_timespec_to_nsec(const struct uk_timespec *ts, __nsec *out);
void uk_nsec_to_timespec(__nsec ns, struct uk_timespec *ts);

/*
 * Translates a time on `clock` into a deadline on the monotonic clock, as the wait functions take
 * it (never 0). relative: the time counts from now.
 */
int uk_clock_deadline(int clock, int relative, __nsec time, __nsec *deadline);

#ifdef __cplusplus
}
#endif

#endif /* UK_POSIX_TIME_H */

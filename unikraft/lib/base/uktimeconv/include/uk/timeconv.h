/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Calendar dates (proleptic Gregorian, UTC) and nanoseconds since 1970-01-01, as real-time clocks
 * need them. Any context; no errors: fields are taken as they are.
 */
#ifndef UK_TIMECONV_H
#define UK_TIMECONV_H

#include <uk/arch/types.h>

#ifdef __cplusplus
extern "C" {
#endif

struct uktimeconv_bmkclock {
	__u32 dt_year; /* for example 2024 */
	__u32 dt_mon;  /* 1 to 12 */
	__u32 dt_day;  /* 1 to 31 */
	__u32 dt_hour;
	__u32 dt_min;
	__u32 dt_sec;
};

/* Days from 1970-01-01 to the date; negative before. */
__s64 uktimeconv_days(__s64 year, unsigned int month, unsigned int day);
__nsec uktimeconv_bmkclock_to_nsec(const struct uktimeconv_bmkclock *dt);
int uktimeconv_is_leap_year(__s64 year);

/* Two decimal digits as clocks keep them: 0x59 is 59. */
static inline __u32 uktimeconv_bcdtobin(unsigned int bcd)
{
	return (bcd & 15) + (bcd >> 4 & 15) * 10;
}

#ifdef __cplusplus
}
#endif

#endif /* UK_TIMECONV_H */

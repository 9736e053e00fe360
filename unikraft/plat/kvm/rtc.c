/* SPDX-License-Identifier: BSD-3-Clause */
/* The battery-backed clock (Motorola MC146818): date and time of day in UTC. */
#include <uk/arch/x86.h>

#include "plat.h"

#define RTC_INDEX    0x70
#define RTC_DATA     0x71
#define RTC_SECONDS  0x00
#define RTC_MINUTES  0x02
#define RTC_HOURS    0x04
#define RTC_DAY      0x07
#define RTC_MONTH    0x08
#define RTC_YEAR     0x09
#define RTC_STATUS_A 0x0a
#define RTC_STATUS_B 0x0b
#define RTC_UPDATING 0x80
#define RTC_BINARY   0x04
#define RTC_24_HOURS 0x02
#define RTC_PM       0x80
#define UPDATE_TRIES 100000

struct rtc_time {
	unsigned int second, minute, hour, day, month, year;
};

static unsigned int rtc_register(__u8 index)
{
	x86_outb(RTC_INDEX, index);
	return x86_inb(RTC_DATA);
}

static unsigned int decode(unsigned int value, unsigned int status_b)
{
	return status_b & RTC_BINARY ? value : (value >> 4) * 10 + (value & 15);
}

static void read_time(struct rtc_time *t, unsigned int status_b)
{
	unsigned int hour = rtc_register(RTC_HOURS);

	t->second = decode(rtc_register(RTC_SECONDS), status_b);
	t->minute = decode(rtc_register(RTC_MINUTES), status_b);
	t->hour = decode(hour & ~(unsigned int)RTC_PM, status_b);
	if (!(status_b & RTC_24_HOURS))
		t->hour = t->hour % 12 + (hour & RTC_PM ? 12 : 0);
	t->day = decode(rtc_register(RTC_DAY), status_b);
	t->month = decode(rtc_register(RTC_MONTH), status_b);
	t->year = 2000 + decode(rtc_register(RTC_YEAR), status_b);
}

/* Days since 1970-01-01 of the proleptic Gregorian calendar. */
static __u64 days_since_epoch(unsigned int year, unsigned int month, unsigned int day)
{
	unsigned int y = month <= 2 ? year - 1 : year;
	unsigned int m = month <= 2 ? month + 9 : month - 3; /* March is the first month */

	return 365ull * y + y / 4 - y / 100 + y / 400 + (153 * m + 2) / 5 + day - 1 - 719468;
}

__u64 kvm_rtc_read(void)
{
	unsigned int status_b = rtc_register(RTC_STATUS_B);
	unsigned int tries = UPDATE_TRIES;
	struct rtc_time t;

	if (status_b == 0xff)
		return 0;
	do {
		while ((rtc_register(RTC_STATUS_A) & RTC_UPDATING) && tries)
			tries--;
		read_time(&t, status_b);
	} while ((rtc_register(RTC_STATUS_A) & RTC_UPDATING) && tries);
	if (!t.month || t.month > 12 || !t.day)
		return 0;
	return days_since_epoch(t.year, t.month, t.day) * 86400 + t.hour * 3600ul +
	       t.minute * 60ul + t.second;
}

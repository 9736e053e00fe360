/* SPDX-License-Identifier: BSD-3-Clause */
/* The calendar. Counting years from March puts the leap day at a year's end, so months need no
 * table. */
#include <uk/timeconv.h>

#define DAYS_PER_400_YEARS 146097
#define DAYS_0000_TO_1970  719468 /* from 0000-03-01 */

int uktimeconv_is_leap_year(__s64 year)
{
	return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

__s64 uktimeconv_days(__s64 year, unsigned int month, unsigned int day)
{
	__s64 y = month <= 2 ? year - 1 : year;
	__s64 era = (y >= 0 ? y : y - 399) / 400;
	__s64 year_of_era = y - era * 400;
	__s64 day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
	__s64 day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;

	return era * DAYS_PER_400_YEARS + day_of_era - DAYS_0000_TO_1970;
}

__nsec uktimeconv_bmkclock_to_nsec(const struct uktimeconv_bmkclock *dt)
{
	__s64 seconds = uktimeconv_days(dt->dt_year, dt->dt_mon, dt->dt_day) * 86400;

	seconds += dt->dt_hour * 3600 + dt->dt_min * 60 + dt->dt_sec;
	return (__nsec)seconds * 1000000000ull;
}

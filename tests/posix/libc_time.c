/* SPDX-License-Identifier: BSD-3-Clause */
/* The calendar and time zones. */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static void show(time_t t)
{
	char text[64];
	struct tm tm;

	strftime(text, sizeof(text), "%Y-%m-%d %H:%M:%S %a %j", gmtime_r(&t, &tm));
	printf("%lld %s %lld\n", (long long)t, text, (long long)timegm(&tm));
}

int main(void)
{
	struct tm tm = {0};
	time_t t;

	show(0);
	show(951782400);
	show(4102444799);
	show(-1);
	setenv("TZ", "CET-1CEST,M3.5.0,M10.5.0/3", 1);
	tzset();
	t = 1720000000;
	printf("%d %s", localtime(&t)->tm_isdst, ctime(&t));
	t = 1700000000;
	printf("%d %s", localtime(&t)->tm_isdst, ctime(&t));
	printf("%d\n", strptime("2024-02-29 12:34:56", "%Y-%m-%d %H:%M:%S", &tm) != NULL);
	tm.tm_isdst = -1;
	t = mktime(&tm);
	printf("%lld %d\n", (long long)t, tm.tm_wday);
	return 0;
}

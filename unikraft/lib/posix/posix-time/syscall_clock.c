/* SPDX-License-Identifier: BSD-3-Clause */
/* System calls: clock_gettime, clock_getres, clock_settime, gettimeofday, settimeofday, time,
 * times. */
#include <uk/plat/time.h>
#include <uk/posix-time.h>
#include <uk/sched.h>
#include <uk/syscall.h>

UK_SYSCALL_R_DEFINE(long, clock_gettime, int, clock, struct uk_timespec *, ts)
{
	__nsec now;
	int rc = uk_clock_get(clock, &now);

	if (!rc)
		uk_nsec_to_timespec(now, ts);
	return rc;
}

UK_SYSCALL_R_DEFINE(long, clock_getres, int, clock, struct uk_timespec *, ts)
{
	__nsec now;
	int rc = uk_clock_get(clock, &now);

	if (!rc && ts)
		uk_nsec_to_timespec(1, ts);
	return rc;
}

UK_SYSCALL_R_DEFINE(long, clock_settime, int, clock, const struct uk_timespec *, ts)
{
	__nsec now;

	if (clock != UK_CLOCK_REALTIME || uk_timespec_to_nsec(ts, &now))
		return -EINVAL;
	ukplat_wall_clock_set(now);
	return 0;
}

struct timezone_abi {
	int minutes_west;
	int dst_time;
};

/* The zone is the libc's affair (TZ): the kernel's is UTC. */
UK_SYSCALL_R_DEFINE(long, gettimeofday, struct uk_timeval *, tv, struct timezone_abi *, zone)
{
	__nsec now = ukplat_wall_clock();

	if (tv) {
		tv->sec = (__s64)(now / 1000000000UL);
		tv->usec = (__s64)(now % 1000000000UL / 1000);
	}
	if (zone)
		*zone = (struct timezone_abi){0, 0};
	return 0;
}

UK_SYSCALL_R_DEFINE(long, settimeofday, const struct uk_timeval *, tv, const void *, zone)
{
	struct uk_timespec ts;
	__nsec now;

	if (zone)
		return -EINVAL;
	if (!tv)
		return 0;
	if (tv->usec < 0 || tv->usec >= 1000000)
		return -EINVAL;
	ts = (struct uk_timespec){tv->sec, tv->usec * 1000};
	if (uk_timespec_to_nsec(&ts, &now))
		return -EINVAL;
	ukplat_wall_clock_set(now);
	return 0;
}

UK_SYSCALL_R_DEFINE(long, time, __s64 *, out)
{
	__s64 now = (__s64)(ukplat_wall_clock() / 1000000000UL);

	if (out)
		*out = now;
	return now;
}

struct tms_abi {
	long user;
	long system;
	long children_user;
	long children_system;
};

/* In clock ticks of a hundredth of a second. Time in the kernel is not told apart from time in the
 * program. */
UK_SYSCALL_R_DEFINE(long, times, struct tms_abi *, tms)
{
	if (tms)
		*tms = (struct tms_abi){.user = (long)(uk_sched_program_time() / 10000000UL)};
	return (long)(ukplat_monotonic_clock() / 10000000UL);
}

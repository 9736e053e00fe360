/* SPDX-License-Identifier: BSD-3-Clause */
/* Reading clocks, and the translation between times. */
#include <errno.h>
#include <uk/essentials.h>
#include <uk/plat/time.h>
#include <uk/posix-time.h>
#include <uk/sched.h>

#define NSEC_PER_SEC 1000000000UL
#define SEC_MAX      ((__s64)(__NSEC_MAX / NSEC_PER_SEC / 2))

/* A negative number names a thread's or a process' processor time: the complement of its id, and
 * three bits. */
static int cpu_clock_get(int clock, __nsec *now)
{
	unsigned int id = (unsigned int)~(clock >> 3);
	struct uk_thread *thread;

	if ((clock & 3) == 3)
		return -EINVAL;
	if (!(clock & 4)) {
		if (id > 1)
			return -EINVAL;
		*now = uk_sched_program_time();
		return 0;
	}
	thread = id ? uk_thread_by_id(id) : uk_thread_current();
	if (!thread)
		return -EINVAL;
	*now = uk_thread_cpu_time(thread);
	return 0;
}

int uk_clock_get(int clock, __nsec *now)
{
	if (clock < 0)
		return cpu_clock_get(clock, now);
	switch (clock) {
	case UK_CLOCK_MONOTONIC:
	case UK_CLOCK_MONOTONIC_RAW:
	case UK_CLOCK_MONOTONIC_COARSE:
	case UK_CLOCK_BOOTTIME:
	case UK_CLOCK_BOOTTIME_ALARM:
		*now = ukplat_monotonic_clock();
		return 0;
	case UK_CLOCK_REALTIME:
	case UK_CLOCK_REALTIME_COARSE:
	case UK_CLOCK_REALTIME_ALARM:
	case UK_CLOCK_TAI:
		*now = ukplat_wall_clock();
		return 0;
	case UK_CLOCK_PROCESS_CPUTIME_ID:
		*now = uk_sched_program_time();
		return 0;
	case UK_CLOCK_THREAD_CPUTIME_ID:
		*now = uk_thread_cpu_time(uk_thread_current());
		return 0;
	default:
		return -EINVAL;
	}
}

int uk_timespec_to_nsec(const struct uk_timespec *ts, __nsec *out)
{
	if (ts->sec < 0 || ts->nsec < 0 || ts->nsec >= (__s64)NSEC_PER_SEC)
		return -EINVAL;
	*out = (__nsec)MIN(ts->sec, SEC_MAX) * NSEC_PER_SEC + (__nsec)ts->nsec;
	return 0;
}

void uk_nsec_to_timespec(__nsec ns, struct uk_timespec *ts)
{
	ts->sec = (__s64)(ns / NSEC_PER_SEC);
	ts->nsec = (__s64)(ns % NSEC_PER_SEC);
}

int uk_clock_deadline(int clock, int relative, __nsec time, __nsec *deadline)
{
	__nsec now, reading;
	int rc = uk_clock_get(clock, &reading);

	if (rc)
		return rc;
	/* that clock's pace depends on who runs: nothing can be armed for it */
	if (clock < 0 || clock == UK_CLOCK_PROCESS_CPUTIME_ID ||
	    clock == UK_CLOCK_THREAD_CPUTIME_ID)
		return -ENOTSUP;
	now = ukplat_monotonic_clock();
	if (!relative)
		time = time > reading ? time - reading : 0;
	*deadline = MAX(now + time, 1UL);
	return 0;
}

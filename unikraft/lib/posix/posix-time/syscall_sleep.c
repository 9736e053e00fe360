/* SPDX-License-Identifier: BSD-3-Clause */
/* System calls: nanosleep, clock_nanosleep. */
#include <uk/plat/time.h>
#include <uk/posix-time.h>
#include <uk/syscall.h>
#include <uk/wait.h>

#define TIMER_ABSTIME_ 1

/* A handler ends the sleep whatever its SA_RESTART says; what remains is told. */
static long sleep_until(__nsec deadline, struct uk_timespec *remaining)
{
	__nsec now;
	int rc;

	do
		rc = uk_waitq_sleep_any(deadline, UK_WAITQ_INTERRUPTIBLE);
	while (rc == 0);
	if (rc == -ETIMEDOUT)
		return 0;
	now = ukplat_monotonic_clock();
	if (now >= deadline)
		return 0;
	if (remaining)
		uk_nsec_to_timespec(deadline - now, remaining);
	return -EINTR;
}

static long sleep(int clock, int flags, const struct uk_timespec *request,
                  struct uk_timespec *remaining)
{
	__nsec time, deadline;
	int absolute = flags & TIMER_ABSTIME_;
	int rc;

	if (uk_timespec_to_nsec(request, &time))
		return -EINVAL;
	rc = uk_clock_deadline(clock, !absolute, time, &deadline);
	if (rc)
		return rc;
	return sleep_until(deadline, absolute ? NULL : remaining);
}

UK_SYSCALL_R_DEFINE(long, nanosleep, const struct uk_timespec *, request, struct uk_timespec *,
                    remaining)
{
	return sleep(UK_CLOCK_MONOTONIC, 0, request, remaining);
}

UK_SYSCALL_R_DEFINE(long, clock_nanosleep, int, clock, int, flags, const struct uk_timespec *,
                    request, struct uk_timespec *, remaining)
{
	if (clock == UK_CLOCK_THREAD_CPUTIME_ID)
		return -EINVAL;
	return sleep(clock, flags, request, remaining);
}

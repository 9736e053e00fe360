/* SPDX-License-Identifier: BSD-3-Clause */
/* System calls: setitimer, getitimer, alarm; of the interval timers the one that measures real
 * time. */
#include <uk/plat/time.h>
#include <uk/posix-time.h>
#include <uk/syscall.h>
#include <uk/timer.h>
#include "internal.h"

#define ITIMER_REAL_ 0
#define ITIMER_PROF_ 2

struct itimer_value {
	struct uk_timeval interval;
	struct uk_timeval value;
};

static void expired(struct uk_timer *timer);

static struct uk_timer timer = {.fn = expired};
static __nsec interval;

/* Counted from the deadline, not from now: lateness does not add up. Periods that were missed are
 * left out. */
static void expired(struct uk_timer *t)
{
	__nsec now = ukplat_monotonic_clock();
	__nsec next = t->deadline + interval;

	uk_signal_send(UK_SIGALRM, NULL);
	if (!interval)
		return;
	if (next <= now)
		next += (now - next) / interval * interval + interval;
	uk_timer_set(t, next);
}

static int to_nsec(const struct uk_timeval *tv, __nsec *ns)
{
	struct uk_timespec ts = {tv->sec, tv->usec * 1000};

	if (tv->usec < 0 || tv->usec >= 1000000)
		return -EINVAL;
	return uk_timespec_to_nsec(&ts, ns);
}

static void from_nsec(__nsec ns, struct uk_timeval *tv)
{
	tv->sec = (__s64)(ns / 1000000000UL);
	tv->usec = (__s64)(ns % 1000000000UL / 1000);
}

/* An armed timer never reads as 0, which would mean that it is not. */
static void get(struct itimer_value *v)
{
	__nsec now = ukplat_monotonic_clock();
	__nsec left = 0;

	if (uk_timer_armed(&timer))
		left = timer.deadline > now + 1000 ? timer.deadline - now : 1000;
	from_nsec(left, &v->value);
	from_nsec(interval, &v->interval);
}

static void set(__nsec value, __nsec period)
{
	uk_timer_cancel(&timer);
	interval = value ? period : 0;
	if (value)
		uk_timer_set(&timer, ukplat_monotonic_clock() + value);
}

static int check_which(int which)
{
	if (which == ITIMER_REAL_)
		return 0;
	return which > 0 && which <= ITIMER_PROF_ ? -ENOSYS : -EINVAL;
}

UK_SYSCALL_R_DEFINE(long, getitimer, int, which, struct itimer_value *, value)
{
	int rc = check_which(which);

	if (!rc)
		get(value);
	return rc;
}

UK_SYSCALL_R_DEFINE(long, setitimer, int, which, const struct itimer_value *, new,
                    struct itimer_value *, old)
{
	__nsec value = 0, period = 0;
	int rc = check_which(which);

	if (rc)
		return rc;
	if (new && (to_nsec(&new->value, &value) || to_nsec(&new->interval, &period)))
		return -EINVAL;
	if (old)
		get(old);
	set(value, period);
	return 0;
}

UK_SYSCALL_R_DEFINE(long, alarm, unsigned int, seconds)
{
	struct itimer_value old;

	get(&old);
	set(seconds * 1000000000UL, 0);
	/* half a second counts as one, and so does anything that would read as "not set" */
	if (old.value.usec >= 500000 || (!old.value.sec && old.value.usec))
		old.value.sec++;
	return (long)old.value.sec;
}

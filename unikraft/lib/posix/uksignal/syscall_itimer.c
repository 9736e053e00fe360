/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * System calls: setitimer, getitimer, alarm. The two timers of processor time are timers of real
 * time as well: the program cannot have used more of it than has passed, so when one expires the
 * clock is read and the rest waited for.
 */
#include <uk/plat/time.h>
#include <uk/posix-time.h>
#include <uk/sched.h>
#include <uk/syscall.h>
#include <uk/timer.h>
#include "internal.h"

enum { ITIMER_REAL_, ITIMER_VIRTUAL_, ITIMER_PROF_, ITIMERS };

/* While the program sleeps its processor time stands still: look again not too often. */
#define CPU_LOOK_MIN 1000000UL

/* Between two signals of a timer: shorter periods count as one, or the program would do nothing
 * else. */
#define REPEAT_MIN 50000UL

struct itimer_value {
	struct uk_timeval interval;
	struct uk_timeval value;
};

struct itimer {
	struct uk_timer timer;
	__nsec next; /* on the timer's clock; 0: not armed */
	__nsec interval;
};

static struct itimer itimers[ITIMERS];

#define ALIGN_STEP(n, step) (((n) + (step)-1) / (step) * (step))

/* Time in the kernel is not told apart, so the virtual time is the program's processor time, too.
 */
static __nsec clock_of(const struct itimer *t)
{
	return t == &itimers[ITIMER_REAL_] ? ukplat_monotonic_clock() : uk_sched_program_time();
}

static void arm(struct itimer *t, __nsec now)
{
	__nsec left = t->next > now ? t->next - now : 1;

	if (t != &itimers[ITIMER_REAL_])
		left = MAX(left, CPU_LOOK_MIN);
	uk_timer_set(&t->timer, ukplat_monotonic_clock() + left);
}

/* Counted from the deadline, not from now: lateness does not add up. Periods that were missed are
 * left out. */
static void expired(struct uk_timer *timer)
{
	static const int signals[ITIMERS] = {UK_SIGALRM, UK_SIGVTALRM, UK_SIGPROF};
	struct itimer *t = uk_list_entry(timer, struct itimer, timer);
	__nsec now = clock_of(t);

	if (t->next <= now) {
		uk_signal_send(signals[t - itimers], NULL);
		t->next = t->interval ? t->next + t->interval : 0;
		if (t->next && t->next <= now)
			t->next += (now - t->next) / t->interval * t->interval + t->interval;
	}
	/* not earlier than REPEAT_MIN from now, by whole periods */
	if (t->next && t->next < now + REPEAT_MIN)
		t->next += ALIGN_STEP(now + REPEAT_MIN - t->next, t->interval);
	if (t->next)
		arm(t, now);
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
static void get(const struct itimer *t, struct itimer_value *v)
{
	__nsec now = clock_of(t);
	__nsec left = 0;

	if (t->next)
		left = t->next > now + 1000 ? t->next - now : 1000;
	from_nsec(left, &v->value);
	from_nsec(t->interval, &v->interval);
}

static void set(struct itimer *t, __nsec value, __nsec interval)
{
	__nsec now = clock_of(t);

	uk_timer_cancel(&t->timer);
	uk_timer_init(&t->timer, expired);
	t->interval = value ? interval : 0;
	t->next = value ? now + value : 0;
	if (value)
		arm(t, now);
}

UK_SYSCALL_R_DEFINE(long, getitimer, int, which, struct itimer_value *, value)
{
	if (which < 0 || which >= ITIMERS)
		return -EINVAL;
	get(&itimers[which], value);
	return 0;
}

UK_SYSCALL_R_DEFINE(long, setitimer, int, which, const struct itimer_value *, new,
                    struct itimer_value *, old)
{
	__nsec value = 0, interval = 0;

	if (which < 0 || which >= ITIMERS)
		return -EINVAL;
	if (new && (to_nsec(&new->value, &value) || to_nsec(&new->interval, &interval)))
		return -EINVAL;
	if (old)
		get(&itimers[which], old);
	set(&itimers[which], value, interval);
	return 0;
}

UK_SYSCALL_R_DEFINE(long, alarm, unsigned int, seconds)
{
	struct itimer_value old;

	get(&itimers[ITIMER_REAL_], &old);
	set(&itimers[ITIMER_REAL_], seconds * 1000000000UL, 0);
	/* half a second counts as one, and so does anything that would read as "not set" */
	if (old.value.usec >= 500000 || (!old.value.sec && old.value.usec))
		old.value.sec++;
	return (long)old.value.sec;
}

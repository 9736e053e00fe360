/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Timers: a call-back at a point of the monotonic clock. There is no periodic tick; the platform's
 * timer is programmed for the earliest deadline only. Everything here belongs to kernel context
 * (preemption count > 0); call-backs run as deferred work, so they must not block. Setting is O(1),
 * expiry and cancelling O(log n).
 */
#ifndef UK_TIMER_H
#define UK_TIMER_H

#include <uk/essentials.h>
#include <uk/arch/types.h>

#ifdef __cplusplus
extern "C" {
#endif

struct uk_timer;
typedef void (*uk_timer_fn_t)(struct uk_timer *timer);

/* Storage belongs to the caller and must stay valid while the timer is armed. */
struct uk_timer {
	uk_timer_fn_t fn;
	__nsec deadline;
	int armed;
	/* place in the pairing heap: first child, next sibling, previous sibling or parent */
	struct uk_timer *child;
	struct uk_timer *next;
	struct uk_timer *prev;
};

void uk_timer_init(struct uk_timer *timer, uk_timer_fn_t fn);

/* Arms the timer for `deadline` (monotonic clock), moving it when it is armed already. A deadline
 * in the past fires soon, never from within this call.
 */
void uk_timer_set(struct uk_timer *timer, __nsec deadline);

/* After this the call-back does not run (again); no effect on a timer that is not armed. */
void uk_timer_cancel(struct uk_timer *timer);

static inline int uk_timer_armed(const struct uk_timer *timer)
{
	return timer->armed;
}

/* For the platform: call from the handler of the timer interrupt. */
void uk_timer_interrupt(void);

#ifdef __cplusplus
}
#endif

#endif /* UK_TIMER_H */

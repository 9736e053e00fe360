/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Deferred work: how an interrupt handler hands over to kernel context. The work runs soon after,
 * in kernel context, interrupts on, in the order of deferral, on the stack of whichever thread is
 * current; it must not block.
 */
#ifndef UK_DEFER_H
#define UK_DEFER_H

#include <uk/essentials.h>

struct uk_defer {
	struct uk_defer *next;
	void (*fn)(struct uk_defer *work);
	int pending;
};

#define UK_DEFER_INIT(function)                              \
	{                                                    \
		.next = NULL, .fn = (function), .pending = 0 \
	}

/* Any context, interrupt context included. Work that is pending already stays where it is in the
 * queue. */
void uk_defer(struct uk_defer *work);

/* Run everything that is pending. Kernel context. Called by uk_preempt_work(), the scheduler and
 * the idle loop. */
void uk_defer_run(void);

#endif /* UK_DEFER_H */

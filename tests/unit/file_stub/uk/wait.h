/* SPDX-License-Identifier: BSD-3-Clause */
/* Host unit tests of system calls: there is one thread, so a wait whose condition does not hold
 * ends at its deadline. */
#ifndef UK_WAIT_H
#define UK_WAIT_H

#include <errno.h>
#include <uk/wait_types.h>

#define ERESTARTSYS                        512
#define uk_waitq_init(wq)                  UK_INIT_LIST_HEAD(&(wq)->waiters)
#define uk_waitq_wake_up(wq)               ((void)(wq))
#define uk_waitq_wake_up_one(wq)           ((void)(wq))
#define uk_waitq_wait_event(wq, condition) ((void)(wq), (void)(condition))
#define uk_waitq_wait_event_interruptible(wq, condition, deadline) \
	((void)(wq), (void)(deadline), (condition) ? 0 : -ETIMEDOUT)

#endif /* UK_WAIT_H */

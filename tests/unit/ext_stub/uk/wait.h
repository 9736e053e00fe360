/* SPDX-License-Identifier: BSD-3-Clause */
/* Host unit tests of a file system with a thread of its own: who waits for it lets it run. */
#ifndef UK_WAIT_H
#define UK_WAIT_H

#include <errno.h>
#include <uk/wait_types.h>

void uk_stub_run(void);

#define ERESTARTSYS              512
#define uk_waitq_init(wq)        UK_INIT_LIST_HEAD(&(wq)->waiters)
#define uk_waitq_wake_up(wq)     ((void)(wq))
#define uk_waitq_wake_up_one(wq) ((void)(wq))
#define uk_waitq_wait_event(wq, condition) \
	do {                               \
		(void)(wq);                \
		if (!(condition))          \
			uk_stub_run();     \
	} while (0)
#define uk_waitq_wait_event_deadline(wq, condition, deadline) \
	((void)(wq), (void)(deadline), (condition) ? 0 : -ETIMEDOUT)
#define uk_waitq_wait_event_interruptible(wq, condition, deadline) \
	((void)(wq), (void)(deadline), (condition) ? 0 : -ETIMEDOUT)

#endif /* UK_WAIT_H */

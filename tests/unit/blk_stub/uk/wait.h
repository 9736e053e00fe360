/* SPDX-License-Identifier: BSD-3-Clause */
/* Host unit tests of devices: one thread; while it would sleep, the device that the test plays
 * works. */
#ifndef UK_WAIT_H
#define UK_WAIT_H

#include <uk/preempt.h>
#include <uk/wait_types.h>

void uk_stub_sleep(void);

#define uk_waitq_init(wq)    UK_INIT_LIST_HEAD(&(wq)->waiters)
#define uk_waitq_wake_up(wq) ((void)(wq))
#define uk_waitq_wait_event(wq, condition) \
	do {                               \
		(void)(wq);                \
		while (!(condition))       \
			uk_stub_sleep();   \
	} while (0)

#endif /* UK_WAIT_H */

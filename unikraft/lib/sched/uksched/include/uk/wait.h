/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Wait queues. A waiter names a condition, which is evaluated in kernel context: nothing can change
 * between the evaluation and the sleep, so a wake-up is never lost. Whoever changes the condition
 * wakes the queue afterwards, in kernel context (deferred work included). The macros raise and
 * lower the preemption count themselves.
 */
#ifndef UK_WAIT_H
#define UK_WAIT_H

#include <uk/wait_types.h>
#include <uk/preempt.h>
#include <uk/thread.h>

#ifdef __cplusplus
extern "C" {
#endif

#ifndef ERESTARTSYS
#define ERESTARTSYS 512 /* never reaches a program: -EINTR or another try */
#endif

static inline void uk_waitq_init(struct uk_waitq *wq)
{
	UK_INIT_LIST_HEAD(&wq->waiters);
}

static inline int uk_waitq_empty(const struct uk_waitq *wq)
{
	return uk_list_empty(&wq->waiters);
}

/* Wakes all waiters / the one that waits longest; each looks at its condition again. */
void uk_waitq_wake_up(struct uk_waitq *wq);
void uk_waitq_wake_up_one(struct uk_waitq *wq);

#define UK_WAITQ_INTERRUPTIBLE 1

/*
 * Hook of a libc (weak): non-zero when the current thread has been cancelled and may act on it. A
 * cancellation between a program's own look at its flag and the sleep would be lost otherwise; the
 * sleep ends with -EINTR.
 */
int uk_libc_cancelled(void) __attribute__((weak));

/*
 * One sleep; for waits that the macros do not fit (several queues are entered with uk_waitq_add).
 * May return 0 without a reason. deadline 0: none. 0, -ETIMEDOUT, -ERESTARTSYS (only with
 * UK_WAITQ_INTERRUPTIBLE).
 */
int uk_waitq_sleep(struct uk_waitq *wq, __nsec deadline, unsigned int flags);
int uk_waitq_sleep_any(__nsec deadline, unsigned int flags);
void uk_waitq_add(struct uk_waitq *wq, struct uk_waitq_entry *entry);
void uk_waitq_remove(struct uk_waitq_entry *entry);

/* A condition that holds wins over a deadline and over a signal. */
#define __uk_waitq_wait(wq, condition, deadline, flags)                  \
	({                                                               \
		int __wait_rc = 0;                                       \
		uk_preempt_disable();                                    \
		while (!(condition) && !__wait_rc) {                     \
			__wait_rc = uk_waitq_sleep(wq, deadline, flags); \
			if (__wait_rc && (condition))                    \
				__wait_rc = 0;                           \
		}                                                        \
		uk_preempt_enable();                                     \
		__wait_rc;                                               \
	})

#define uk_waitq_wait_event(wq, condition) ((void)__uk_waitq_wait(wq, condition, 0, 0))

/* 0, -ETIMEDOUT */
#define uk_waitq_wait_event_deadline(wq, condition, deadline) \
	__uk_waitq_wait(wq, condition, deadline, 0)

/* 0, -ETIMEDOUT, -ERESTARTSYS */
#define uk_waitq_wait_event_interruptible(wq, condition, deadline) \
	__uk_waitq_wait(wq, condition, deadline, UK_WAITQ_INTERRUPTIBLE)

/* For ports: the condition is evaluated with the lock held. */
#define uk_waitq_wait_event_deadline_locked(wq, condition, deadline, lock_fn, unlock_fn, lock) \
	({                                                                                     \
		int __locked_rc = 0;                                                           \
		uk_preempt_disable();                                                          \
		while (!(condition) && !__locked_rc) {                                         \
			unlock_fn(lock);                                                       \
			__locked_rc = uk_waitq_sleep(wq, deadline, 0);                         \
			lock_fn(lock);                                                         \
			if (__locked_rc && (condition))                                        \
				__locked_rc = 0;                                               \
		}                                                                              \
		uk_preempt_enable();                                                           \
		__locked_rc;                                                                   \
	})

#ifdef __cplusplus
}
#endif

#endif /* UK_WAIT_H */

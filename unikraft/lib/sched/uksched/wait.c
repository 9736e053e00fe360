/* SPDX-License-Identifier: BSD-3-Clause */
/* Wait queues. A wake-up takes the waiter off the queue, so that the next "one" wakes the next
 * waiter. */
#include <errno.h>
#include <uk/assert.h>
#include <uk/plat/time.h>
#include <uk/sched.h>
#include <uk/wait.h>

void uk_waitq_add(struct uk_waitq *wq, struct uk_waitq_entry *entry)
{
	entry->thread = uk_thread_current();
	uk_list_add_tail(&entry->link, &wq->waiters);
}

void uk_waitq_remove(struct uk_waitq_entry *entry)
{
	uk_list_del_init(&entry->link);
}

/* Asked for each sleep that a signal may interrupt; nothing comes between the answer and the sleep.
 */
static int cancelled(const struct uk_thread *self)
{
	return uk_libc_cancelled && self->tlsp && uk_libc_cancelled();
}

/* The result is turned into another one where signals are taken, so that place must be passed. */
static int restart(struct uk_thread *self)
{
	self->flags |= UK_THREADF_RESTART;
	uk_cpu_work_set(UK_CPU_WORK_SIGNAL);
	return -ERESTARTSYS;
}

int uk_waitq_sleep_any(__nsec deadline, unsigned int flags)
{
	struct uk_thread *self = uk_thread_current();
	int rc;

	if (flags & UK_WAITQ_INTERRUPTIBLE) {
		if (uk_thread_signal_pending(self))
			return restart(self);
		if (cancelled(self))
			return -EINTR;
		self->flags |= UK_THREADF_INTERRUPTIBLE;
	}
	if (deadline && deadline <= ukplat_monotonic_clock())
		rc = -ETIMEDOUT;
	else
		rc = uk_sched_block_until(deadline);
	self->flags &= ~UK_THREADF_INTERRUPTIBLE;
	if ((flags & UK_WAITQ_INTERRUPTIBLE) && uk_thread_signal_pending(self))
		return restart(self);
	return rc;
}

int uk_waitq_sleep(struct uk_waitq *wq, __nsec deadline, unsigned int flags)
{
	struct uk_waitq_entry entry;
	int rc;

	uk_waitq_add(wq, &entry);
	rc = uk_waitq_sleep_any(deadline, flags);
	uk_waitq_remove(&entry);
	return rc;
}

static void wake_first(struct uk_waitq *wq)
{
	struct uk_waitq_entry *entry;

	entry = uk_list_first_entry(&wq->waiters, struct uk_waitq_entry, link);
	uk_list_del_init(&entry->link);
	uk_sched_wake(entry->thread);
}

/* A woken thread may queue again only when it runs, so this ends. */
void uk_waitq_wake_up(struct uk_waitq *wq)
{
	uk_preempt_disable();
	while (!uk_list_empty(&wq->waiters))
		wake_first(wq);
	uk_preempt_enable();
}

void uk_waitq_wake_up_one(struct uk_waitq *wq)
{
	uk_preempt_disable();
	if (!uk_list_empty(&wq->waiters))
		wake_first(wq);
	uk_preempt_enable();
}

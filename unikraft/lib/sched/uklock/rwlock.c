/* SPDX-License-Identifier: BSD-3-Clause */
/* Readers-writer locks; writers first. */
#include <uk/assert.h>
#include <uk/rwlock.h>

void uk_rwlock_init(struct uk_rwlock *rwl)
{
	rwl->readers = 0;
	rwl->writers_waiting = 0;
	rwl->writer = NULL;
	uk_waitq_init(&rwl->read_wait);
	uk_waitq_init(&rwl->write_wait);
}

void uk_rwlock_rlock(struct uk_rwlock *rwl)
{
	uk_preempt_disable();
	uk_waitq_wait_event(&rwl->read_wait, !rwl->writer && !rwl->writers_waiting);
	rwl->readers++;
	uk_preempt_enable();
}

void uk_rwlock_wlock(struct uk_rwlock *rwl)
{
	uk_preempt_disable();
	UK_ASSERT(rwl->writer != uk_thread_current());
	rwl->writers_waiting++;
	uk_waitq_wait_event(&rwl->write_wait, !rwl->writer && !rwl->readers);
	rwl->writers_waiting--;
	rwl->writer = uk_thread_current();
	uk_preempt_enable();
}

/* Kernel context: lets in whoever may come next. */
static void pass_on(struct uk_rwlock *rwl)
{
	if (rwl->writers_waiting)
		uk_waitq_wake_up_one(&rwl->write_wait);
	else
		uk_waitq_wake_up(&rwl->read_wait);
}

void uk_rwlock_runlock(struct uk_rwlock *rwl)
{
	uk_preempt_disable();
	UK_ASSERT(rwl->readers > 0);
	if (--rwl->readers == 0)
		pass_on(rwl);
	uk_preempt_enable();
}

void uk_rwlock_wunlock(struct uk_rwlock *rwl)
{
	uk_preempt_disable();
	UK_ASSERT(rwl->writer == uk_thread_current());
	rwl->writer = NULL;
	pass_on(rwl);
	uk_preempt_enable();
}

void uk_rwlock_downgrade(struct uk_rwlock *rwl)
{
	uk_preempt_disable();
	UK_ASSERT(rwl->writer == uk_thread_current());
	rwl->writer = NULL;
	rwl->readers++;
	if (!rwl->writers_waiting)
		uk_waitq_wake_up(&rwl->read_wait);
	uk_preempt_enable();
}

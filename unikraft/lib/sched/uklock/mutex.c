/* SPDX-License-Identifier: BSD-3-Clause */
/* Mutexes. */
#include <uk/assert.h>
#include <uk/mutex.h>

void uk_mutex_init_config(struct uk_mutex *m, unsigned int flags)
{
	m->owner = NULL;
	m->lock_count = 0;
	m->flags = flags;
	uk_waitq_init(&m->wait);
}

/* Kernel context. */
static int take(struct uk_mutex *m)
{
	struct uk_thread *self = uk_thread_current();

	if (m->lock_count && (m->owner != self || !(m->flags & UK_MUTEX_CONFIG_RECURSE)))
		return 0;
	m->owner = self;
	m->lock_count++;
	return 1;
}

int uk_mutex_trylock(struct uk_mutex *m)
{
	int taken;

	uk_preempt_disable();
	taken = take(m);
	uk_preempt_enable();
	return taken;
}

void uk_mutex_lock(struct uk_mutex *m)
{
	UK_ASSERT(!m->lock_count || m->owner != uk_thread_current() ||
	          (m->flags & UK_MUTEX_CONFIG_RECURSE));
	uk_waitq_wait_event(&m->wait, take(m));
}

void uk_mutex_unlock(struct uk_mutex *m)
{
	uk_preempt_disable();
	UK_ASSERT(m->lock_count && m->owner == uk_thread_current());
	if (--m->lock_count == 0) {
		m->owner = NULL;
		uk_waitq_wake_up_one(&m->wait);
	}
	uk_preempt_enable();
}

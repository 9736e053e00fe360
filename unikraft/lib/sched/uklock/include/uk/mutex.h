/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Mutual exclusion between threads that may block while they hold the lock. (What never blocks
 * needs no lock: the kernel is not preempted.) For kernel and program context. The longest waiter
 * is served first.
 */
#ifndef UK_MUTEX_H
#define UK_MUTEX_H

#include <uk/essentials.h>
#include <uk/wait.h>

#ifdef __cplusplus
extern "C" {
#endif

#define UK_MUTEX_CONFIG_RECURSE 0x1u /* the owner may lock it again */

struct uk_mutex {
	struct uk_thread *owner;
	unsigned int lock_count;
	unsigned int flags;
	struct uk_waitq wait;
};

#define UK_MUTEX_INITIALIZER(name)                             \
	{                                                      \
		.owner = NULL, .lock_count = 0, .flags = 0,    \
		.wait = UK_WAIT_QUEUE_INITIALIZER((name).wait) \
	}

void uk_mutex_init_config(struct uk_mutex *m, unsigned int flags);
#define uk_mutex_init(m) uk_mutex_init_config(m, 0)

/* Locking twice by the same thread asserts, unless UK_MUTEX_CONFIG_RECURSE was given. */
void uk_mutex_lock(struct uk_mutex *m);

/* 1: locked, 0: another thread holds it. */
int uk_mutex_trylock(struct uk_mutex *m);

/* By the owner only. */
void uk_mutex_unlock(struct uk_mutex *m);

static inline int uk_mutex_is_locked(const struct uk_mutex *m)
{
	return m->lock_count > 0;
}

#ifdef __cplusplus
}
#endif

#endif /* UK_MUTEX_H */

/* SPDX-License-Identifier: BSD-3-Clause */
/* A lock that is waited for busily, by itself (uk/spinlock.h is what one uses). */
#ifndef UK_ARCH_SPINLOCK_H
#define UK_ARCH_SPINLOCK_H

#include <uk/arch/types.h>

struct __spinlock {
	volatile int lock; /* 1: held */
};

#define UKARCH_SPINLOCK_INITIALIZER() \
	{                             \
		0                     \
	}

static inline void ukarch_spin_init(struct __spinlock *lock)
{
	__atomic_store_n(&lock->lock, 0, __ATOMIC_RELEASE);
}

/* 1: locked; 0: somebody holds it. */
static inline int ukarch_spin_trylock(struct __spinlock *lock)
{
	return !__atomic_exchange_n(&lock->lock, 1, __ATOMIC_ACQUIRE);
}

static inline void ukarch_spin_lock(struct __spinlock *lock)
{
	while (!ukarch_spin_trylock(lock))
		while (__atomic_load_n(&lock->lock, __ATOMIC_RELAXED))
#ifdef __x86_64__
			__builtin_ia32_pause();
#else
			;
#endif
}

static inline void ukarch_spin_unlock(struct __spinlock *lock)
{
	__atomic_store_n(&lock->lock, 0, __ATOMIC_RELEASE);
}

static inline int ukarch_spin_is_locked(struct __spinlock *lock)
{
	return __atomic_load_n(&lock->lock, __ATOMIC_RELAXED);
}

#endif /* UK_ARCH_SPINLOCK_H */

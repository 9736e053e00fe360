/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Spinlocks: for a few instructions that must not be disturbed. The holder is in kernel context (no
 * other thread of this CPU runs) and must not block; so on one CPU nobody ever waits for a thread.
 * The _irq forms keep interrupt handlers out as well: every holder of a lock that a handler takes
 * needs them. Kernel and program context.
 */
#ifndef UK_SPINLOCK_H
#define UK_SPINLOCK_H

#include <uk/arch/spinlock.h>
#include <uk/plat/lcpu.h>
#include <uk/preempt.h>

#ifdef __cplusplus
extern "C" {
#endif

#define uk_spinlock struct __spinlock

#define UK_SPINLOCK_INITIALIZER() UKARCH_SPINLOCK_INITIALIZER()
#define uk_spin_init(lock)        ukarch_spin_init(lock)
#define uk_spin_is_locked(lock)   ukarch_spin_is_locked(lock)

static inline void uk_spin_lock(struct __spinlock *lock)
{
	uk_preempt_disable();
	ukarch_spin_lock(lock);
}

static inline int uk_spin_trylock(struct __spinlock *lock)
{
	uk_preempt_disable();
	if (ukarch_spin_trylock(lock))
		return 1;
	uk_preempt_enable();
	return 0;
}

static inline void uk_spin_unlock(struct __spinlock *lock)
{
	ukarch_spin_unlock(lock);
	uk_preempt_enable();
}

#define uk_spin_lock_irq(lock)             \
	do {                               \
		ukplat_lcpu_disable_irq(); \
		ukarch_spin_lock(lock);    \
	} while (0)
#define uk_spin_unlock_irq(lock)          \
	do {                              \
		ukarch_spin_unlock(lock); \
		ukplat_lcpu_enable_irq(); \
	} while (0)
/* flags: an unsigned long that holds the interrupt flag's state */
#define uk_spin_lock_irqsave(lock, flags)          \
	do {                                       \
		(flags) = ukplat_lcpu_save_irqf(); \
		ukarch_spin_lock(lock);            \
	} while (0)
#define uk_spin_unlock_irqrestore(lock, flags)   \
	do {                                     \
		ukarch_spin_unlock(lock);        \
		ukplat_lcpu_restore_irqf(flags); \
	} while (0)

#ifdef __cplusplus
}
#endif

#endif /* UK_SPINLOCK_H */

/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Entering and leaving the kernel. While the count is above zero (kernel context) no other thread
 * runs and no deferred work runs, although interrupts stay on; so kernel state needs no locks on
 * one CPU. Pairs nest. Blocking in kernel context is allowed: the count is saved with the thread.
 */
#ifndef UK_PREEMPT_H
#define UK_PREEMPT_H

#include <uk/cpu.h>
#include <uk/essentials.h>

#ifndef __cplusplus
#include <stdbool.h>
#endif

struct __regs;

static inline void uk_preempt_disable(void)
{
	ukarch_cpu_preempt_inc();
}

/* Leave without doing pending work; true when uk_preempt_work() must be called now. */
static inline bool uk_preempt_leave(void)
{
	return unlikely(ukarch_cpu_preempt_dec_test());
}

static inline unsigned int uk_preempt_count(void)
{
	return uk_cpu_current()->preempt & ~UK_PREEMPT_NOWORK;
}

/*
 * Do all pending work: deferred work, a switch to another thread, signals of the current thread.
 * (Provided by uksched.) Called with count zero and interrupts on; returns so.
 *
 * ret: the result of the system call that is being left, or NULL. -ERESTARTSYS becomes -EINTR, or
 * the call is restarted: returns true when it must be executed again.
 */
bool uk_preempt_work(long *ret);

/*
 * The same for the program that an interrupt interrupted, one round: called with count one and
 * interrupts on, and returns so, that no further interrupt piles up on the thread's stack. The
 * program's extended state is saved already and restored afterwards; changes to *regs take effect.
 */
void uk_preempt_work_interrupted(struct __regs *regs);

static inline void uk_preempt_enable(void)
{
	if (uk_preempt_leave())
		uk_preempt_work(NULL);
}

#endif /* UK_PREEMPT_H */

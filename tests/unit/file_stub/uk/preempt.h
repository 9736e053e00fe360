/* SPDX-License-Identifier: BSD-3-Clause */
/* Host unit tests of system calls: one thread, so entering and leaving the kernel is nothing. */
#ifndef UK_PREEMPT_H
#define UK_PREEMPT_H

static inline void uk_preempt_disable(void)
{
}

static inline void uk_preempt_enable(void)
{
}

static inline int uk_preempt_leave(void)
{
	return 0;
}

static inline int uk_preempt_work(long *ret)
{
	(void)ret;
	return 0;
}

#endif /* UK_PREEMPT_H */

/* SPDX-License-Identifier: BSD-3-Clause */
/* Host unit tests: entering the kernel only counts, so that a test can see unbalanced pairs. */
#ifndef UK_PREEMPT_H
#define UK_PREEMPT_H

extern int test_preempt_count;

static inline void uk_preempt_disable(void)
{
	test_preempt_count++;
}

static inline void uk_preempt_enable(void)
{
	test_preempt_count--;
}

#endif /* UK_PREEMPT_H */

/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The state that belongs to one CPU, reached through one accessor. There is one CPU today; code
 * that keeps to this accessor will not change when there are more.
 */
#ifndef UK_CPU_H
#define UK_CPU_H

/* Offsets for assembler sources; checked against the structure in lib/base/ukcpu/cpu.c */
#define UK_CPU_SELF      0
#define UK_CPU_CURRENT   8
#define UK_CPU_PREEMPT   16
#define UK_CPU_XSAVE_LEN 20

/*
 * struct uk_cpu.preempt: the number of reasons not to preempt, plus this bit while there is NO work
 * pending. The inverted sense lets one decrement tell "count zero and work pending": the word
 * becomes zero.
 */
#define UK_PREEMPT_NOWORK 0x80000000u

#ifndef __ASSEMBLY__
#include <uk/arch/types.h>

struct uk_thread;
struct uk_defer;

/* Work that waits for the moment when the preemption count falls to zero. */
#define UK_CPU_WORK_DEFER   0x1u /* the list of deferred work is not empty */
#define UK_CPU_WORK_RESCHED 0x2u /* another thread should run */
#define UK_CPU_WORK_SIGNAL  0x4u /* the current thread has a signal to take */

struct uk_cpu {
	struct uk_cpu *self;
	struct uk_thread *current; /* NULL until the scheduler runs */
	__u32 preempt;             /* see UK_PREEMPT_NOWORK */
	__u32 xsave_len;           /* bytes of the extended state, a multiple of 64 */
	__u32 work;                /* UK_CPU_WORK_* */
	__u32 in_interrupt;        /* non-zero while an interrupt handler runs */
	struct uk_defer *defer_first, **defer_last;
};

#include <uk/arch/cpu.h> /* uk_cpu_current(), uk_cpu_preempt_{inc,dec_test,clear_nowork}() */

/* Note work for the current CPU. Any context. */
static inline void uk_cpu_work_set(__u32 work)
{
	ukarch_cpu_work_or(work);
	ukarch_cpu_preempt_clear_nowork();
}

/* Forget work; the caller does it. Kernel context. */
static inline void uk_cpu_work_clear(__u32 work)
{
	ukarch_cpu_work_andnot(work);
	if (!uk_cpu_current()->work) {
		ukarch_cpu_preempt_set_nowork();
		/* an interrupt between the test and the store may have noted work: look again */
		if (*(volatile __u32 *)&uk_cpu_current()->work)
			ukarch_cpu_preempt_clear_nowork();
	}
}
#endif /* !__ASSEMBLY__ */
#endif /* UK_CPU_H */

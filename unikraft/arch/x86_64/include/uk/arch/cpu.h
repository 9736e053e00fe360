/* SPDX-License-Identifier: BSD-3-Clause */
/* x86_64: the current CPU's state through %gs; one instruction each, hence whole with respect to
 * interrupts. */
#include <uk/cpu.h> /* has the structure, and comes back here behind it */
#ifndef UK_ARCH_CPU_H
#define UK_ARCH_CPU_H

#include <uk/essentials.h>

static inline struct uk_cpu *uk_cpu_current(void)
{
	struct uk_cpu *cpu;

	__asm__("movq %%gs:0, %0" : "=r"(cpu));
	return cpu;
}

static inline struct uk_thread *ukarch_cpu_current_thread(void)
{
	struct uk_thread *thread;

	__asm__ volatile("movq %%gs:%c1, %0"
	                 : "=r"(thread)
	                 : "i"(__offsetof(struct uk_cpu, current)));
	return thread;
}

static inline void ukarch_cpu_preempt_inc(void)
{
	__asm__ volatile("incl %%gs:%c0"
	                 :
	                 : "i"(__offsetof(struct uk_cpu, preempt))
	                 : "memory", "cc");
}

/* True when the count fell to zero and work is pending. */
static inline int ukarch_cpu_preempt_dec_test(void)
{
	int zero;

	__asm__ volatile("decl %%gs:%c1"
	                 : "=@ccz"(zero)
	                 : "i"(__offsetof(struct uk_cpu, preempt))
	                 : "memory");
	return zero;
}

static inline void ukarch_cpu_preempt_clear_nowork(void)
{
	__asm__ volatile("andl $0x7fffffff, %%gs:%c0"
	                 :
	                 : "i"(__offsetof(struct uk_cpu, preempt))
	                 : "memory", "cc");
}

static inline void ukarch_cpu_preempt_set_nowork(void)
{
	__asm__ volatile("orl $0x80000000, %%gs:%c0"
	                 :
	                 : "i"(__offsetof(struct uk_cpu, preempt))
	                 : "memory", "cc");
}

static inline void ukarch_cpu_work_or(__u32 work)
{
	__asm__ volatile("orl %1, %%gs:%c0"
	                 :
	                 : "i"(__offsetof(struct uk_cpu, work)), "ri"(work)
	                 : "memory", "cc");
}

static inline void ukarch_cpu_work_andnot(__u32 work)
{
	__asm__ volatile("andl %1, %%gs:%c0"
	                 :
	                 : "i"(__offsetof(struct uk_cpu, work)), "ri"(~work)
	                 : "memory", "cc");
}

#endif /* UK_ARCH_CPU_H */

/* SPDX-License-Identifier: BSD-3-Clause */
/* The CPU's state and its list of deferred work. */
#include <stdbool.h>
#include <uk/cpu.h>
#include <uk/defer.h>
#include <uk/plat/lcpu.h>
#include <uk/essentials.h>

UK_CTASSERT(__offsetof(struct uk_cpu, self) == UK_CPU_SELF);
UK_CTASSERT(__offsetof(struct uk_cpu, current) == UK_CPU_CURRENT);
UK_CTASSERT(__offsetof(struct uk_cpu, preempt) == UK_CPU_PREEMPT);
UK_CTASSERT(__offsetof(struct uk_cpu, xsave_len) == UK_CPU_XSAVE_LEN);

/* Booting is kernel context: the count starts at one. */
struct uk_cpu uk_cpu0 = {
        .self = &uk_cpu0,
        .preempt = UK_PREEMPT_NOWORK | 1,
        .defer_last = &uk_cpu0.defer_first,
};

void uk_defer(struct uk_defer *work)
{
	unsigned long flags = ukplat_lcpu_save_irqf();
	struct uk_cpu *cpu = uk_cpu_current();

	if (!work->pending) {
		work->pending = 1;
		work->next = NULL;
		*cpu->defer_last = work;
		cpu->defer_last = &work->next;
		uk_cpu_work_set(UK_CPU_WORK_DEFER);
	}
	ukplat_lcpu_restore_irqf(flags);
}

static struct uk_defer *take_first(void)
{
	unsigned long flags = ukplat_lcpu_save_irqf();
	struct uk_cpu *cpu = uk_cpu_current();
	struct uk_defer *work = cpu->defer_first;

	if (work) {
		cpu->defer_first = work->next;
		if (!cpu->defer_first)
			cpu->defer_last = &cpu->defer_first;
		/* cleared before it runs: an interrupt from now on is about something the run may
		 * have missed */
		work->pending = 0;
	}
	ukplat_lcpu_restore_irqf(flags);
	return work;
}

void uk_defer_run(void)
{
	struct uk_defer *work;

	uk_cpu_work_clear(UK_CPU_WORK_DEFER);
	while ((work = take_first()))
		work->fn(work);
}

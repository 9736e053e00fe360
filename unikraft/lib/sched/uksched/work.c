/* SPDX-License-Identifier: BSD-3-Clause */
/* What is done when the preemption count falls to zero: deferred work, a switch to another thread,
 * signals. */
#include <errno.h>
#include <uk/defer.h>
#include <uk/signal_exit.h>
#include <uk/wait.h>
#include "internal.h"

__weak void uk_signal_deliver(struct uk_signal_exit *exit __maybe_unused)
{
}

bool uk_preempt_work(long *ret, struct __regs *regs)
{
	struct uk_cpu *cpu = uk_cpu_current();
	struct uk_signal_exit exit = {.ret = ret, .regs = regs};

	uk_preempt_disable();
	do {
		if (cpu->work & UK_CPU_WORK_DEFER)
			uk_defer_run();
		if (cpu->work & UK_CPU_WORK_RESCHED)
			uk_sched_yield();
		if (cpu->work & UK_CPU_WORK_SIGNAL) {
			uk_cpu_work_clear(UK_CPU_WORK_SIGNAL);
			cpu->current->flags &= ~UK_THREADF_RESTART;
			uk_signal_deliver(&exit);
		}
		if (!uk_preempt_leave())
			break;
		uk_preempt_disable();
	} while (1);
	return ret && *ret == -ERESTARTSYS;
}

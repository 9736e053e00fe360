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

/*
 * A call that was interrupted waits for its signals to be taken where its result can be changed. An
 * interrupt that comes on the way there, the count being zero already, leaves them to that place.
 */
static bool signals_wanted(struct uk_cpu *cpu, const struct uk_signal_exit *exit)
{
	bool restart = cpu->current->flags & UK_THREADF_RESTART;

	if (!restart)
		return cpu->work & UK_CPU_WORK_SIGNAL;
	if (exit->regs)
		uk_cpu_work_clear(UK_CPU_WORK_SIGNAL);
	return !exit->regs;
}

/* Kernel context; program context while handlers run. */
static void work_once(struct uk_signal_exit *exit)
{
	struct uk_cpu *cpu = uk_cpu_current();

	if (cpu->work & UK_CPU_WORK_DEFER)
		uk_defer_run();
	if (cpu->work & UK_CPU_WORK_RESCHED)
		uk_sched_yield();
	if (signals_wanted(cpu, exit)) {
		uk_cpu_work_clear(UK_CPU_WORK_SIGNAL);
		cpu->current->flags &= ~UK_THREADF_RESTART;
		uk_signal_deliver(exit);
	}
}

bool uk_preempt_work(long *ret)
{
	struct uk_signal_exit exit = {.ret = ret};

	do {
		uk_preempt_disable();
		work_once(&exit);
	} while (uk_preempt_leave());
	return ret && *ret == -ERESTARTSYS;
}

void uk_preempt_work_interrupted(struct __regs *regs)
{
	struct uk_signal_exit exit = {.regs = regs};

	work_once(&exit);
}

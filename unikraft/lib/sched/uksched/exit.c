/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The end of a thread. A thread cannot give back the stack it stands on, so the last steps run on a
 * stack of their own. One is enough: they never block, and the kernel is not preempted.
 */
#include <string.h>
#include <uk/assert.h>
#include <uk/plat/time.h>
#include "internal.h"

#define EXIT_STACK_LEN 8192

static char exit_stack[EXIT_STACK_LEN] __align(16);
static struct uk_thread exit_thread = {.name = "exit", .flags = UK_THREADF_KERNEL};

/* What every thread gives back, the running one or not. The structure lives on while somebody
 * refers to it. */
static void bury(struct uk_thread *t)
{
	t->flags &= ~(UK_THREADF_RUNNABLE | UK_THREADF_INTERRUPTIBLE);
	t->flags |= UK_THREADF_EXITED;
	uk_timer_cancel(&t->timeout);
	uk_list_del_init(&t->run_list);
	if (t->flags & UK_THREADF_STARTED)
		sched_unregister(t);
	if (!(t->flags & UK_THREADF_KERNEL)) {
		if (t->flags & UK_THREADF_STARTED)
			sched_inittab_undo(t);
		uk_thread_posix_fini(t);
		uk_thread_signals_fini(t);
	}
	if (t->gc_fn)
		t->gc_fn(t, t->gc_argp);
	sched_free_stack(t);
	uk_thread_release(t);
}

static void exit_tail(long arg)
{
	bury((struct uk_thread *)arg);
	sched_switch_to(sched_pick());
	UK_BUG();
}

__noreturn void uk_sched_thread_exit2(uk_thread_gc_t gc_fn, void *gc_argp)
{
	struct uk_thread *self = uk_thread_current();

	uk_preempt_disable();
	self->gc_fn = gc_fn;
	self->gc_argp = gc_argp;
	exit_thread.preempt_count = 1;
	exit_thread.sched = self->sched;
	exit_thread._mem.stack = exit_stack;
	exit_thread._mem.stack_len = EXIT_STACK_LEN;
	ukarch_ctx_init_entry1(&exit_thread.ctx, (__uptr)exit_stack + EXIT_STACK_LEN, exit_tail,
	                       (long)self);
	sched_switch_to(&exit_thread);
	UK_BUG();
}

__noreturn void uk_sched_thread_exit(void)
{
	uk_sched_thread_exit2(NULL, NULL);
}

void uk_sched_thread_terminate(struct uk_thread *thread)
{
	if (thread == uk_thread_current())
		uk_sched_thread_exit();
	uk_preempt_disable();
	if (!uk_thread_is_exited(thread))
		bury(thread);
	uk_preempt_enable();
}

void uk_sched_thread_sleep(__nsec nsec)
{
	__nsec deadline;

	uk_preempt_disable();
	deadline = ukplat_monotonic_clock() + nsec;
	while (uk_sched_block_until(deadline ? deadline : 1) == 0)
		;
	uk_preempt_enable();
}

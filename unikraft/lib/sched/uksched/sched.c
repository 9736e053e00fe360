/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Run queue, switching, idling. There is no idle thread: the thread that blocks waits on its own
 * stack, so waking it again without another thread in between costs no switch at all.
 */
#include <errno.h>
#include <uk/alloc.h>
#include <uk/assert.h>
#include <uk/defer.h>
#include <uk/plat/lcpu.h>
#include <uk/plat/time.h>
#include <uk/plat/tls.h>
#include "internal.h"

static struct uk_sched sched;
static struct uk_thread boot_thread;
static struct sched_cpu cpu0;

__weak int uk_thread_signal_pending(const struct uk_thread *thread __maybe_unused)
{
	return 0;
}

struct sched_cpu *sched_cpu(void)
{
	return &cpu0;
}

struct uk_thread *uk_thread_current(void)
{
	return ukarch_cpu_current_thread();
}

struct uk_sched *uk_sched_current(void)
{
	return uk_thread_current() ? &sched : NULL;
}

/* Asks for a switch when the running thread has used its slice up and another one waits. */
static void slice_expired(struct uk_timer *timer)
{
	__nsec end = cpu0.switched_at + UK_SCHED_SLICE_NS;

	if (uk_list_empty(&sched.run_queue))
		return;
	if (end <= ukplat_monotonic_clock())
		uk_cpu_work_set(UK_CPU_WORK_RESCHED);
	else
		uk_timer_set(timer, end);
}

/* A slice that is being timed is left alone: its expiry looks at who runs since when, and arms
 * again. */
static void slice_begin(__nsec now)
{
	if (!uk_timer_armed(&cpu0.slice))
		uk_timer_set(&cpu0.slice, now + UK_SCHED_SLICE_NS);
}

void uk_sched_init(void *stack, size_t stack_len)
{
	struct uk_cpu *cpu = uk_cpu_current();
	struct uk_thread *t = &boot_thread;

	UK_INIT_LIST_HEAD(&sched.run_queue);
	UK_INIT_LIST_HEAD(&sched.threads);
	sched.name = "fifo";
	sched.a = uk_alloc_get_default();
	uk_timer_init(&cpu0.slice, slice_expired);
	cpu0.tlsp = ukarch_tlsp_get();
	cpu0.switched_at = ukplat_monotonic_clock();

	UK_INIT_LIST_HEAD(&t->run_list);
	UK_INIT_LIST_HEAD(&t->thread_list);
	uk_thread_set_name(t, "main");
	t->flags = UK_THREADF_RUNNABLE | UK_THREADF_STARTED;
	t->refs = 1;
	t->tlsp = cpu0.tlsp;
	t->sched = &sched;
	t->_mem.stack = stack;
	t->_mem.stack_len = stack_len;
	if ((uk_thread_tls_first && uk_thread_tls_first(t) < 0) || sched_thread_attach(t, NULL))
		UK_CRASH("the first thread cannot be set up: out of memory?");
	cpu->current = t;
	sched_register(t);
}

void sched_register(struct uk_thread *thread)
{
	thread->sched = &sched;
	uk_list_add_tail(&thread->thread_list, &sched.threads);
	if (!(thread->flags & UK_THREADF_KERNEL))
		sched.thread_count++;
}

void sched_unregister(struct uk_thread *thread)
{
	uk_list_del_init(&thread->thread_list);
	if (thread->flags & UK_THREADF_KERNEL)
		return;
	sched.thread_count--;
	sched.ended_ns += thread->exec_ns;
}

int __weak uk_sched_idle_enter(void)
{
	return 0;
}

/* Interrupts are off between the last look at the work and the halt, so that none is slept through.
 */
static void idle(void)
{
	struct uk_thread *current = uk_thread_current();
	__nsec begin = ukplat_monotonic_clock();
	__nsec end;

	current->exec_ns += begin - cpu0.switched_at;
	cpu0.idling = 1;
	while (uk_list_empty(&sched.run_queue)) {
		if (uk_sched_idle_enter())
			continue;
		ukplat_lcpu_disable_irq();
		if (*(volatile __u32 *)&uk_cpu_current()->work & UK_CPU_WORK_DEFER)
			ukplat_lcpu_enable_irq();
		else
			ukplat_lcpu_halt_irq();
		uk_defer_run();
	}
	end = ukplat_monotonic_clock();
	cpu0.idling = 0;
	cpu0.idle_ns += end - begin;
	cpu0.switched_at = end;
}

struct uk_thread *sched_pick(void)
{
	struct uk_thread *next;

	if (uk_cpu_current()->work & UK_CPU_WORK_DEFER)
		uk_defer_run();
	if (uk_list_empty(&sched.run_queue))
		idle();
	next = uk_list_first_entry(&sched.run_queue, struct uk_thread, run_list);
	uk_list_del_init(&next->run_list);
	return next;
}

/* One by one, because an interrupt may change the word's other half at any time. */
static void preempt_count_set(__u32 from, __u32 to)
{
	for (; from < to; from++)
		ukarch_cpu_preempt_inc();
	for (; from > to; from--)
		ukarch_cpu_preempt_dec_test();
}

static void work_update(struct uk_thread *next)
{
	struct uk_cpu *cpu = uk_cpu_current();

	if ((next->flags & UK_THREADF_RESTART) || uk_thread_signal_pending(next))
		uk_cpu_work_set(UK_CPU_WORK_SIGNAL);
	else if (cpu->work & UK_CPU_WORK_SIGNAL)
		uk_cpu_work_clear(UK_CPU_WORK_SIGNAL);
	if (cpu->work & UK_CPU_WORK_RESCHED)
		uk_cpu_work_clear(UK_CPU_WORK_RESCHED);
}

void sched_switch_to(struct uk_thread *next)
{
	struct uk_thread *prev = uk_thread_current();
	__nsec now;

	if (prev == next) {
		work_update(next);
		return;
	}
	now = ukplat_monotonic_clock();
	prev->exec_ns += now - cpu0.switched_at;
	cpu0.switched_at = now;
	next->switches++;
	if (!uk_list_empty(&sched.run_queue))
		slice_begin(now);
	if (prev->tlsp)
		prev->tlsp = cpu0.tlsp = ukarch_tlsp_current(cpu0.tlsp);
	if (next->tlsp && next->tlsp != cpu0.tlsp) {
		cpu0.tlsp = next->tlsp;
		ukarch_tlsp_set(next->tlsp);
	}
	prev->preempt_count = uk_preempt_count();
	preempt_count_set(prev->preempt_count, next->preempt_count);
	uk_cpu_current()->current = next;
	work_update(next);
	ukarch_ctx_switch(&prev->ctx, &next->ctx);
}

void uk_sched_block(void)
{
	struct uk_thread *current = uk_thread_current();

	UK_ASSERT(uk_preempt_count() > 0);
	current->flags &= ~UK_THREADF_RUNNABLE;
	sched_switch_to(sched_pick());
}

static void sleep_expired(struct uk_timer *timer)
{
	uk_sched_wake(uk_list_entry(timer, struct uk_thread, timeout));
}

int uk_sched_block_until(__nsec deadline)
{
	struct uk_thread *current = uk_thread_current();
	struct uk_timer *timer = &current->timeout;

	if (!deadline) {
		uk_sched_block();
		return 0;
	}
	uk_timer_init(timer, sleep_expired);
	uk_timer_set(timer, deadline);
	uk_sched_block();
	if (!uk_timer_armed(timer))
		return -ETIMEDOUT;
	uk_timer_cancel(timer);
	return 0;
}

void uk_sched_wake(struct uk_thread *thread)
{
	UK_ASSERT(!uk_thread_is_exited(thread));
	if (thread->flags & UK_THREADF_RUNNABLE)
		return;
	thread->flags |= UK_THREADF_RUNNABLE;
	uk_list_add_tail(&thread->run_list, &sched.run_queue);
	if (uk_thread_is_runnable(uk_thread_current()) && !uk_timer_armed(&cpu0.slice))
		slice_begin(ukplat_monotonic_clock());
}

void uk_sched_yield(void)
{
	struct uk_thread *current = uk_thread_current();

	uk_preempt_disable();
	if (uk_cpu_current()->work & UK_CPU_WORK_DEFER)
		uk_defer_run();
	if (!uk_list_empty(&sched.run_queue)) {
		uk_list_add_tail(&current->run_list, &sched.run_queue);
		sched_switch_to(sched_pick());
	} else {
		work_update(current);
	}
	uk_preempt_enable();
}

int uk_sched_for_each(int (*fn)(struct uk_thread *thread, void *arg), void *arg)
{
	struct uk_thread *t, *next;
	int rc;

	uk_list_for_each_entry_safe (t, next, &sched.threads, thread_list) {
		rc = fn(t, arg);
		if (rc)
			return rc;
	}
	return 0;
}

struct uk_thread *uk_thread_by_id(unsigned int id)
{
	struct uk_thread *t;

	uk_list_for_each_entry (t, &sched.threads, thread_list) {
		if (t->id == id && !(t->flags & UK_THREADF_KERNEL))
			return t;
	}
	return NULL;
}

__nsec uk_thread_cpu_time(const struct uk_thread *thread)
{
	__nsec ns = thread->exec_ns;

	if (thread == uk_thread_current() && !cpu0.idling)
		ns += ukplat_monotonic_clock() - cpu0.switched_at;
	return ns;
}

__nsec uk_sched_program_time(void)
{
	__nsec ns = sched.ended_ns;
	struct uk_thread *t;

	uk_list_for_each_entry (t, &sched.threads, thread_list) {
		if (!(t->flags & UK_THREADF_KERNEL))
			ns += uk_thread_cpu_time(t);
	}
	return ns;
}

__nsec uk_sched_idle_time(void)
{
	return cpu0.idle_ns;
}

__uptr ukplat_tlsp_get(void)
{
	return ukarch_tlsp_get();
}

void ukplat_tlsp_set(__uptr tlsp)
{
	if (uk_thread_current())
		uk_thread_set_tlsp(tlsp);
	else
		ukarch_tlsp_set(tlsp);
}

void uk_thread_set_tlsp(__uptr tlsp)
{
	uk_preempt_disable();
	uk_thread_current()->tlsp = tlsp;
	cpu0.tlsp = tlsp;
	ukarch_tlsp_set(tlsp);
	uk_preempt_enable();
}

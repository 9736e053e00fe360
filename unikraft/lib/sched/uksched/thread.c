/* SPDX-License-Identifier: BSD-3-Clause */
/* Threads: creation, names, references. */
#include <errno.h>
#include <string.h>
#include <uk/alloc.h>
#include <uk/arch/limits.h>
#include <uk/assert.h>
#include <uk/config.h>
#include <uk/plat/time.h>
#include <uk/print.h>
#include <uk/vmem.h>
#include "internal.h"

#ifndef CONFIG_LIBUKSCHED_STACK_SIZE
#define CONFIG_LIBUKSCHED_STACK_SIZE 65536
#endif

static unsigned int last_id;

__weak int uk_thread_signals_init(struct uk_thread *thread __maybe_unused,
                                  struct uk_thread *parent __maybe_unused)
{
	return 0;
}

__weak void uk_thread_signals_fini(struct uk_thread *thread __maybe_unused)
{
}

__weak int uk_thread_posix_init(struct uk_thread *thread __maybe_unused,
                                struct uk_thread *parent __maybe_unused)
{
	return 0;
}

__weak void uk_thread_posix_fini(struct uk_thread *thread __maybe_unused)
{
}

int sched_thread_attach(struct uk_thread *thread, struct uk_thread *parent)
{
	int rc;

	thread->id = ++last_id;
	if (thread->flags & UK_THREADF_KERNEL)
		return 0;
	rc = uk_thread_signals_init(thread, parent);
	if (rc)
		return rc;
	rc = uk_thread_posix_init(thread, parent);
	if (!rc) {
		rc = sched_inittab_run(thread, parent);
		if (rc)
			uk_thread_posix_fini(thread);
	}
	if (rc)
		uk_thread_signals_fini(thread);
	return rc;
}

const char *uk_thread_name(const struct uk_thread *thread)
{
	static char numbered[UK_THREAD_NAME_LEN + 12];

	if (!thread)
		return "boot";
	if (!thread->name[0])
		return "unnamed";
	if (!(thread->flags & UK_THREADF_NUMBERED))
		return thread->name;
	uk_snprintf(numbered, sizeof(numbered), "%s/%u", thread->name, thread->id);
	return numbered;
}

void uk_thread_set_name(struct uk_thread *thread, const char *name)
{
	size_t i;

	for (i = 0; name && name[i] && i < sizeof(thread->name) - 1; i++)
		thread->name[i] = name[i];
	thread->name[i] = '\0';
	thread->flags &= ~UK_THREADF_NUMBERED;
}

int uk_thread_in_guard(const struct uk_thread *thread, __uptr addr)
{
	__uptr base;

	if (!thread || !thread->_mem.stack)
		return 0;
	base = (__uptr)thread->_mem.stack;
	return addr < base && addr >= base - __PAGE_SIZE;
}

/* The first code of every new thread, with the count that sched_switch_to() has set: one. */
static void thread_start(long arg)
{
	struct uk_thread *self = (struct uk_thread *)arg;

	if (!(self->flags & UK_THREADF_KERNEL))
		uk_preempt_enable();
	self->start.fn(self->start.arg);
	uk_sched_thread_exit();
}

void uk_thread_container_init_stack(struct uk_thread *thread, __uptr top, uk_thread_fn_t fn,
                                    void *arg)
{
	thread->start.fn = fn;
	thread->start.arg = arg;
	ukarch_ctx_init_entry1(&thread->ctx, top & ~15UL, thread_start, (long)thread);
}

void uk_thread_container_init_fn1(struct uk_thread *thread, uk_thread_fn_t fn, void *arg)
{
	__uptr top = (__uptr)thread->_mem.stack + thread->_mem.stack_len;

	uk_thread_container_init_stack(thread, top, fn, arg);
}

static int stack_alloc(struct uk_thread *t, size_t len)
{
	len = ALIGN_UP(len ? len : CONFIG_LIBUKSCHED_STACK_SIZE, __PAGE_SIZE);
	t->_mem.stack = uk_vmem_stack_alloc(len);
	if (!t->_mem.stack)
		return -ENOMEM;
	t->_mem.stack_len = len;
	t->_mem.stack_owned = true;
	return 0;
}

void sched_free_stack(struct uk_thread *thread)
{
	if (!thread->_mem.stack_owned)
		return;
	uk_vmem_stack_free(thread->_mem.stack, thread->_mem.stack_len);
	thread->_mem.stack = NULL;
	thread->_mem.stack_owned = false;
}

struct uk_thread *uk_thread_create_container(struct uk_alloc *a, struct uk_alloc *a_stack,
                                             size_t stack_len,
                                             struct uk_alloc *a_auxstack __maybe_unused,
                                             size_t auxstack_len __maybe_unused,
                                             struct uk_alloc *a_uktls, bool no_ectx,
                                             const char *name, void *priv, uk_thread_dtor_t dtor)
{
	struct uk_thread *t = uk_zalloc(a, sizeof(*t));

	if (!t)
		return NULL;
	UK_INIT_LIST_HEAD(&t->run_list);
	UK_INIT_LIST_HEAD(&t->thread_list);
	t->refs = 1;
	t->flags = no_ectx ? 0 : UK_THREADF_ECTX;
	t->preempt_count = 1;
	t->priv = priv;
	t->dtor = dtor;
	t->_mem.t_a = a;
	uk_thread_set_name(t, name);
	if (((a_stack || stack_len) && stack_alloc(t, stack_len)) ||
	    (a_uktls && uk_thread_tls_init && uk_thread_tls_init(t, a_uktls) < 0)) {
		sched_free_stack(t);
		uk_free(a, t);
		return NULL;
	}
	return t;
}

void uk_thread_acquire(struct uk_thread *thread)
{
	uk_preempt_disable();
	thread->refs++;
	uk_preempt_enable();
}

void uk_thread_release(struct uk_thread *thread)
{
	uk_preempt_disable();
	UK_ASSERT(thread->refs > 0);
	if (--thread->refs == 0) {
		if (thread->dtor)
			thread->dtor(thread);
		if (thread->_mem.uktls)
			uk_thread_tls_fini(thread);
		sched_free_stack(thread);
		if (thread->_mem.t_a)
			uk_free(thread->_mem.t_a, thread);
	}
	uk_preempt_enable();
}

int uk_sched_thread_add(struct uk_sched *s __maybe_unused, struct uk_thread *thread)
{
	int rc;

	uk_preempt_disable();
	rc = sched_thread_attach(thread, uk_thread_current());
	if (!rc) {
		/* a context of the creator's own (ukarch_ctx_init) */
		if (!thread->start.fn && thread->ctx.sp)
			ukarch_ctx_enter_program(&thread->ctx);
		thread->flags |= UK_THREADF_STARTED;
		sched_register(thread);
		uk_sched_wake(thread);
	}
	uk_preempt_enable();
	return rc;
}

static struct uk_thread *create(struct uk_sched *s, uk_thread_fn_t fn, void *arg, size_t stack_len,
                                unsigned int flags, bool no_uktls, const char *name, void *priv,
                                uk_thread_dtor_t dtor)
{
	struct uk_alloc *a = uk_alloc_get_default();
	struct uk_thread *t;

	t = uk_thread_create_container(a, a, stack_len, NULL, 0, no_uktls ? NULL : a, false, name,
	                               priv, NULL);
	if (!t)
		return NULL;
	t->flags |= flags;
	uk_thread_container_init_fn1(t, fn, arg);
	/* the destructor is for a thread that has lived: a failure leaves `priv` with the caller */
	uk_preempt_disable();
	if (uk_sched_thread_add(s, t)) {
		uk_thread_release(t);
		t = NULL;
	} else {
		t->dtor = dtor;
	}
	uk_preempt_enable();
	return t;
}

struct uk_thread *uk_sched_thread_create(struct uk_sched *s, uk_thread_fn_t fn, void *arg,
                                         const char *name)
{
	return create(s, fn, arg, 0, 0, false, name, NULL, NULL);
}

struct uk_thread *uk_sched_thread_create_kernel(struct uk_sched *s, uk_thread_fn_t fn, void *arg,
                                                size_t stack_len, const char *name)
{
	return create(s, fn, arg, stack_len, UK_THREADF_KERNEL, true, name, NULL, NULL);
}

struct uk_thread *uk_sched_thread_create_fn1(struct uk_sched *s, uk_thread_fn1_t fn1, void *argp,
                                             size_t stack_len, size_t auxstack_len __maybe_unused,
                                             bool no_uktls, bool no_ectx __maybe_unused,
                                             const char *name, void *priv, uk_thread_dtor_t dtor)
{
	return create(s, fn1, argp, stack_len, 0, no_uktls, name, priv, dtor);
}

void uk_thread_wake(struct uk_thread *thread)
{
	uk_preempt_disable();
	uk_sched_wake(thread);
	uk_preempt_enable();
}

/* For the caller itself or for a thread that stands in the run queue. */
void uk_thread_block(struct uk_thread *thread)
{
	uk_preempt_disable();
	thread->flags &= ~UK_THREADF_RUNNABLE;
	uk_list_del_init(&thread->run_list);
	uk_preempt_enable();
}

void uk_thread_block_timeout(struct uk_thread *thread, __nsec nsec)
{
	UK_ASSERT(thread == uk_thread_current());
	uk_preempt_disable();
	uk_sched_block_until(ukplat_monotonic_clock() + nsec);
	uk_preempt_enable();
}

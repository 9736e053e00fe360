/* SPDX-License-Identifier: BSD-3-Clause */
/* Threads as a libc makes and ends them. */
#include <errno.h>
#include <uk/alloc.h>
#include <uk/boot.h>
#include <uk/config.h>
#include <uk/futex.h>
#include <uk/preempt.h>
#include <uk/vmem.h>
#include "internal.h"

#define THREAD_FLAGS (UK_CLONE_VM | UK_CLONE_SIGHAND | UK_CLONE_THREAD)

/* The first thread must not fail to come up. */
static struct uk_thread_posix first;

int uk_thread_posix_init(struct uk_thread *thread, struct uk_thread *parent)
{
	struct uk_thread_posix *p = &first;

	if (parent)
		p = uk_zalloc(uk_alloc_get_default(), sizeof(*p));
	thread->posix = p;
	return p ? 0 : -ENOMEM;
}

/* Nobody uses the thread's stack any more, so whoever waits for the word may take it down at once.
 */
void uk_thread_posix_fini(struct uk_thread *thread)
{
	struct uk_thread_posix *p = thread->posix;

	if (!p)
		return;
	thread->posix = NULL;
	if (p->robust_list)
		uk_futex_robust_exit(p->robust_list, thread->id);
	if (p->clear_tid) {
		*(volatile int *)p->clear_tid = 0;
		uk_futex_wake((const __u32 *)p->clear_tid, 1);
	}
	if (p->unmap_len)
		uk_vmem_unmap((__vaddr_t)p->unmap_base, p->unmap_len);
	if (p != &first)
		uk_free(uk_alloc_get_default(), p);
}

__noreturn void process_thread_exit(int status)
{
	uk_preempt_disable();
	if (uk_sched_current()->thread_count == 1)
		uk_exit(status & 0xff);
	uk_sched_thread_exit();
}

static void run(void *arg)
{
	struct uk_thread_posix *p = arg;

	process_thread_exit(p->fn(p->arg));
}

/* Kernel context: the thread is complete before it runs. */
static long start(struct uk_thread *t, unsigned long flags, void *stack, int *ptid, int *ctid,
                  int (*fn)(void *), void *arg)
{
	int rc = uk_sched_thread_add(uk_sched_current(), t);

	if (rc)
		return rc;
	t->posix->fn = fn;
	t->posix->arg = arg;
	if (flags & UK_CLONE_CHILD_CLEARTID)
		t->posix->clear_tid = ctid;
	if (flags & UK_CLONE_CHILD_SETTID)
		*ctid = (int)t->id;
	if (flags & UK_CLONE_PARENT_SETTID)
		*ptid = (int)t->id;
	uk_thread_container_init_stack(t, (__uptr)stack, run, t->posix);
	return (long)t->id;
}

long uk_clone_thread(unsigned long flags, void *stack, int *ptid, int *ctid, void *tls,
                     int (*fn)(void *), void *arg)
{
	struct uk_thread *self = uk_thread_current();
	struct uk_thread *t;
	long rc;

	if (!(flags & UK_CLONE_THREAD))
		return -ENOSYS;
	if ((flags & THREAD_FLAGS) != THREAD_FLAGS || !stack)
		return -EINVAL;
	uk_preempt_disable();
	t = uk_thread_create_container(uk_alloc_get_default(), NULL, 0, NULL, 0, NULL, false,
	                               self->name, NULL, NULL);
	rc = -ENOMEM;
	if (t) {
		t->flags |= UK_THREADF_NUMBERED;
		t->tlsp = flags & UK_CLONE_SETTLS ? (__uptr)tls : self->tlsp;
		rc = start(t, flags, stack, ptid, ctid, fn, arg);
		if (rc < 0)
			uk_thread_release(t);
	}
	uk_preempt_enable();
	return rc;
}

__noreturn void uk_thread_unmap_exit(void *base, size_t len)
{
	struct uk_thread_posix *p = uk_thread_current()->posix;

	uk_preempt_disable();
	p->unmap_base = base;
	p->unmap_len = len;
	process_thread_exit(0);
}

__noreturn void uk_process_exit(int status)
{
	uk_exit(status & 0xff);
}

struct uk_thread *process_thread(int tid)
{
	if (!tid)
		return uk_thread_current();
	return tid > 0 ? uk_thread_by_id((unsigned int)tid) : NULL;
}

int process_known(int pid)
{
	return pid == PID || process_thread(pid) != NULL;
}

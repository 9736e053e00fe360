/* SPDX-License-Identifier: BSD-3-Clause */
/* A thread's signals from its creation to its end, and its mask. */
#include <errno.h>
#include <uk/alloc.h>
#include <uk/cpu.h>
#include "internal.h"

struct uk_ksigaction sig_actions[UK_NSIG];

/* The first thread must not fail to come up. */
static struct uk_thread_signals first;

int uk_thread_signals_init(struct uk_thread *thread, struct uk_thread *parent)
{
	struct uk_thread_signals *s = &first;

	if (parent)
		s = uk_zalloc(uk_alloc_get_default(), sizeof(*s));
	if (!s)
		return -ENOMEM;
	if (parent && parent->signals)
		s->mask = parent->signals->mask;
	s->altstack.flags = SS_DISABLE_;
	UK_INIT_LIST_HEAD(&s->pending.queue);
	thread->signals = s;
	return 0;
}

void uk_thread_signals_fini(struct uk_thread *thread)
{
	struct uk_thread_signals *s = thread->signals;

	if (!s)
		return;
	thread->signals = NULL;
	sig_discard_pending(&s->pending, ~0UL);
	sig_retarget(~0UL, thread);
	if (s != &first)
		uk_free(uk_alloc_get_default(), s);
}

int uk_thread_signal_pending(const struct uk_thread *thread)
{
	return thread->signals && sig_deliverable(thread->signals) != 0;
}

void sig_set_mask(uk_sigset_t mask)
{
	struct uk_thread_signals *s = sig_self();
	uk_sigset_t blocked;

	mask &= ~UNBLOCKABLE;
	blocked = mask & ~s->mask;
	s->mask = mask;
	if (blocked & sig_shared.set)
		sig_retarget(blocked, uk_thread_current());
	if (sig_deliverable(s))
		uk_cpu_work_set(UK_CPU_WORK_SIGNAL);
}

void uk_signal_mask_temporary(uk_sigset_t mask)
{
	struct uk_thread_signals *s = sig_self();

	if (!s->have_saved)
		s->saved_mask = s->mask;
	s->have_saved = 1;
	sig_set_mask(mask);
}

void uk_signal_mask_restore(void)
{
	struct uk_thread_signals *s = sig_self();

	if (!s->have_saved)
		return;
	s->have_saved = 0;
	sig_set_mask(s->saved_mask);
}

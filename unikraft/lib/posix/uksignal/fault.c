/* SPDX-License-Identifier: BSD-3-Clause */
/* Exceptions of the program as signals: the two hooks of uk/arch/ctx.h. */
#include <uk/arch/limits.h>
#include <uk/arch/paging.h>
#include <uk/preempt.h>
#include <uk/vmem.h>
#include "internal.h"

/* What delivering needs below the stack pointer: frame, extended state, and the functions up to the
 * handler. */
#define DELIVERY_STACK 12288

/*
 * Is there stack enough? The exception may be the stack's overflow, and then writing there would
 * raise another. In the managed area the question brings the pages in.
 */
static int page_usable(__uptr page)
{
	unsigned int attr;

	if (!uk_paging_query(page, NULL, &attr, NULL) && attr & UK_PAGE_WRITE)
		return 1;
	return uk_paging_is_managed(page) && uk_vmem_fault(page, UK_VMEM_WRITE) == 0;
}

static int stack_usable(__uptr sp)
{
	__uptr page = ALIGN_DOWN(sp - DELIVERY_STACK, __PAGE_SIZE);

	for (; page < sp; page += __PAGE_SIZE) {
		if (!page_usable(page))
			return 0;
	}
	return 1;
}

__uptr uk_signal_fault_stack(int signo, __uptr sp)
{
	struct uk_thread *self = uk_thread_current();
	const struct uk_ksigaction *action = &sig_actions[signo - 1];

	if (!self || !self->signals)
		return 0;
	if (action->handler == SIG_DFL_ || action->handler == SIG_IGN_)
		return 0;
	if (self->signals->mask & UK_SIGBIT(signo))
		return 0;
	sp = sig_handler_stack(self->signals, action, sp);
	return stack_usable(sp) ? sp : 0;
}

void uk_signal_fault(struct __regs *regs, int signo, int code, __uptr addr)
{
	struct uk_signal_exit exit = {.regs = regs};
	struct uk_siginfo info = {.signo = signo, .code = code};

	info.fault.addr = (void *)addr;
	uk_preempt_disable();
	/* another thread may have changed the action since the exception */
	if (sig_actions[signo - 1].handler == SIG_DFL_ ||
	    sig_actions[signo - 1].handler == SIG_IGN_)
		sig_terminate(signo);
	sig_invoke(&exit, signo, &info, 1);
	uk_preempt_enable();
}

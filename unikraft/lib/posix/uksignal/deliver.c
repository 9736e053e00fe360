/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Taking signals when the kernel is left. A handler is a function call from here. It may leave by
 * siglongjmp(), so every change of state is made before the call, and what follows it only matters
 * when it returns.
 */
#include <errno.h>
#include <uk/boot.h>
#include <uk/preempt.h>
#include <uk/print.h>
#include <uk/wait.h>
#include "arch/x86_64/ucontext.h"
#include "internal.h"

__noreturn void sig_terminate(int signo)
{
	uk_printk("Terminated by signal %d (%s)\n", signo, uk_signal_name(signo));
	uk_exit(128 + signo);
}

static int on_altstack(const struct uk_altstack *stack, __uptr sp)
{
	return sp - (__uptr)stack->sp < stack->size;
}

__uptr sig_handler_stack(const struct uk_thread_signals *s, const struct uk_ksigaction *action,
                         __uptr sp)
{
	const struct uk_altstack *stack = &s->altstack;

	if (!(action->flags & SA_ONSTACK_) || (stack->flags & SS_DISABLE_) ||
	    on_altstack(stack, sp))
		return sp;
	return (__uptr)stack->sp + stack->size;
}

/* An interrupted call is executed again unless the handler that runs first was set without
 * SA_RESTART. */
static void decide_restart(struct uk_signal_exit *exit, unsigned long flags)
{
	if (exit->ret && *exit->ret == -ERESTARTSYS && !(flags & SA_RESTART_))
		*exit->ret = -EINTR;
}

/*
 * A handler that puts its own signal off until after this call (it sends the signal again and
 * blocks it in the context, as a libc does to cancel a thread in a blocking call) wants the call to
 * end: started again, it would sleep with the signal blocked.
 */
static void decide_after(struct uk_signal_exit *exit, int signo, uk_sigset_t old, uk_sigset_t new)
{
	uk_sigset_t bit = UK_SIGBIT(signo);

	if (exit->ret && *exit->ret == -ERESTARTSYS && (new & ~old &bit) &&
	    (sig_self()->pending.set & bit))
		*exit->ret = -EINTR;
}

static void call_handler(struct uk_signal_exit *exit, const struct uk_ksigaction *action, int signo,
                         struct uk_siginfo *info, uk_sigset_t old_mask, __uptr sp)
{
	__uptr ip = (__uptr)__builtin_return_address(0);
	struct uk_ucontext uc;

	uk_ucontext_fill(&uc, exit->regs, ip, (__uptr)__builtin_frame_address(0));
	if (!exit->regs && exit->ret)
		uc.gregs[REG_RAX] = (__u64)*exit->ret;
	if (info->code > 0 && info->signo == UK_SIGSEGV)
		uc.gregs[REG_CR2] = (__u64)info->fault.addr;
	uc.gregs[REG_OLDMASK] = old_mask;
	uc.sigmask = old_mask;
	uc.stack = sig_self()->altstack;
	uk_preempt_enable();
	uk_signal_call(action->handler, signo, info, &uc, sp);
	uk_preempt_disable();
	sig_set_mask(uc.sigmask);
	if (exit->regs) {
		uk_ucontext_apply(&uc, exit->regs);
	} else if (uc.gregs[REG_RIP] != ip) {
		uk_preempt_enable();
		uk_ucontext_jump(uc.gregs);
	}
	decide_after(exit, signo, old_mask, uc.sigmask);
}

static void run_handlers(struct uk_signal_exit *exit);

void sig_invoke(struct uk_signal_exit *exit, int signo, struct uk_siginfo *info, int on_right_stack)
{
	struct uk_thread_signals *s = sig_self();
	struct uk_ksigaction action = sig_actions[signo - 1];
	uk_sigset_t old_mask = s->have_saved ? s->saved_mask : s->mask;
	uk_sigset_t mask = s->mask | action.mask;
	__uptr here = (__uptr)__builtin_frame_address(0);
	__uptr sp;

	decide_restart(exit, action.flags);
	if (!(action.flags & SA_NODEFER_))
		mask |= UK_SIGBIT(signo);
	if (action.flags & SA_RESETHAND_)
		sig_actions[signo - 1].handler = SIG_DFL_;
	s->have_saved = 0;
	sp = sig_handler_stack(s, &action, here);
	if (sp == here || on_right_stack)
		sp = 0;
	sig_set_mask(mask);
	/* what is still let through interrupts this handler before its first instruction, as on
	 * Linux */
	run_handlers(exit);
	call_handler(exit, &action, signo, info, old_mask, sp);
}

/* One signal at a time, until none is let through. */
static void run_handlers(struct uk_signal_exit *exit)
{
	struct uk_thread_signals *s = sig_self();
	struct uk_siginfo info;
	int signo;

	while ((signo = sig_take(s, ~s->mask, &info))) {
		if (sig_is_ignored(signo))
			continue;
		if (sig_actions[signo - 1].handler == SIG_DFL_)
			sig_terminate(signo);
		sig_invoke(exit, signo, &info, 0);
	}
}

void uk_signal_deliver(struct uk_signal_exit *exit)
{
	if (!sig_self())
		return;
	run_handlers(exit);
	uk_signal_mask_restore();
}

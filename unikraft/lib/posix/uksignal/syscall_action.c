/* SPDX-License-Identifier: BSD-3-Clause */
/* System calls: rt_sigaction, sigaltstack. */
#include <uk/syscall.h>
#include "internal.h"

#define ALTSTACK_MIN 2048

UK_SYSCALL_R_DEFINE(long, rt_sigaction, int, signo, const struct uk_ksigaction *, act,
                    struct uk_ksigaction *, old, size_t, size)
{
	struct uk_ksigaction previous;

	if (signo < 1 || signo > UK_NSIG || size != sizeof(uk_sigset_t))
		return -EINVAL;
	if (act && (UK_SIGBIT(signo) & UNBLOCKABLE))
		return -EINVAL;
	previous = sig_actions[signo - 1];
	if (act) {
		sig_actions[signo - 1] = *act;
		sig_actions[signo - 1].mask &= ~UNBLOCKABLE;
		if (sig_is_ignored(signo))
			sig_discard(UK_SIGBIT(signo));
	}
	if (old)
		*old = previous;
	return 0;
}

/* A stack that is in use cannot be replaced: returning from the handler would have nowhere to go.
 */
UK_SYSCALL_R_DEFINE(long, sigaltstack, const struct uk_altstack *, new, struct uk_altstack *, old)
{
	struct uk_altstack *stack = &sig_self()->altstack;
	struct uk_altstack previous = *stack;
	__uptr here = (__uptr)__builtin_frame_address(0);
	int in_use = !(stack->flags & SS_DISABLE_) && here - (__uptr)stack->sp < stack->size;

	if (new) {
		if (in_use)
			return -EPERM;
		if (new->flags & ~(SS_ONSTACK_ | SS_DISABLE_))
			return -EINVAL;
		if (!(new->flags &SS_DISABLE_) && new->size < ALTSTACK_MIN)
			return -ENOMEM;
		*stack = *new;
		if (new->flags & SS_DISABLE_)
			*stack = (struct uk_altstack){.flags = SS_DISABLE_};
		else
			stack->flags = 0;
	}
	if (old) {
		*old = previous;
		if (in_use)
			old->flags = SS_ONSTACK_;
	}
	return 0;
}

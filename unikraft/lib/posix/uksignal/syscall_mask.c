/* SPDX-License-Identifier: BSD-3-Clause */
/* System calls: rt_sigprocmask, rt_sigpending, rt_sigsuspend, pause, rt_sigtimedwait. */
#include <string.h>
#include <uk/plat/time.h>
#include <uk/posix-time.h>
#include <uk/syscall.h>
#include <uk/wait.h>
#include "internal.h"

enum { SIG_BLOCK_, SIG_UNBLOCK_, SIG_SETMASK_ };

UK_SYSCALL_R_DEFINE(long, rt_sigprocmask, int, how, const uk_sigset_t *, set, uk_sigset_t *, old,
                    size_t, size)
{
	uk_sigset_t previous = sig_self()->mask;

	if (size != sizeof(*set))
		return -EINVAL;
	if (set) {
		switch (how) {
		case SIG_BLOCK_:
			sig_set_mask(previous | *set);
			break;
		case SIG_UNBLOCK_:
			sig_set_mask(previous & ~*set);
			break;
		case SIG_SETMASK_:
			sig_set_mask(*set);
			break;
		default:
			return -EINVAL;
		}
	}
	if (old)
		*old = previous;
	return 0;
}

UK_SYSCALL_R_DEFINE(long, rt_sigpending, uk_sigset_t *, set, size_t, size)
{
	struct uk_thread_signals *s = sig_self();

	if (size > sizeof(*set))
		return -EINVAL;
	*set = (s->pending.set | sig_shared.set) & s->mask;
	return 0;
}

/* Until a handler is to run. */
static long sleep_for_signal(void)
{
	while (uk_waitq_sleep_any(0, UK_WAITQ_INTERRUPTIBLE) == 0)
		;
	return -EINTR;
}

UK_SYSCALL_R_DEFINE(long, rt_sigsuspend, const uk_sigset_t *, mask, size_t, size)
{
	if (size != sizeof(*mask))
		return -EINVAL;
	uk_signal_mask_temporary(*mask);
	return sleep_for_signal();
}

UK_SYSCALL_R_DEFINE(long, pause)
{
	return sleep_for_signal();
}

static long wait_for(uk_sigset_t set, struct uk_siginfo *info, __nsec deadline)
{
	struct uk_thread_signals *s = sig_self();
	int signo, rc = 0;

	for (;;) {
		signo = sig_take(s, set, info);
		if (signo)
			return signo;
		if (rc)
			return rc == -ETIMEDOUT ? -EAGAIN : -EINTR;
		s->waiting = set;
		rc = uk_waitq_sleep_any(deadline, UK_WAITQ_INTERRUPTIBLE);
		s->waiting = 0;
	}
}

UK_SYSCALL_R_DEFINE(long, rt_sigtimedwait, const uk_sigset_t *, set, struct uk_siginfo *, info,
                    const struct uk_timespec *, timeout, size_t, size)
{
	struct uk_siginfo taken;
	__nsec wait, deadline = 0;
	long rc;

	if (size != sizeof(*set))
		return -EINVAL;
	if (timeout) {
		if (uk_timespec_to_nsec(timeout, &wait))
			return -EINVAL;
		deadline = ukplat_monotonic_clock() + wait;
	}
	rc = wait_for(*set & ~UNBLOCKABLE, &taken, deadline);
	if (rc > 0 && info)
		*info = taken;
	return rc;
}

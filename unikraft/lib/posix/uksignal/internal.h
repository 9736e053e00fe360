/* SPDX-License-Identifier: BSD-3-Clause */
/* What the sources of uksignal share. Kernel context throughout. */
#ifndef UKSIGNAL_INTERNAL_H
#define UKSIGNAL_INTERNAL_H

#include <stddef.h>
#include <uk/arch/ctx.h>
#include <uk/list.h>
#include <uk/signal.h>
#include <uk/signal_exit.h>
#include <uk/thread.h>

#define SIG_DFL_ ((void *)0)
#define SIG_IGN_ ((void *)1)

#define SA_SIGINFO_   0x00000004UL
#define SA_ONSTACK_   0x08000000UL
#define SA_RESTART_   0x10000000UL
#define SA_NODEFER_   0x40000000UL
#define SA_RESETHAND_ 0x80000000UL

#define SS_ONSTACK_    1
#define SS_DISABLE_    2
#define SS_AUTODISARM_ (int)(1U << 31)

#define UNBLOCKABLE (UK_SIGBIT(UK_SIGKILL) | UK_SIGBIT(UK_SIGSTOP))

/* rt_sigaction()'s structure */
struct uk_ksigaction {
	void *handler;
	unsigned long flags;
	void *restorer;
	uk_sigset_t mask;
};

struct uk_altstack {
	void *sp;
	int flags;
	size_t size;
};

/* Signals that wait: a bit for each number, and the information about each instance. A bit may
 * stand without an entry (no memory for one); then the information is made up when it is taken.
 */
struct sig_pending {
	uk_sigset_t set;
	struct uk_list_head queue;
	unsigned int count;
};

struct uk_thread_signals {
	uk_sigset_t mask;
	uk_sigset_t saved_mask; /* of uk_signal_mask_temporary() */
	int have_saved;
	uk_sigset_t waiting; /* what sigtimedwait() waits for */
	struct sig_pending pending;
	struct uk_altstack altstack;
};

extern struct sig_pending sig_shared;
extern struct uk_ksigaction sig_actions[UK_NSIG];

static inline struct uk_thread_signals *sig_self(void)
{
	return uk_thread_current()->signals;
}

static inline uk_sigset_t sig_deliverable(const struct uk_thread_signals *s)
{
	return (s->pending.set | sig_shared.set) & ~s->mask;
}

/* Does the default action or SIG_IGN throw this signal away? */
int sig_is_ignored(int signo);

/* Throws away what waits of these signals, everywhere. */
void sig_discard(uk_sigset_t set);
void sig_discard_pending(struct sig_pending *p, uk_sigset_t set);

/* The next signal of `set` for this thread, faults first, then by number; 0: none. */
int sig_take(struct uk_thread_signals *s, uk_sigset_t set, struct uk_siginfo *info);

/* Replaces the current thread's mask; hands signals over that only it would have taken. */
void sig_set_mask(uk_sigset_t mask);

/* Offers the program's waiting signals of `set` to another thread. */
void sig_retarget(uk_sigset_t set, const struct uk_thread *except);

/* The program ends by this signal. */
__noreturn void sig_terminate(int signo);

/* The stack pointer for a handler: the top of the alternate stack, or `sp` itself. */
__uptr sig_handler_stack(const struct uk_thread_signals *s, const struct uk_ksigaction *action,
                         __uptr sp);

/* Calls the handler of `signo` in program context; returns when it returns. */
void sig_invoke(struct uk_signal_exit *exit, int signo, struct uk_siginfo *info,
                int on_right_stack);

#endif /* UKSIGNAL_INTERNAL_H */

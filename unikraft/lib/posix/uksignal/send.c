/* SPDX-License-Identifier: BSD-3-Clause */
/* Sending: who gets a signal, and waking whoever sleeps until one comes. */
#include <errno.h>
#include <uk/cpu.h>
#include <uk/print.h>
#include <uk/sched.h>
#include "internal.h"
#include "pending.h"

#define IGNORED_BY_DEFAULT                                                      \
	(UK_SIGBIT(UK_SIGCHLD) | UK_SIGBIT(UK_SIGCONT) | UK_SIGBIT(UK_SIGURG) | \
	 UK_SIGBIT(UK_SIGWINCH))
/* There is nobody who could let a stopped program go on. */
#define STOPS                                                                    \
	(UK_SIGBIT(UK_SIGSTOP) | UK_SIGBIT(UK_SIGTSTP) | UK_SIGBIT(UK_SIGTTIN) | \
	 UK_SIGBIT(UK_SIGTTOU))

int sig_is_ignored(int signo)
{
	void *handler = sig_actions[signo - 1].handler;

	if (handler == SIG_IGN_)
		return 1;
	if (handler != SIG_DFL_)
		return 0;
	if (STOPS & UK_SIGBIT(signo))
		uk_pr_info("%s ignored: a unikernel cannot be stopped\n", uk_signal_name(signo));
	return ((IGNORED_BY_DEFAULT | STOPS) & UK_SIGBIT(signo)) != 0;
}

static int takes(const struct uk_thread *thread, uk_sigset_t bit)
{
	const struct uk_thread_signals *s = thread->signals;

	return s && !uk_thread_is_exited(thread) && (!(s->mask & bit) || (s->waiting & bit));
}

/* The thread looks for signals when it leaves the kernel; one that sleeps for them must be woken
 * for that. */
static void notify(struct uk_thread *thread)
{
	if (thread == uk_thread_current())
		uk_cpu_work_set(UK_CPU_WORK_SIGNAL);
	if (thread->flags & UK_THREADF_INTERRUPTIBLE)
		uk_sched_wake(thread);
}

struct search {
	uk_sigset_t bit;
	const struct uk_thread *except;
	struct uk_thread *found;
};

static int search_step(struct uk_thread *thread, void *arg)
{
	struct search *search = arg;

	if (thread == search->except || !takes(thread, search->bit))
		return 0;
	search->found = thread;
	return 1;
}

/* The first thread comes first, as on Linux; a thread that blocks the signal never. */
static struct uk_thread *find_taker(uk_sigset_t bit, const struct uk_thread *except)
{
	struct search search = {.bit = bit, .except = except};

	uk_sched_for_each(search_step, &search);
	return search.found;
}

/* A blocked signal is never thrown away: its action may be another one when it is let through. */
static int thrown_away(const struct uk_thread *taker, int signo)
{
	uk_sigset_t bit = UK_SIGBIT(signo);

	if (!taker || (taker->signals->mask & bit) || (taker->signals->waiting & bit))
		return 0;
	return sig_is_ignored(signo);
}

int uk_signal_send(int signo, const struct uk_siginfo *info)
{
	struct uk_thread *taker;
	int rc;

	if (signo < 1 || signo > UK_NSIG)
		return -EINVAL;
	taker = find_taker(UK_SIGBIT(signo), NULL);
	if (thrown_away(taker, signo))
		return 0;
	rc = sig_enter(&sig_shared, signo, info);
	if (!rc && taker)
		notify(taker);
	return rc;
}

int uk_signal_send_thread(struct uk_thread *thread, int signo, const struct uk_siginfo *info)
{
	int rc;

	if (signo < 1 || signo > UK_NSIG || !thread->signals)
		return -EINVAL;
	if (thrown_away(thread, signo))
		return 0;
	rc = sig_enter(&thread->signals->pending, signo, info);
	if (!rc && takes(thread, UK_SIGBIT(signo)))
		notify(thread);
	return rc;
}

int uk_signal_send_queued(struct uk_sigqueue *entry, struct uk_thread *thread)
{
	int signo = entry->info.signo;
	struct uk_thread *taker = thread ? thread : find_taker(UK_SIGBIT(signo), NULL);
	int rc;

	if (thread && !thread->signals)
		return 0;
	if (thrown_away(taker, signo))
		return 0;
	rc = sig_enter_queued(thread ? &thread->signals->pending : &sig_shared, entry);
	if (!rc && taker && takes(taker, UK_SIGBIT(signo)))
		notify(taker);
	return rc;
}

void uk_signal_raise_current(int signo)
{
	struct uk_siginfo info = {.code = UK_SI_USER, .kill = {.pid = 1}};

	uk_signal_send_thread(uk_thread_current(), signo, &info);
}

void sig_retarget(uk_sigset_t set, const struct uk_thread *except)
{
	struct uk_thread *taker;
	uk_sigset_t bit;

	for (set &= sig_shared.set; set; set &= ~bit) {
		bit = set & -set;
		taker = find_taker(bit, except);
		if (taker)
			notify(taker);
	}
}

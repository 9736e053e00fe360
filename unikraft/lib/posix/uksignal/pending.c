/* SPDX-License-Identifier: BSD-3-Clause */
/* Signals that wait, for a thread or for the program: entering, taking, throwing away. */
#include <errno.h>
#include <string.h>
#include <uk/alloc.h>
#include "internal.h"
#include "pending.h"

/* Of one target; a program that never takes its signals shall not use up the memory. */
#define QUEUE_MAX 1024

/* What the processor raises comes before what others send. */
#define SYNCHRONOUS                                                            \
	(UK_SIGBIT(UK_SIGSEGV) | UK_SIGBIT(UK_SIGBUS) | UK_SIGBIT(UK_SIGILL) | \
	 UK_SIGBIT(UK_SIGTRAP) | UK_SIGBIT(UK_SIGFPE) | UK_SIGBIT(UK_SIGSYS))

struct sig_pending sig_shared = {.queue = UK_LIST_HEAD_INIT(sig_shared.queue)};

static void mark(struct sig_pending *p, int signo)
{
	p->set |= UK_SIGBIT(signo);
	if (uk_signal_entered)
		uk_signal_entered(signo);
}

static void link_entry(struct sig_pending *p, struct uk_sigqueue *entry)
{
	uk_list_add_tail(&entry->link, &p->queue);
	p->count++;
	mark(p, entry->info.signo);
}

int sig_enter(struct sig_pending *p, int signo, const struct uk_siginfo *info)
{
	struct uk_sigqueue *entry = NULL;

	if (signo < UK_SIGRTMIN && (p->set & UK_SIGBIT(signo)))
		return 0;
	if (p->count < QUEUE_MAX)
		entry = uk_malloc(uk_alloc_get_default(), sizeof(*entry));
	if (!entry) {
		if (signo >= UK_SIGRTMIN && info && info->code != UK_SI_USER)
			return -EAGAIN;
		mark(p, signo);
		return 0;
	}
	if (info) {
		entry->info = *info;
	} else {
		memset(&entry->info, 0, sizeof(entry->info));
		entry->info.code = UK_SI_KERNEL;
	}
	entry->info.signo = signo;
	entry->taken = NULL;
	link_entry(p, entry);
	return 0;
}

int sig_enter_queued(struct sig_pending *p, struct uk_sigqueue *entry)
{
	if (!uk_list_empty(&entry->link)) {
		entry->info.timer.overrun++;
		return 1;
	}
	link_entry(p, entry);
	return 0;
}

/* Takes an entry out; its owner may complete the information before that is copied. */
static void consume(struct sig_pending *p, struct uk_sigqueue *entry, struct uk_siginfo *info)
{
	uk_list_del_init(&entry->link);
	p->count--;
	if (entry->taken)
		entry->taken(entry);
	*info = entry->info;
	if (!entry->taken)
		uk_free(uk_alloc_get_default(), entry);
}

/* Takes the oldest instance out; the bit stays while there are more. */
static void take_instance(struct sig_pending *p, int signo, struct uk_siginfo *info)
{
	struct uk_sigqueue *entry, *next;
	int found = 0;
	int more = 0;

	memset(info, 0, sizeof(*info));
	info->signo = signo;
	uk_list_for_each_entry_safe (entry, next, &p->queue, link) {
		if (entry->info.signo != signo)
			continue;
		if (found) {
			more = 1;
			break;
		}
		found = 1;
		consume(p, entry, info);
	}
	if (!more)
		p->set &= ~UK_SIGBIT(signo);
}

static int first_of(uk_sigset_t set)
{
	if (!set)
		return 0;
	if (set & SYNCHRONOUS)
		set &= SYNCHRONOUS;
	return __builtin_ctzl(set) + 1;
}

int sig_take(struct uk_thread_signals *s, uk_sigset_t set, struct uk_siginfo *info)
{
	struct sig_pending *p = &s->pending;
	int signo = first_of(p->set & set);

	if (!signo) {
		p = &sig_shared;
		signo = first_of(p->set & set);
	}
	if (signo)
		take_instance(p, signo, info);
	return signo;
}

void sig_discard_pending(struct sig_pending *p, uk_sigset_t set)
{
	struct uk_sigqueue *entry, *next;
	struct uk_siginfo unused;

	if (!(p->set & set))
		return;
	p->set &= ~set;
	uk_list_for_each_entry_safe (entry, next, &p->queue, link) {
		if (set & UK_SIGBIT(entry->info.signo))
			consume(p, entry, &unused);
	}
}

static int discard_of_thread(struct uk_thread *thread, void *arg)
{
	if (thread->signals)
		sig_discard_pending(&thread->signals->pending, *(uk_sigset_t *)arg);
	return 0;
}

void sig_discard(uk_sigset_t set)
{
	sig_discard_pending(&sig_shared, set);
	uk_sched_for_each(discard_of_thread, &set);
}

/* The bit of its number may be stale for a moment in another's favour, so it is computed again. */
static int cancel_in(struct sig_pending *p, struct uk_sigqueue *entry)
{
	struct uk_sigqueue *e;
	int others = 0;
	int found = 0;

	uk_list_for_each_entry (e, &p->queue, link) {
		if (e == entry)
			found = 1;
		else if (e->info.signo == entry->info.signo)
			others = 1;
	}
	if (!found)
		return 0;
	uk_list_del_init(&entry->link);
	p->count--;
	if (!others)
		p->set &= ~UK_SIGBIT(entry->info.signo);
	return 1;
}

static int cancel_of_thread(struct uk_thread *thread, void *arg)
{
	return thread->signals ? cancel_in(&thread->signals->pending, arg) : 0;
}

void uk_signal_cancel_queued(struct uk_sigqueue *entry)
{
	if (uk_list_empty(&entry->link) || cancel_in(&sig_shared, entry))
		return;
	uk_sched_for_each(cancel_of_thread, entry);
}

int uk_signal_take(uk_sigset_t set, struct uk_siginfo *info)
{
	return sig_take(sig_self(), set & ~UNBLOCKABLE, info);
}

uk_sigset_t uk_signal_waiting(void)
{
	return sig_self()->pending.set | sig_shared.set;
}

/* SPDX-License-Identifier: BSD-3-Clause */
/* Locks whose word holds the owner's thread number; unlocking hands the lock over to the first
 * waiter. */
#include <errno.h>
#include <uk/sched.h>
#include <uk/wait.h>
#include "internal.h"

long futex_lock_pi(__u32 *addr, __nsec deadline, int try)
{
	struct futex_waiter w = {.addr = addr, .bitset = FUTEX_MATCH_ANY, .pi = 1};
	__u32 self = uk_thread_current()->id;
	__u32 word = futex_load(addr);
	__u32 owner = word & FUTEX_TID_MASK;
	int rc;

	if (owner == self)
		return -EDEADLK;
	if (!owner) {
		futex_store(addr, self | (word & (FUTEX_OWNER_DIED | FUTEX_WAITERS)));
		return 0;
	}
	if (try)
		return -EAGAIN;
	if (!uk_thread_by_id(owner))
		return -ESRCH;
	futex_store(addr, word | FUTEX_WAITERS);
	rc = futex_sleep(&w, deadline);
	/* with 0 the word names this thread already */
	return rc;
}

static void hand_over(__u32 *addr, __u32 flags)
{
	struct futex_waiter *w = futex_first_pi(addr);

	if (!w) {
		futex_store(addr, flags);
		return;
	}
	uk_list_del_init(&w->link);
	uk_sched_wake(w->thread);
	if (futex_first_pi(addr))
		flags |= FUTEX_WAITERS;
	futex_store(addr, w->thread->id | flags);
}

long futex_unlock_pi(__u32 *addr)
{
	if ((futex_load(addr) & FUTEX_TID_MASK) != uk_thread_current()->id)
		return -EPERM;
	hand_over(addr, 0);
	return 0;
}

struct robust_list {
	struct robust_list *next;
};

struct robust_list_head {
	struct robust_list list;
	long futex_offset;
	struct robust_list *pending;
};

/* A list that a program has damaged may have no end. */
#define ROBUST_LIMIT 2048

static void owner_died(const struct robust_list_head *head, struct robust_list *entry,
                       unsigned int tid)
{
	/* the lowest bit says that the lock is of the kind that hands over */
	__uptr base = (__uptr)entry & ~1UL;
	__u32 *addr = (__u32 *)(base + (__uptr)head->futex_offset);
	__u32 word = futex_load(addr);

	if ((word & FUTEX_TID_MASK) != tid)
		return;
	if ((__uptr)entry & 1) {
		hand_over(addr, FUTEX_OWNER_DIED);
		return;
	}
	futex_store(addr, (word & FUTEX_WAITERS) | FUTEX_OWNER_DIED);
	if (word & FUTEX_WAITERS)
		uk_futex_wake(addr, 1);
}

void uk_futex_robust_exit(void *list, unsigned int tid)
{
	struct robust_list_head *head = list;
	struct robust_list *entry, *next;
	int limit = ROBUST_LIMIT;

	for (entry = head->list.next; entry && entry != &head->list && limit;
	     entry = next, limit--) {
		next = ((struct robust_list *)((__uptr)entry & ~1UL))->next;
		if (entry != head->pending)
			owner_died(head, entry, tid);
	}
	if (head->pending)
		owner_died(head, head->pending, tid);
}

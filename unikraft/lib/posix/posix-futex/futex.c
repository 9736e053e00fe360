/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The queues of waiting threads, by the address of the word. The kernel is not preempted, so
 * looking at the word and entering the queue are one step.
 */
#include <errno.h>
#include <uk/assert.h>
#include <uk/sched.h>
#include <uk/wait.h>
#include "internal.h"

#define BUCKETS 64

static struct uk_list_head buckets[BUCKETS];

struct uk_list_head *futex_bucket(const __u32 *addr)
{
	__uptr key = (__uptr)addr >> 2;
	struct uk_list_head *bucket = &buckets[(key ^ (key >> 6) ^ (key >> 12)) % BUCKETS];

	if (!bucket->next)
		UK_INIT_LIST_HEAD(bucket);
	return bucket;
}

int futex_sleep(struct futex_waiter *w, __nsec deadline)
{
	int rc;

	w->thread = uk_thread_current();
	uk_list_add_tail(&w->link, futex_bucket(w->addr));
	do
		rc = uk_waitq_sleep_any(deadline, UK_WAITQ_INTERRUPTIBLE);
	while (!rc && !uk_list_empty(&w->link));
	/* a wake-up that came together with the deadline or a signal must not be lost */
	if (uk_list_empty(&w->link))
		return 0;
	uk_list_del(&w->link);
	return rc;
}

static void wake(struct futex_waiter *w)
{
	uk_list_del_init(&w->link);
	uk_sched_wake(w->thread);
}

int futex_wake(const __u32 *addr, unsigned int count, __u32 bitset)
{
	struct uk_list_head *bucket = futex_bucket(addr);
	struct futex_waiter *w, *next;
	unsigned int woken = 0;

	uk_list_for_each_entry_safe (w, next, bucket, link) {
		if (woken == count)
			break;
		if (w->addr != addr || w->pi || !(w->bitset & bitset))
			continue;
		wake(w);
		woken++;
	}
	return (int)woken;
}

int uk_futex_wake(const __u32 *addr, unsigned int count)
{
	return futex_wake(addr, count, FUTEX_MATCH_ANY);
}

struct futex_waiter *futex_first_pi(const __u32 *addr)
{
	struct futex_waiter *w;

	uk_list_for_each_entry (w, futex_bucket(addr), link) {
		if (w->addr == addr && w->pi)
			return w;
	}
	return NULL;
}

/* SPDX-License-Identifier: BSD-3-Clause */
/* What the sources of posix-futex share. Kernel context. */
#ifndef POSIX_FUTEX_INTERNAL_H
#define POSIX_FUTEX_INTERNAL_H

#include <uk/futex.h>
#include <uk/list.h>
#include <uk/thread.h>

#define FUTEX_MATCH_ANY 0xffffffffu

#define FUTEX_WAITERS    0x80000000u
#define FUTEX_OWNER_DIED 0x40000000u
#define FUTEX_TID_MASK   0x3fffffffu

/* A waiter lives on its thread's stack. link is empty once it has been woken. */
struct futex_waiter {
	struct uk_list_head link;
	const __u32 *addr;
	__u32 bitset;
	int pi; /* waits to own the word */
	struct uk_thread *thread;
};

/* The other processors' part of an atomic access is played by threads that were preempted: volatile
 * is enough. */
static inline __u32 futex_load(const __u32 *addr)
{
	return *(const volatile __u32 *)addr;
}

static inline void futex_store(__u32 *addr, __u32 value)
{
	*(volatile __u32 *)addr = value;
}

/* The waiters of all words that share the hash of this one, in the order of their arrival. */
struct uk_list_head *futex_bucket(const __u32 *addr);

/* Sleeps in the queue of w->addr until woken: 0, -ETIMEDOUT, -ERESTARTSYS. deadline 0: none. */
int futex_sleep(struct futex_waiter *w, __nsec deadline);

/* The first waiter that owns the word next, or NULL. */
struct futex_waiter *futex_first_pi(const __u32 *addr);

int futex_wake(const __u32 *addr, unsigned int count, __u32 bitset);

/* Priority-inheriting locks; on one run queue without priorities what is left of them is the
 * hand-over. (pi.c) */
long futex_lock_pi(__u32 *addr, __nsec deadline, int try);
long futex_unlock_pi(__u32 *addr);

#endif /* POSIX_FUTEX_INTERNAL_H */

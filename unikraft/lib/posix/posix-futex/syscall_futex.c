/* SPDX-License-Identifier: BSD-3-Clause */
/* System call: futex. (The robust lists' calls belong to posix-process.) */
#include <uk/posix-time.h>
#include <uk/syscall.h>
#include "internal.h"

enum {
	FUTEX_WAIT,
	FUTEX_WAKE,
	FUTEX_FD,
	FUTEX_REQUEUE,
	FUTEX_CMP_REQUEUE,
	FUTEX_WAKE_OP,
	FUTEX_LOCK_PI,
	FUTEX_UNLOCK_PI,
	FUTEX_TRYLOCK_PI,
	FUTEX_WAIT_BITSET,
	FUTEX_WAKE_BITSET,
	FUTEX_LOCK_PI2 = 13
};

#define FUTEX_PRIVATE        128
#define FUTEX_CLOCK_REALTIME 256

/* WAIT has a time from now; the others a point of time. 0 or a negative errno. */
static int deadline_of(int op, int command, const struct uk_timespec *timeout, __nsec *deadline)
{
	int clock = UK_CLOCK_MONOTONIC;
	__nsec time;

	*deadline = 0;
	if (!timeout)
		return 0;
	if (uk_timespec_to_nsec(timeout, &time))
		return -EINVAL;
	if ((op & FUTEX_CLOCK_REALTIME) || command == FUTEX_LOCK_PI)
		clock = UK_CLOCK_REALTIME;
	return uk_clock_deadline(clock, command == FUTEX_WAIT, time, deadline);
}

static long wait(__u32 *addr, __u32 value, __u32 bitset, __nsec deadline)
{
	struct futex_waiter w = {.addr = addr, .bitset = bitset};
	int rc;

	if (!bitset)
		return -EINVAL;
	if (futex_load(addr) != value)
		return -EAGAIN;
	rc = futex_sleep(&w, deadline);
	/* the time that is left would be another one at the next try */
	return rc == -ERESTARTSYS && deadline ? -EINTR : rc;
}

static long requeue(__u32 *addr, unsigned int wake, unsigned int move, __u32 *to)
{
	struct uk_list_head *target = futex_bucket(to);
	struct futex_waiter *w, *next;
	unsigned int moved = 0;
	UK_LIST_HEAD(list);
	int woken = futex_wake(addr, wake, FUTEX_MATCH_ANY);

	uk_list_for_each_entry_safe (w, next, futex_bucket(addr), link) {
		if (moved == move)
			break;
		if (w->addr != addr || w->pi)
			continue;
		uk_list_del(&w->link);
		uk_list_add_tail(&w->link, &list);
		moved++;
	}
	while (!uk_list_empty(&list)) {
		w = uk_list_first_entry(&list, struct futex_waiter, link);
		uk_list_del(&w->link);
		w->addr = to;
		uk_list_add_tail(&w->link, target);
	}
	return woken + (int)moved;
}

/* 12 bits each of operand and comparand, sign-extended; four of operation and of comparison. */
static int wake_op(__u32 *addr, __u32 encoded, int *holds)
{
	unsigned int op = encoded >> 28 & 7;
	unsigned int cmp = encoded >> 24 & 15;
	int arg = (int)(encoded << 8) >> 20;
	int cmp_arg = (int)(encoded << 20) >> 20;
	int old = (int)futex_load(addr);
	__u32 values[5];

	if (encoded >> 31)
		arg = 1 << (arg & 31);
	values[0] = (__u32)arg;
	values[1] = (__u32)old + (__u32)arg;
	values[2] = (__u32)old | (__u32)arg;
	values[3] = (__u32)old & ~(__u32)arg;
	values[4] = (__u32)old ^ (__u32)arg;
	if (op > 4 || cmp > 5)
		return -ENOSYS;
	futex_store(addr, values[op]);
	switch (cmp) {
	case 0:
		*holds = old == cmp_arg;
		break;
	case 1:
		*holds = old != cmp_arg;
		break;
	case 2:
		*holds = old < cmp_arg;
		break;
	case 3:
		*holds = old <= cmp_arg;
		break;
	case 4:
		*holds = old > cmp_arg;
		break;
	default:
		*holds = old >= cmp_arg;
		break;
	}
	return 0;
}

static long do_wake_op(__u32 *addr, unsigned int wake, __u32 *addr2, unsigned int wake2,
                       __u32 encoded)
{
	int holds, woken;
	int rc = wake_op(addr2, encoded, &holds);

	if (rc)
		return rc;
	woken = futex_wake(addr, wake, FUTEX_MATCH_ANY);
	if (holds)
		woken += futex_wake(addr2, wake2, FUTEX_MATCH_ANY);
	return woken;
}

/* The fourth argument is a time for what waits, and a second count for what wakes. */
static long operate(__u32 *addr, int command, __u32 value, long fourth, __u32 *addr2, __u32 value3,
                    __nsec deadline)
{
	switch (command) {
	case FUTEX_WAIT:
		return wait(addr, value, FUTEX_MATCH_ANY, deadline);
	case FUTEX_WAIT_BITSET:
		return wait(addr, value, value3, deadline);
	case FUTEX_WAKE:
		return futex_wake(addr, value, FUTEX_MATCH_ANY);
	case FUTEX_WAKE_BITSET:
		return value3 ? futex_wake(addr, value, value3) : -EINVAL;
	case FUTEX_CMP_REQUEUE:
		if (futex_load(addr) != value3)
			return -EAGAIN;
		return requeue(addr, value, (unsigned int)fourth, addr2);
	case FUTEX_REQUEUE:
		return requeue(addr, value, (unsigned int)fourth, addr2);
	case FUTEX_WAKE_OP:
		return do_wake_op(addr, value, addr2, (unsigned int)fourth, value3);
	case FUTEX_LOCK_PI:
	case FUTEX_LOCK_PI2:
		return futex_lock_pi(addr, deadline, 0);
	case FUTEX_TRYLOCK_PI:
		return futex_lock_pi(addr, 0, 1);
	case FUTEX_UNLOCK_PI:
		return futex_unlock_pi(addr);
	default:
		return -ENOSYS;
	}
}

static int takes_time(int command)
{
	return command == FUTEX_WAIT || command == FUTEX_WAIT_BITSET || command == FUTEX_LOCK_PI ||
	       command == FUTEX_LOCK_PI2;
}

UK_SYSCALL_R_DEFINE(long, futex, __u32 *, addr, int, op, __u32, value, long, fourth, __u32 *, addr2,
                    __u32, value3)
{
	int command = op & ~(FUTEX_PRIVATE | FUTEX_CLOCK_REALTIME);
	__nsec deadline = 0;
	int rc = 0;

	if ((__uptr)addr & 3)
		return -EINVAL;
	if (takes_time(command))
		rc = deadline_of(op, command, (const struct uk_timespec *)fourth, &deadline);
	if (rc)
		return rc;
	return operate(addr, command, value, fourth, addr2, value3, deadline);
}

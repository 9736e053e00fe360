/* SPDX-License-Identifier: BSD-3-Clause */
/* System calls: sched_*, getcpu. One processor, one policy (SCHED_OTHER); the policies without
 * slices are refused. */
#include <string.h>
#include <uk/posix-time.h>
#include <uk/syscall.h>
#include "internal.h"

enum { SCHED_OTHER_, SCHED_FIFO_, SCHED_RR_, SCHED_BATCH_, SCHED_IDLE_ = 5 };

#define PRIORITY_MAX 99

UK_SYSCALL_R_DEFINE(long, sched_yield)
{
	uk_sched_yield();
	return 0;
}

UK_SYSCALL_R_DEFINE(long, sched_getaffinity, int, tid, size_t, size, unsigned long *, mask)
{
	if (!process_thread(tid))
		return -ESRCH;
	if (size < sizeof(*mask) || size % sizeof(*mask))
		return -EINVAL;
	*mask = 1;
	return sizeof(*mask);
}

UK_SYSCALL_R_DEFINE(long, sched_setaffinity, int, tid, size_t, size, const unsigned char *, mask)
{
	if (!process_thread(tid))
		return -ESRCH;
	return size && (mask[0] & 1) ? 0 : -EINVAL;
}

UK_SYSCALL_R_DEFINE(long, sched_getscheduler, int, tid)
{
	if (tid < 0)
		return -EINVAL;
	return process_thread(tid) ? SCHED_OTHER_ : -ESRCH;
}

UK_SYSCALL_R_DEFINE(long, sched_getparam, int, tid, int *, priority)
{
	if (tid < 0 || !priority)
		return -EINVAL;
	if (!process_thread(tid))
		return -ESRCH;
	*priority = 0;
	return 0;
}

static int is_realtime(int policy)
{
	return policy == SCHED_FIFO_ || policy == SCHED_RR_;
}

static long check_policy(int tid, int policy, const int *priority)
{
	if (tid < 0 || !priority)
		return -EINVAL;
	if (!process_thread(tid))
		return -ESRCH;
	if (is_realtime(policy))
		return *priority < 1 || *priority > PRIORITY_MAX ? -EINVAL : -EPERM;
	if (policy != SCHED_OTHER_ && policy != SCHED_BATCH_ && policy != SCHED_IDLE_)
		return -EINVAL;
	return *priority ? -EINVAL : 0;
}

UK_SYSCALL_R_DEFINE(long, sched_setscheduler, int, tid, int, policy, const int *, priority)
{
	return check_policy(tid, policy, priority);
}

UK_SYSCALL_R_DEFINE(long, sched_setparam, int, tid, const int *, priority)
{
	return check_policy(tid, SCHED_OTHER_, priority);
}

static long priority_limit(int policy, long realtime)
{
	if (is_realtime(policy))
		return realtime;
	return policy == SCHED_OTHER_ || policy == SCHED_BATCH_ || policy == SCHED_IDLE_ ? 0
	                                                                                 : -EINVAL;
}

UK_SYSCALL_R_DEFINE(long, sched_get_priority_max, int, policy)
{
	return priority_limit(policy, PRIORITY_MAX);
}

UK_SYSCALL_R_DEFINE(long, sched_get_priority_min, int, policy)
{
	return priority_limit(policy, 1);
}

UK_SYSCALL_R_DEFINE(long, sched_rr_get_interval, int, tid, struct uk_timespec *, interval)
{
	if (tid < 0)
		return -EINVAL;
	if (!process_thread(tid))
		return -ESRCH;
	uk_nsec_to_timespec(UK_SCHED_SLICE_NS, interval);
	return 0;
}

UK_SYSCALL_R_DEFINE(long, getcpu, unsigned int *, cpu, unsigned int *, node, void *, cache)
{
	(void)cache;
	if (cpu)
		*cpu = 0;
	if (node)
		*node = 0;
	return 0;
}

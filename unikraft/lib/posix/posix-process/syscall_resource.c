/* SPDX-License-Identifier: BSD-3-Clause */
/* System calls: prlimit64, getrlimit, setrlimit, getrusage. */
#include <string.h>
#include <uk/config.h>
#include <uk/frame.h>
#include <uk/posix-time.h>
#include <uk/syscall.h>
#include "internal.h"

#define RLIM_INFINITY_ (~(__u64)0)
#define LIMITS         16
#define NOFILE_SOFT    1024
#define NOFILE_HARD    1048576
#ifdef CONFIG_LIBUKBOOT_MAIN_STACK_KIB
#define MAIN_STACK_SIZE ((__u64)CONFIG_LIBUKBOOT_MAIN_STACK_KIB << 10)
#else
#define MAIN_STACK_SIZE ((__u64)8 << 20)
#endif

struct rlimit_abi {
	__u64 soft;
	__u64 hard;
};

/* Kept and reported; who enforces one asks uk_rlimit_get(). Zero stands for "not set yet", which is
 * no limit. */
static struct rlimit_abi limits[LIMITS] = {
        [UK_RLIMIT_STACK] = {MAIN_STACK_SIZE, RLIM_INFINITY_},
        [UK_RLIMIT_CORE] = {0, 0},
        [UK_RLIMIT_NOFILE] = {NOFILE_SOFT, NOFILE_HARD},
};
static __u32 limits_set = 1u << UK_RLIMIT_STACK | 1u << UK_RLIMIT_CORE | 1u << UK_RLIMIT_NOFILE;

static struct rlimit_abi limit_get(unsigned int resource)
{
	if (limits_set & 1u << resource)
		return limits[resource];
	return (struct rlimit_abi){RLIM_INFINITY_, RLIM_INFINITY_};
}

__u64 uk_rlimit_get(unsigned int resource)
{
	return resource < LIMITS ? limit_get(resource).soft : RLIM_INFINITY_;
}

static long limit_set(unsigned int resource, const struct rlimit_abi *new)
{
	if (new->soft > new->hard)
		return -EINVAL;
	if (resource == UK_RLIMIT_NOFILE && new->hard > NOFILE_HARD)
		return -EPERM;
	limits[resource] = *new;
	limits_set |= 1u << resource;
	return 0;
}

static long exchange(unsigned int resource, const struct rlimit_abi *new, struct rlimit_abi *old)
{
	struct rlimit_abi previous;
	long rc = 0;

	if (resource >= LIMITS)
		return -EINVAL;
	previous = limit_get(resource);
	if (new)
		rc = limit_set(resource, new);
	if (!rc && old)
		*old = previous;
	return rc;
}

UK_SYSCALL_R_DEFINE(long, prlimit64, int, pid, unsigned int, resource, const struct rlimit_abi *,
                    new, struct rlimit_abi *, old)
{
	return process_known(pid) ? exchange(resource, new, old) : -ESRCH;
}

UK_SYSCALL_R_DEFINE(long, getrlimit, unsigned int, resource, struct rlimit_abi *, old)
{
	return exchange(resource, NULL, old);
}

UK_SYSCALL_R_DEFINE(long, setrlimit, unsigned int, resource, const struct rlimit_abi *, new)
{
	return exchange(resource, new, NULL);
}

enum { RUSAGE_CHILDREN_ = -1, RUSAGE_SELF_, RUSAGE_THREAD_ };

struct rusage_abi {
	struct uk_timeval user;
	struct uk_timeval system;
	long max_resident_kib;
	long unused[10];
	long voluntary_switches;
	long involuntary_switches;
};

static int add_switches(struct uk_thread *thread, void *sum)
{
	if (!(thread->flags & UK_THREADF_KERNEL))
		*(long *)sum += (long)thread->switches;
	return 0;
}

/* Time in the kernel counts as the program's: there is no border to measure at. */
UK_SYSCALL_R_DEFINE(long, getrusage, int, who, struct rusage_abi *, usage)
{
	struct uk_thread *self = uk_thread_current();
	__nsec time;

	if (who < RUSAGE_CHILDREN_ || who > RUSAGE_THREAD_)
		return -EINVAL;
	memset(usage, 0, sizeof(*usage));
	if (who == RUSAGE_CHILDREN_)
		return 0;
	if (who == RUSAGE_THREAD_) {
		time = uk_thread_cpu_time(self);
		usage->voluntary_switches = (long)self->switches;
	} else {
		time = uk_sched_program_time();
		uk_sched_for_each(add_switches, &usage->voluntary_switches);
	}
	usage->user.sec = (__s64)(time / 1000000000UL);
	usage->user.usec = (__s64)(time % 1000000000UL / 1000);
	usage->max_resident_kib = (long)((uk_frame_total() - uk_frame_available()) * 4);
	return 0;
}

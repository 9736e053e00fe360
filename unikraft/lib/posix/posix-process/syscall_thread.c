/* SPDX-License-Identifier: BSD-3-Clause */
/* System calls about the thread: exit, gettid, set_tid_address, robust lists, prctl, arch_prctl,
 * membarrier. */
#include <string.h>
#include <uk/syscall.h>
#include "internal.h"

UK_SYSCALL_R_DEFINE(long, exit, int, status)
{
	process_thread_exit(status);
}

UK_SYSCALL_R_DEFINE(long, exit_group, int, status)
{
	uk_process_exit(status);
}

UK_SYSCALL_R_DEFINE(long, gettid)
{
	return (long)uk_thread_current()->id;
}

UK_SYSCALL_R_DEFINE(long, set_tid_address, int *, address)
{
	uk_thread_current()->posix->clear_tid = address;
	return (long)uk_thread_current()->id;
}

#define ROBUST_HEAD_SIZE 24

UK_SYSCALL_R_DEFINE(long, set_robust_list, void *, head, size_t, len)
{
	if (len != ROBUST_HEAD_SIZE)
		return -EINVAL;
	uk_thread_current()->posix->robust_list = head;
	return 0;
}

UK_SYSCALL_R_DEFINE(long, get_robust_list, int, tid, void **, head, size_t *, len)
{
	struct uk_thread *thread = process_thread(tid);

	if (!thread)
		return -ESRCH;
	*head = thread->posix->robust_list;
	*len = ROBUST_HEAD_SIZE;
	return 0;
}

#define PR_SET_NAME_ 15
#define PR_GET_NAME_ 16

UK_SYSCALL_R_DEFINE(long, prctl, int, option, unsigned long, a, unsigned long, b, unsigned long, c,
                    unsigned long, d)
{
	struct uk_thread *self = uk_thread_current();

	(void)b;
	(void)c;
	(void)d;
	switch (option) {
	case PR_SET_NAME_:
		uk_thread_set_name(self, (const char *)a);
		return 0;
	case PR_GET_NAME_:
		memcpy((char *)a, self->name, UK_THREAD_NAME_LEN);
		return 0;
	default:
		return -EINVAL;
	}
}

#define ARCH_SET_FS_ 0x1002
#define ARCH_GET_FS_ 0x1003

UK_SYSCALL_R_DEFINE(long, arch_prctl, int, option, unsigned long, address)
{
	switch (option) {
	case ARCH_SET_FS_:
		uk_thread_set_tlsp(address);
		return 0;
	case ARCH_GET_FS_:
		*(unsigned long *)address = uk_thread_current()->tlsp;
		return 0;
	default:
		return -EINVAL;
	}
}

#define MEMBARRIER_SUPPORTED \
	0x1f /* query excluded: global, its expedited form, private expedited, registrations */

/* One processor: a thread that runs has seen every store that another one made before. */
UK_SYSCALL_R_DEFINE(long, membarrier, int, command, unsigned int, flags, int, cpu)
{
	(void)cpu;
	if (flags)
		return -EINVAL;
	if (!command)
		return MEMBARRIER_SUPPORTED;
	return (command & (command - 1)) || (command & ~MEMBARRIER_SUPPORTED) ? -EINVAL : 0;
}

/* SPDX-License-Identifier: BSD-3-Clause */
/* System calls: kill, tkill, tgkill, rt_sigqueueinfo, rt_tgsigqueueinfo. There is one process,
 * number 1. */
#include <uk/syscall.h>
#include "internal.h"

#define PID 1

UK_SYSCALL_R_DEFINE(long, kill, int, pid, int, signo)
{
	struct uk_siginfo info = {.code = UK_SI_USER, .kill = {.pid = PID}};

	if (signo < 0 || signo > UK_NSIG)
		return -EINVAL;
	/* 0 and -1 name the group and everybody */
	if (pid != PID && pid != 0 && pid != -PID)
		return -ESRCH;
	return signo ? uk_signal_send(signo, &info) : 0;
}

static long send_to_thread(int tid, int signo, const struct uk_siginfo *info)
{
	struct uk_thread *thread;

	if (tid <= 0 || signo < 0 || signo > UK_NSIG)
		return -EINVAL;
	thread = uk_thread_by_id((unsigned int)tid);
	if (!thread)
		return -ESRCH;
	return signo ? uk_signal_send_thread(thread, signo, info) : 0;
}

UK_SYSCALL_R_DEFINE(long, tkill, int, tid, int, signo)
{
	struct uk_siginfo info = {.code = UK_SI_TKILL, .kill = {.pid = PID}};

	return send_to_thread(tid, signo, &info);
}

UK_SYSCALL_R_DEFINE(long, tgkill, int, pid, int, tid, int, signo)
{
	struct uk_siginfo info = {.code = UK_SI_TKILL, .kill = {.pid = PID}};

	if (pid <= 0)
		return -EINVAL;
	if (pid != PID)
		return -ESRCH;
	return send_to_thread(tid, signo, &info);
}

UK_SYSCALL_R_DEFINE(long, rt_sigqueueinfo, int, pid, int, signo, const struct uk_siginfo *, info)
{
	if (signo < 0 || signo > UK_NSIG)
		return -EINVAL;
	if (pid != PID)
		return -ESRCH;
	return signo ? uk_signal_send(signo, info) : 0;
}

UK_SYSCALL_R_DEFINE(long, rt_tgsigqueueinfo, int, pid, int, tid, int, signo,
                    const struct uk_siginfo *, info)
{
	if (pid != PID)
		return pid <= 0 ? -EINVAL : -ESRCH;
	return send_to_thread(tid, signo, info);
}

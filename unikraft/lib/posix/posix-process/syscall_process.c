/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * System calls about the process: identities, waiting for children (there are none), priority,
 * personality. What starts processes (fork, vfork, execve) is not provided: -ENOSYS.
 */
#include <uk/syscall.h>
#include "internal.h"

UK_SYSCALL_R_DEFINE(long, getpid)
{
	return PID;
}

UK_SYSCALL_R_DEFINE(long, getppid)
{
	return 0;
}

/* One group in one session, both led by the process. */
UK_SYSCALL_R_DEFINE(long, getpgid, int, pid)
{
	return process_known(pid) ? PID : -ESRCH;
}

UK_SYSCALL_R_DEFINE(long, getpgrp)
{
	return PID;
}

UK_SYSCALL_R_DEFINE(long, setpgid, int, pid, int, group)
{
	if (group < 0)
		return -EINVAL;
	if (pid != 0 && pid != PID)
		return -ESRCH;
	return group == 0 || group == PID ? 0 : -EPERM;
}

UK_SYSCALL_R_DEFINE(long, getsid, int, pid)
{
	return process_known(pid) ? PID : -ESRCH;
}

UK_SYSCALL_R_DEFINE(long, setsid)
{
	return -EPERM;
}

UK_SYSCALL_R_DEFINE(long, wait4, int, pid, int *, status, int, options, void *, usage)
{
	(void)pid;
	(void)status;
	(void)options;
	(void)usage;
	return -ECHILD;
}

UK_SYSCALL_R_DEFINE(long, waitid, int, type, int, id, void *, info, int, options, void *, usage)
{
	(void)type;
	(void)id;
	(void)info;
	(void)options;
	(void)usage;
	return -ECHILD;
}

#define PRIO_USER_ 2

/* The value is kept for the program's own use: there is nobody to be nice to. */
static int nice_value;

static int priority_target(int which, int who)
{
	if (which < 0 || which > PRIO_USER_)
		return -EINVAL;
	if (which == PRIO_USER_)
		return who == 0 ? 0 : -ESRCH;
	return process_known(who) ? 0 : -ESRCH;
}

UK_SYSCALL_R_DEFINE(long, getpriority, int, which, int, who)
{
	int rc = priority_target(which, who);

	/* biased, so that it does not look like an error */
	return rc ? rc : 20 - nice_value;
}

UK_SYSCALL_R_DEFINE(long, setpriority, int, which, int, who, int, value)
{
	int rc = priority_target(which, who);

	if (!rc)
		nice_value = MAX(-20, MIN(value, 19));
	return rc;
}

#define PERSONALITY_QUERY 0xffffffffU

UK_SYSCALL_R_DEFINE(long, personality, unsigned int, value)
{
	return value == 0 || value == PERSONALITY_QUERY ? 0 : -EINVAL;
}

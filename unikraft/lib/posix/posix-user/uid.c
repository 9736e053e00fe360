/* SPDX-License-Identifier: BSD-3-Clause */
/* System calls on user numbers. */
#include "user.h"

#define ids (&credentials.user)

UK_SYSCALL_R_DEFINE(long, getuid)
{
	return ids->real;
}

UK_SYSCALL_R_DEFINE(long, geteuid)
{
	return ids->effective;
}

UK_SYSCALL_R_DEFINE(int, getresuid, __u32 *, real, __u32 *, effective, __u32 *, saved)
{
	*real = ids->real;
	*effective = ids->effective;
	*saved = ids->saved;
	return 0;
}

static int changed(int rc, const struct ids *before)
{
	if (!rc)
		capabilities_follow(before);
	return rc;
}

UK_SYSCALL_R_DEFINE(int, setuid, __u32, id)
{
	struct ids before = *ids;

	return changed(ids_set(ids, id, capable(CAP_BIT_SETUID)), &before);
}

UK_SYSCALL_R_DEFINE(int, setreuid, __u32, real, __u32, effective)
{
	struct ids before = *ids;

	return changed(ids_set_re(ids, real, effective, capable(CAP_BIT_SETUID)), &before);
}

UK_SYSCALL_R_DEFINE(int, setresuid, __u32, real, __u32, effective, __u32, saved)
{
	struct ids before = *ids;

	return changed(ids_set_res(ids, real, effective, saved, capable(CAP_BIT_SETUID)), &before);
}

UK_SYSCALL_R_DEFINE(long, setfsuid, __u32, id)
{
	long before = ids_set_fs(ids, id, capable(CAP_BIT_SETUID));

	if (!before && ids->fs)
		credentials.effective &= ~CAP_FILES;
	if (before && !ids->fs)
		credentials.effective |= credentials.permitted & CAP_FILES;
	return before;
}

/* SPDX-License-Identifier: BSD-3-Clause */
/* System calls on user numbers. */
#include "user.h"

static struct ids *const own = &credentials.user;

UK_SYSCALL_R_DEFINE(long, getuid)
{
	return own->real;
}

UK_SYSCALL_R_DEFINE(long, geteuid)
{
	return own->effective;
}

UK_SYSCALL_R_DEFINE(int, getresuid, __u32 *, real, __u32 *, effective, __u32 *, saved)
{
	*real = own->real;
	*effective = own->effective;
	*saved = own->saved;
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
	struct ids before = *own;

	return changed(ids_set(own, id, capable(CAP_BIT_SETUID)), &before);
}

UK_SYSCALL_R_DEFINE(int, setreuid, __u32, real, __u32, effective)
{
	struct ids before = *own;

	return changed(ids_set_re(own, real, effective, capable(CAP_BIT_SETUID)), &before);
}

UK_SYSCALL_R_DEFINE(int, setresuid, __u32, real, __u32, effective, __u32, saved)
{
	struct ids before = *own;

	return changed(ids_set_res(own, real, effective, saved, capable(CAP_BIT_SETUID)), &before);
}

UK_SYSCALL_R_DEFINE(long, setfsuid, __u32, id)
{
	long before = ids_set_fs(own, id, capable(CAP_BIT_SETUID));

	if (!before && own->fs)
		credentials.effective &= ~CAP_FILES;
	if (before && !own->fs)
		credentials.effective |= credentials.permitted & CAP_FILES;
	return before;
}

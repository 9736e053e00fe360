/* SPDX-License-Identifier: BSD-3-Clause */
/* System calls on group numbers. */
#include "user.h"

#define ids (&credentials.group)

UK_SYSCALL_R_DEFINE(long, getgid)
{
	return ids->real;
}

UK_SYSCALL_R_DEFINE(long, getegid)
{
	return ids->effective;
}

UK_SYSCALL_R_DEFINE(int, getresgid, __u32 *, real, __u32 *, effective, __u32 *, saved)
{
	*real = ids->real;
	*effective = ids->effective;
	*saved = ids->saved;
	return 0;
}

UK_SYSCALL_R_DEFINE(int, setgid, __u32, id)
{
	return ids_set(ids, id, capable(CAP_BIT_SETGID));
}

UK_SYSCALL_R_DEFINE(int, setregid, __u32, real, __u32, effective)
{
	return ids_set_re(ids, real, effective, capable(CAP_BIT_SETGID));
}

UK_SYSCALL_R_DEFINE(int, setresgid, __u32, real, __u32, effective, __u32, saved)
{
	return ids_set_res(ids, real, effective, saved, capable(CAP_BIT_SETGID));
}

UK_SYSCALL_R_DEFINE(long, setfsgid, __u32, id)
{
	return ids_set_fs(ids, id, capable(CAP_BIT_SETGID));
}

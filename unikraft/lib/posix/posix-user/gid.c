/* SPDX-License-Identifier: BSD-3-Clause */
/* System calls on group numbers. */
#include "user.h"

static struct ids *const own = &credentials.group;

UK_SYSCALL_R_DEFINE(long, getgid)
{
	return own->real;
}

UK_SYSCALL_R_DEFINE(long, getegid)
{
	return own->effective;
}

UK_SYSCALL_R_DEFINE(int, getresgid, __u32 *, real, __u32 *, effective, __u32 *, saved)
{
	*real = own->real;
	*effective = own->effective;
	*saved = own->saved;
	return 0;
}

UK_SYSCALL_R_DEFINE(int, setgid, __u32, id)
{
	return ids_set(own, id, capable(CAP_BIT_SETGID));
}

UK_SYSCALL_R_DEFINE(int, setregid, __u32, real, __u32, effective)
{
	return ids_set_re(own, real, effective, capable(CAP_BIT_SETGID));
}

UK_SYSCALL_R_DEFINE(int, setresgid, __u32, real, __u32, effective, __u32, saved)
{
	return ids_set_res(own, real, effective, saved, capable(CAP_BIT_SETGID));
}

UK_SYSCALL_R_DEFINE(long, setfsgid, __u32, id)
{
	return ids_set_fs(own, id, capable(CAP_BIT_SETGID));
}

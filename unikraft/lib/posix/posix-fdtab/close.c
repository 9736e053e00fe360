/* SPDX-License-Identifier: BSD-3-Clause */
/* close(2). On its own, since every program that uses stdio has it. */
#include <uk/fdtab.h>
#include <uk/syscall.h>

UK_SYSCALL_R_DEFINE(int, close, int, fd)
{
	return uk_fdtab_close(fd);
}

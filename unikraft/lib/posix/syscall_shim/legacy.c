/* SPDX-License-Identifier: BSD-3-Clause */
/* The call by number in the manner of a libc: -1 and errno. */
#include <uk/syscall.h>

long uk_syscall6(long nr, long a1, long a2, long a3, long a4, long a5, long a6)
{
	return __uk_syscall_to_errno(uk_syscall6_r(nr, a1, a2, a3, a4, a5, a6));
}

/* SPDX-License-Identifier: BSD-3-Clause */
/* Cancellation points are inline (syscall_arch.h); this is the function for calls that are not
 * inlined. */
#include "pthread_impl.h"
#include "syscall.h"

#undef __syscall_cp
#define __syscall_cp __uk_syscall_cp
extern hidden long __uk_syscall_cp(long, long, long, long, long, long,
                                   long) __asm__("__syscall_cp");

long __uk_syscall_cp(long n, long a, long b, long c, long d, long e, long f)
{
	long ret;

	if (__uk_cancel_before && (ret = __uk_cancel_before(n)))
		return ret;
	ret = __syscall6(n, a, b, c, d, e, f);
	if (ret == -EINTR && __uk_cancel_after)
		ret = __uk_cancel_after(n);
	return ret;
}

/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * System calls without the instruction: the number is constant at nearly every call, and becomes a
 * direct call of uk_syscall_r_NAME at compile time. Cancellation points are made the same way: they
 * look for a cancellation before and after, when pthread_cancel is in the image at all.
 */
#include <uk/bits/syscall_direct.h>

#define __SYSCALL_LL_E(x) (x)
#define __SYSCALL_LL_O(x) (x)
#define IPC_64            0

#define UK_MUSL_INLINE static __inline __attribute__((__always_inline__))

UK_MUSL_INLINE long __syscall0(long n)
{
	return __uk_syscall_direct(n, 0, 0, 0, 0, 0, 0);
}

UK_MUSL_INLINE long __syscall1(long n, long a)
{
	return __uk_syscall_direct(n, a, 0, 0, 0, 0, 0);
}

UK_MUSL_INLINE long __syscall2(long n, long a, long b)
{
	return __uk_syscall_direct(n, a, b, 0, 0, 0, 0);
}

UK_MUSL_INLINE long __syscall3(long n, long a, long b, long c)
{
	return __uk_syscall_direct(n, a, b, c, 0, 0, 0);
}

UK_MUSL_INLINE long __syscall4(long n, long a, long b, long c, long d)
{
	return __uk_syscall_direct(n, a, b, c, d, 0, 0);
}

UK_MUSL_INLINE long __syscall5(long n, long a, long b, long c, long d, long e)
{
	return __uk_syscall_direct(n, a, b, c, d, e, 0);
}

UK_MUSL_INLINE long __syscall6(long n, long a, long b, long c, long d, long e, long f)
{
	return __uk_syscall_direct(n, a, b, c, d, e, f);
}

/* In src/thread/pthread_cancel.c: a value to return instead of the call, or 0. NULL when nobody
 * cancels. */
extern __attribute__((__weak__, __visibility__("hidden"))) long __uk_cancel_before(long n);
extern __attribute__((__weak__, __visibility__("hidden"))) long __uk_cancel_after(long n);

extern __inline __attribute__((__gnu_inline__, __always_inline__, __visibility__("hidden"))) long
__syscall_cp(long n, long a, long b, long c, long d, long e, long f)
{
	long ret;

	if (__uk_cancel_before && (ret = __uk_cancel_before(n)))
		return ret;
	ret = __uk_syscall_direct(n, a, b, c, d, e, f);
	if (__builtin_expect(ret == -4 /* -EINTR */, 0) && __uk_cancel_after)
		ret = __uk_cancel_after(n);
	return ret;
}

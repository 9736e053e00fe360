/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * System calls. Each is a C function uk_syscall_r_NAME(long, ...) that returns a value or a
 * negative errno.
 *
 * A library defines one with UK_SYSCALL_R_DEFINE and announces it in its Makefile.uk:
 *
 *   UK_PROVIDED_SYSCALLS-$(CONFIG_LIBX) += read-3
 *
 *   UK_SYSCALL_R_DEFINE(ssize_t, read, int, fd, void *, buf, size_t, count)
 *   {
 *           return ... a value or a negative errno ...;
 *   }
 *
 * The body runs in kernel context (uk/preempt.h). On leaving, pending work is done: another thread,
 * signals; a body that returns -ERESTARTSYS is executed again, or the caller sees -EINTR. The
 * kernel itself never calls these functions. A call that nobody defines is a weak function that
 * returns -ENOSYS.
 *
 * With UK_SYSCALL_DEFINE the body is in the manner of a libc: it returns -1 and sets errno.
 *
 * Callers: uk_syscall_r_static(SYS_x, ...) is resolved at compile time; uk_syscall_r(nr, ...) at
 * run time, and brings every provided call into the image. The forms without _r return -1 and set
 * errno.
 */
#ifndef UK_SYSCALL_H
#define UK_SYSCALL_H

#include <uk/config.h>
#include <uk/essentials.h>
#include <uk/preempt.h>
#include <uk/bits/syscall_nrs.h>
#include <uk/bits/syscall_direct.h>
#include <errno.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Internal to kernel and signals: do the call again, or -EINTR when a handler without SA_RESTART
 * ran. */
#ifndef ERESTARTSYS
#define ERESTARTSYS 512
#endif

/* An argument as it travels. */
typedef long uk_syscall_arg_t;

/* Number of (type, name) pairs, and the lists made of them. */
#define UK_SC_N_(t1, a1, t2, a2, t3, a3, t4, a4, t5, a5, t6, a6, n, ...) n
#define UK_SC_N(...)                                                     UK_SC_N_(__VA_ARGS__ __VA_OPT__(, ) 6, 6, 5, 5, 4, 4, 3, 3, 2, 2, 1, 1, 0, 0)

#define UK_SC_LONG_0()           void
#define UK_SC_LONG_1(t, a)       long a
#define UK_SC_LONG_2(t, a, ...)  long a, UK_SC_LONG_1(__VA_ARGS__)
#define UK_SC_LONG_3(t, a, ...)  long a, UK_SC_LONG_2(__VA_ARGS__)
#define UK_SC_LONG_4(t, a, ...)  long a, UK_SC_LONG_3(__VA_ARGS__)
#define UK_SC_LONG_5(t, a, ...)  long a, UK_SC_LONG_4(__VA_ARGS__)
#define UK_SC_LONG_6(t, a, ...)  long a, UK_SC_LONG_5(__VA_ARGS__)
#define UK_SC_TYPED_0()          void
#define UK_SC_TYPED_1(t, a)      t a __maybe_unused
#define UK_SC_TYPED_2(t, a, ...) t a __maybe_unused, UK_SC_TYPED_1(__VA_ARGS__)
#define UK_SC_TYPED_3(t, a, ...) t a __maybe_unused, UK_SC_TYPED_2(__VA_ARGS__)
#define UK_SC_TYPED_4(t, a, ...) t a __maybe_unused, UK_SC_TYPED_3(__VA_ARGS__)
#define UK_SC_TYPED_5(t, a, ...) t a __maybe_unused, UK_SC_TYPED_4(__VA_ARGS__)
#define UK_SC_TYPED_6(t, a, ...) t a __maybe_unused, UK_SC_TYPED_5(__VA_ARGS__)
#define UK_SC_CAST_0()
#define UK_SC_CAST_1(t, a)      (t) a
#define UK_SC_CAST_2(t, a, ...) (t) a, UK_SC_CAST_1(__VA_ARGS__)
#define UK_SC_CAST_3(t, a, ...) (t) a, UK_SC_CAST_2(__VA_ARGS__)
#define UK_SC_CAST_4(t, a, ...) (t) a, UK_SC_CAST_3(__VA_ARGS__)
#define UK_SC_CAST_5(t, a, ...) (t) a, UK_SC_CAST_4(__VA_ARGS__)
#define UK_SC_CAST_6(t, a, ...) (t) a, UK_SC_CAST_5(__VA_ARGS__)
#define UK_SC_LIST_(kind, n)    UK_SC_##kind##_##n
#define UK_SC_LIST(kind, n)     UK_SC_LIST_(kind, n)

#define UK_SC_DEFINE_(raw, rtype, name, n, ...)                                                    \
	static inline rtype __uk_syscall_body_##name(UK_SC_LIST(TYPED, n)(__VA_ARGS__));           \
	long uk_syscall_r_##name(UK_SC_LIST(LONG, n)(__VA_ARGS__))                                 \
	{                                                                                          \
		long __ret;                                                                        \
                                                                                                   \
		do {                                                                               \
			uk_preempt_disable();                                                      \
			__ret = raw(                                                               \
			        (long)__uk_syscall_body_##name(UK_SC_LIST(CAST, n)(__VA_ARGS__))); \
		} while (uk_preempt_leave() && uk_preempt_work(&__ret));                           \
		return __ret;                                                                      \
	}                                                                                          \
	static inline rtype __uk_syscall_body_##name(UK_SC_LIST(TYPED, n)(__VA_ARGS__))
#define UK_SC_DEFINE(raw, rtype, name, n, ...) \
	UK_SC_DEFINE_(raw, rtype, name, n __VA_OPT__(, ) __VA_ARGS__)

static inline long __uk_syscall_raw(long ret)
{
	return ret;
}

static inline long __uk_syscall_from_errno(long ret)
{
	return ret == -1 ? -errno : ret;
}

static inline long __uk_syscall_to_errno(long ret)
{
	if (ret >= 0 || ret < -4095)
		return ret;
	errno = (int)-ret;
	return -1;
}

#define UK_SYSCALL_R_DEFINE(rtype, name, ...) \
	UK_SC_DEFINE(__uk_syscall_raw, rtype, name, UK_SC_N(__VA_ARGS__) __VA_OPT__(, ) __VA_ARGS__)
#define UK_SYSCALL_DEFINE(rtype, name, ...)                \
	UK_SC_DEFINE(__uk_syscall_from_errno, rtype, name, \
	             UK_SC_N(__VA_ARGS__) __VA_OPT__(, ) __VA_ARGS__)
/* Low level: the same here, as a libc's own function of this name is never made by the definition.
 */
#define UK_LLSYSCALL_R_DEFINE UK_SYSCALL_R_DEFINE
#define UK_LLSYSCALL_DEFINE   UK_SYSCALL_DEFINE

/* Calls. Arguments are converted to long; missing ones are 0. */
#define UK_SC_ARGS_(n, a, b, c, d, e, f, ...) \
	(n), (long)(a), (long)(b), (long)(c), (long)(d), (long)(e), (long)(f)
#define UK_SC_ARGS(...)          UK_SC_ARGS_(__VA_ARGS__, 0, 0, 0, 0, 0, 0, 0)
#define uk_syscall_r_static(...) __uk_syscall_direct(UK_SC_ARGS(__VA_ARGS__))
#define uk_syscall_static(...)   __uk_syscall_to_errno(uk_syscall_r_static(__VA_ARGS__))
#define uk_syscall_e_static      uk_syscall_static
#define uk_syscall_r(...)        uk_syscall6_r(UK_SC_ARGS(__VA_ARGS__))
#define uk_syscall(...)          __uk_syscall_to_errno(uk_syscall_r(__VA_ARGS__))
#define uk_syscall_e             uk_syscall
#define uk_syscall_do(name, ...) UK_CONCAT(uk_syscall_r_, name)(__VA_ARGS__)

long uk_syscall6_r(long nr, long a1, long a2, long a3, long a4, long a5, long a6);
long uk_syscall6(long nr, long a1, long a2, long a3, long a4, long a5, long a6);

/* The call's name, or NULL when there is no call of this number. */
const char *uk_syscall_name(long nr);

#ifdef __cplusplus
}
#endif

#endif /* UK_SYSCALL_H */

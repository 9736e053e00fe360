/* SPDX-License-Identifier: BSD-3-Clause */
/* C17 7.2. May be included several times, with and without NDEBUG. */
#undef assert
#ifdef NDEBUG
#define assert(condition) ((void)0)
#else
#define assert(condition) \
	((void)((condition) || (__assert_fail(#condition, __FILE__, __LINE__, __func__), 0)))
#endif
#ifndef __cplusplus
#define static_assert _Static_assert
#endif

#ifndef NOLIBC_ASSERT_H
#define NOLIBC_ASSERT_H
#ifdef __cplusplus
extern "C" {
#endif
_Noreturn void __assert_fail(const char *condition, const char *file, int line,
                             const char *function);
#ifdef __cplusplus
}
#endif
#endif

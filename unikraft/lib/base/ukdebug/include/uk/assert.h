/* SPDX-License-Identifier: BSD-3-Clause */
/* Invariants. An assertion that fails, like UK_CRASH, ends the system with a report (uk/crash.h).
 */
#ifndef UK_ASSERT_H
#define UK_ASSERT_H

#include <uk/config.h>
#include <uk/crash.h>
#include <uk/essentials.h>

#ifdef CONFIG_LIBUKDEBUG_ENABLE_ASSERT
#define UK_ASSERT(x)                                                                           \
	do {                                                                                   \
		if (unlikely(!(x)))                                                            \
			uk_crash("assertion failed: %s (%s:%d)", #x, __FILE_NAME__, __LINE__); \
	} while (0)
#else
#define UK_ASSERT(x)             \
	do {                     \
		(void)sizeof(x); \
	} while (0)
#endif

#define UK_CRASH(...) uk_crash(__VA_ARGS__)
#define UK_BUG()      uk_crash("bug (%s:%d)", __FILE_NAME__, __LINE__)
#define UK_BUG_ON(x)                                                              \
	do {                                                                      \
		if (unlikely(x))                                                  \
			uk_crash("bug: %s (%s:%d)", #x, __FILE_NAME__, __LINE__); \
	} while (0)

#endif /* UK_ASSERT_H */

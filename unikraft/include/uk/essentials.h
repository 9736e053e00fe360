/* SPDX-License-Identifier: BSD-3-Clause */
/* Language helpers that every source may use: attributes, alignment, minimum and maximum,
 * compile-time checks. */
#ifndef UK_ESSENTIALS_H
#define UK_ESSENTIALS_H

#include <uk/arch/types.h>

#ifndef __ASSEMBLY__

#ifndef NULL
#define NULL __NULL
#endif

#define __packed       __attribute__((packed))
#define __align(n)     __attribute__((aligned(n)))
#define __used         __attribute__((used))
#define __maybe_unused __attribute__((unused))
#define __section(s)   __attribute__((section(s)))
#ifndef __nonnull /* a host's libc, in unit tests */
#define __nonnull __attribute__((nonnull))
#endif
#define __noreturn           __attribute__((noreturn))
#define __noinline           __attribute__((noinline))
#define __alwaysinline       __attribute__((always_inline))
#define __hidden             __attribute__((visibility("hidden")))
#define __returns_twice      __attribute__((returns_twice))
#define __constructor        __attribute__((constructor))
#define __printf(f, a)       __attribute__((format(printf, f, a)))
#define __align64b           __align(64)
#define __uk_tls             __thread __attribute__((tls_model("local-exec")))
#define __no_stack_protector __attribute__((no_stack_protector))
#ifndef __weak
#define __weak __attribute__((weak))
#endif
#ifndef __alias
#define __alias(old, new) extern __typeof__(old) new __attribute__((alias(#old)))
#endif

#ifndef likely
#define likely(x)   __builtin_expect(!!(x), 1)
#define unlikely(x) __builtin_expect(!!(x), 0)
#endif
#define UK_UNREACHABLE() __builtin_unreachable()

#ifndef MIN
#define MIN(a, b)                                      \
	({                                             \
		__typeof__(a) __min_a = (a);           \
		__typeof__(b) __min_b = (b);           \
		__min_a < __min_b ? __min_a : __min_b; \
	})
#endif
#ifndef MAX
#define MAX(a, b)                                      \
	({                                             \
		__typeof__(a) __max_a = (a);           \
		__typeof__(b) __max_b = (b);           \
		__max_a > __max_b ? __max_a : __max_b; \
	})
#endif

/* Ranges are a first value and a length; an empty one holds and overlaps nothing. */
#define IN_RANGE(v, base, len) ((v) >= (base) && (v) - (base) < (len))
#define RANGE_CONTAIN(base0, len0, base1, len1) \
	((base1) >= (base0) && (base1) - (base0) + (len1) <= (len0))
#define RANGE_OVERLAP(base0, len0, base1, len1) \
	((base0) < (base1) + (len1) && (base1) < (base0) + (len0))

#define POWER_OF_2(v) ((v) && !((v) & ((v)-1)))
#ifndef ARRAY_SIZE
#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))
#endif
#define __offsetof(type, field) __builtin_offsetof(type, field)
#define __containerof(ptr, type, field)                                 \
	({                                                              \
		const __typeof__(((type *)0)->field) *__member = (ptr); \
		(type *)((__uptr)__member - __offsetof(type, field));   \
	})

#define UK_CTASSERT(x) _Static_assert(x, #x)
#define DECONST(t, v)  ((t)(__uptr)(const void *)(v))

#define UK_CONCAT_(a, b) a##b
#define UK_CONCAT(a, b)  UK_CONCAT_(a, b)
#define STRINGIFY_(x)    #x
#define STRINGIFY(x)     STRINGIFY_(x)

#else /* __ASSEMBLY__ */
#define STRINGIFY_(x) #x
#define STRINGIFY(x)  STRINGIFY_(x)
#endif

#ifndef ALIGN_UP
#define ALIGN_UP(v, a)   (((v) + (a)-1) & ~((a)-1))
#define ALIGN_DOWN(v, a) ((v) & ~((a)-1))
#endif
#define IS_ALIGNED(v, a)   (((v) & ((a)-1)) == 0)
#define DIV_ROUND_UP(n, d) (((n) + (d)-1) / (d))

#endif /* UK_ESSENTIALS_H */

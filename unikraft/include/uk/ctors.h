/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Functions without an argument that run at boot, for ports that know UK_CTOR: entries of the init
 * table (uk/init.h) in the class `lib`, by priority, 0 first and 9 last. The constructors of C and
 * C++ (__constructor, objects with static storage) run later, before main.
 */
#ifndef UK_CTORS_H
#define UK_CTORS_H

#include <uk/init.h>

/* The constructors' tables. */
typedef void (*uk_ctor_func_t)(void);
extern const uk_ctor_func_t __preinit_array_start[], __preinit_array_end[];
extern const uk_ctor_func_t __init_array_start[], __init_array_end[];

#define UK_CTOR_PRIO(fn, prio)                                          \
	static int uk_ctor_##fn(struct uk_init_ctx *ctx __maybe_unused) \
	{                                                               \
		(fn)();                                                 \
		return 0;                                               \
	}                                                               \
	uk_lib_initcall_prio(uk_ctor_##fn, NULL, prio)
#define UK_CTOR(fn) UK_CTOR_PRIO(fn, UK_PRIO_LATEST)

#endif /* UK_CTORS_H */

/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The init table: how a library gets its turn at boot without being named by the boot code. Entries
 * run in the order of class (early, plat, lib, rootfs, sys, late), then priority (0 first, 9 last),
 * then link order; each may have a counterpart that runs in the reverse order at the end.
 *
 * early:  no allocator yet.  plat: memory, interrupts and clock work.  From lib on: the scheduler
 * runs, kernel context of the boot thread, blocking is allowed. An init function returns a negative
 * errno to stop the boot with a message that names it.
 */
#ifndef UK_INIT_H
#define UK_INIT_H

#include <uk/essentials.h>

struct uk_init_ctx {
	struct {
		int argc; /* the program's arguments; a late init function may replace them */
		char **argv;
		char **envp;
	} cmdline;
};

struct uk_term_ctx {
	int status; /* the exit status of the system */
};

typedef int (*uk_init_func_t)(struct uk_init_ctx *ctx);
typedef void (*uk_term_func_t)(const struct uk_term_ctx *ctx);

struct uk_inittab_entry {
	uk_init_func_t init;
	uk_term_func_t term;
	const char *name;
};

#define UK_PRIO_EARLIEST 0
#define UK_PRIO_LATEST   9
#define UK_PRIO_AFTER(p) UK_CONCAT(_UK_PRIO_AFTER_, p)
#define _UK_PRIO_AFTER_0 1
#define _UK_PRIO_AFTER_1 2
#define _UK_PRIO_AFTER_2 3
#define _UK_PRIO_AFTER_3 4
#define _UK_PRIO_AFTER_4 5
#define _UK_PRIO_AFTER_5 6
#define _UK_PRIO_AFTER_6 7
#define _UK_PRIO_AFTER_7 8
#define _UK_PRIO_AFTER_8 9

/* The linker script sorts .uk_inittabCP by class digit and priority digit. The alignment is named
 * since compilers would otherwise raise it and leave gaps between the entries. */
#define _UK_INITTAB(init_fn, term_fn, class, prio, line)         \
	static const struct uk_inittab_entry __used __align(8)   \
	        __section(".uk_inittab" #class #prio) UK_CONCAT( \
	                uk_inittab_##class##prio##_, line) = {(init_fn), (term_fn), #init_fn}
#define UK_INITTAB(i, t, class, prio) _UK_INITTAB(i, t, class, prio, __COUNTER__)

#define uk_early_initcall_prio(i, t, prio)  UK_INITTAB(i, t, 1, prio)
#define uk_plat_initcall_prio(i, t, prio)   UK_INITTAB(i, t, 2, prio)
#define uk_lib_initcall_prio(i, t, prio)    UK_INITTAB(i, t, 3, prio)
#define uk_rootfs_initcall_prio(i, t, prio) UK_INITTAB(i, t, 4, prio)
#define uk_sys_initcall_prio(i, t, prio)    UK_INITTAB(i, t, 5, prio)
#define uk_late_initcall_prio(i, t, prio)   UK_INITTAB(i, t, 6, prio)

#define uk_early_initcall(i, t)  uk_early_initcall_prio(i, t, UK_PRIO_LATEST)
#define uk_plat_initcall(i, t)   uk_plat_initcall_prio(i, t, UK_PRIO_LATEST)
#define uk_lib_initcall(i, t)    uk_lib_initcall_prio(i, t, UK_PRIO_LATEST)
#define uk_rootfs_initcall(i, t) uk_rootfs_initcall_prio(i, t, UK_PRIO_LATEST)
#define uk_sys_initcall(i, t)    uk_sys_initcall_prio(i, t, UK_PRIO_LATEST)
#define uk_late_initcall(i, t)   uk_late_initcall_prio(i, t, UK_PRIO_LATEST)

#endif /* UK_INIT_H */

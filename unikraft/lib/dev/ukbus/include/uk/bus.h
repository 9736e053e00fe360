/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A bus: something that finds devices and hands them to drivers. At boot, in the class plat
 * (uk/init.h), each registered bus is initialised with the default allocator and then probed, in
 * the order of priorities. A negative errno of either is reported, and the others go on: a machine
 * may lack a bus.
 */
#ifndef UK_BUS_H
#define UK_BUS_H

#include <uk/alloc.h>
#include <uk/init.h>
#include <uk/list.h>

#ifdef __cplusplus
extern "C" {
#endif

struct uk_bus;
typedef int (*uk_bus_init_func_t)(struct uk_alloc *a);
typedef int (*uk_bus_probe_func_t)(void);

struct uk_bus {
	uk_bus_init_func_t init;   /* may be NULL */
	uk_bus_probe_func_t probe; /* may be NULL */
	struct uk_list_head list;  /* ukbus' own */
};

/* Does both for one bus, and keeps it in the list. */
int uk_bus_start(struct uk_bus *bus);

/* All that have been started. */
unsigned int uk_bus_count(void);

/* Drivers that register with a bus do so before: UK_PRIO_EARLIEST. */
#define UK_BUS_REGISTER_PRIO 8

/* b: a pointer to a bus that lives for ever. File scope. */
#define UK_BUS_REGISTER(b)           UK_BUS_REGISTER_AT_(b, UK_BUS_REGISTER_PRIO, __COUNTER__)
#define UK_BUS_REGISTER_AT_(b, p, n) UK_BUS_REGISTER_AT__(b, p, n)
#define UK_BUS_REGISTER_AT__(b, p, n)                                          \
	static int uk_bus_register_##n(struct uk_init_ctx *ctx __maybe_unused) \
	{                                                                      \
		uk_bus_start(b);                                               \
		return 0;                                                      \
	}                                                                      \
	uk_plat_initcall_prio(uk_bus_register_##n, NULL, p)

#ifdef __cplusplus
}
#endif

#endif /* UK_BUS_H */

/* SPDX-License-Identifier: BSD-3-Clause */
/* Host unit tests of a file system with a thread of its own. */
#ifndef UK_SCHED_H
#define UK_SCHED_H

#include <stddef.h>
#include <uk/thread.h>

struct uk_sched;
typedef void (*uk_thread_fn_t)(void *);

struct uk_sched *uk_sched_current(void);
struct uk_thread *uk_sched_thread_create_kernel(struct uk_sched *s, uk_thread_fn_t fn, void *arg,
                                                size_t stack, const char *name);

#endif /* UK_SCHED_H */

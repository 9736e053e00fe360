/* SPDX-License-Identifier: BSD-3-Clause */
/* The types of uk/wait.h, for headers that embed a wait queue. */
#ifndef UK_WAIT_TYPES_H
#define UK_WAIT_TYPES_H

#include <uk/list.h>

struct uk_thread;

struct uk_waitq {
	struct uk_list_head waiters;
};

struct uk_waitq_entry {
	struct uk_list_head link;
	struct uk_thread *thread;
};

#define UK_WAIT_QUEUE_INITIALIZER(name)                         \
	{                                                       \
		.waiters = { &(name).waiters, &(name).waiters } \
	}

#endif /* UK_WAIT_TYPES_H */

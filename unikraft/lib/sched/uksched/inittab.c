/* SPDX-License-Identifier: BSD-3-Clause */
/* The functions that libraries want to take part in the making and the end of threads. */
#include "internal.h"

extern const struct uk_thread_inittab_entry __weak __start_uk_thread_inittab[];
extern const struct uk_thread_inittab_entry __weak __stop_uk_thread_inittab[];

#define PRIORITIES 10

/* The table stands in the order of the link; there are few entries. */
static void undo_from(struct uk_thread *thread, int prio, const struct uk_thread_inittab_entry *end)
{
	const struct uk_thread_inittab_entry *entry;

	for (; prio >= 0; prio--, end = __stop_uk_thread_inittab)
		for (entry = end; entry > __start_uk_thread_inittab;)
			if ((--entry)->prio == prio && entry->term)
				entry->term(thread);
}

int sched_inittab_run(struct uk_thread *thread, struct uk_thread *parent)
{
	const struct uk_thread_inittab_entry *entry;
	int rc;

	for (int prio = 0; prio < PRIORITIES; prio++)
		for (entry = __start_uk_thread_inittab; entry < __stop_uk_thread_inittab; entry++) {
			rc = entry->prio == prio && entry->init ? entry->init(thread, parent) : 0;
			if (rc < 0) {
				undo_from(thread, prio, entry);
				return rc;
			}
		}
	return 0;
}

void sched_inittab_undo(struct uk_thread *thread)
{
	undo_from(thread, PRIORITIES - 1, __stop_uk_thread_inittab);
}

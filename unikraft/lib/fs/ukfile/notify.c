/* SPDX-License-Identifier: BSD-3-Clause */
/* Telling the waiters of a poll queue. */
#include <uk/file.h>

void uk_pollq_notify(struct uk_pollq *queue, unsigned int events)
{
	struct uk_poll_waiter *waiter, *next;

	uk_list_for_each_entry_safe (waiter, next, &queue->waiters, link) {
		unsigned int met = events & (waiter->events | EPOLLERR | EPOLLHUP);

		if (met)
			waiter->notify(waiter, met);
	}
}

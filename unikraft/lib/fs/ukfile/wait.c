/* SPDX-License-Identifier: BSD-3-Clause */
/* Waiting for a file: what every blocking call uses. */
#include <errno.h>
#include <uk/plat/time.h>
#include "wait.h"

#ifndef ERESTARTSYS
#define ERESTARTSYS 512
#endif

static void sleeper_notify(struct uk_poll_waiter *waiter, unsigned int events __maybe_unused)
{
	struct uk_poll_sleeper *sleeper = __containerof(waiter, struct uk_poll_sleeper, waiter);

	sleeper->fired = 1;
	uk_waitq_wake_up(&sleeper->waitq);
}

void uk_poll_sleeper_init(struct uk_poll_sleeper *sleeper, unsigned int events)
{
	sleeper->waiter.notify = sleeper_notify;
	sleeper->waiter.events = events;
	sleeper->fired = 0;
	uk_waitq_init(&sleeper->waitq);
}

int uk_poll_sleep(struct uk_poll_sleeper *sleeper, __nsec deadline)
{
	return uk_waitq_wait_event_interruptible(&sleeper->waitq, sleeper->fired, deadline);
}

/* edge: only a notification ends the wait, not what the file says is ready. */
static int wait_for(struct uk_file *file, unsigned int events, __nsec deadline, int edge)
{
	struct uk_poll_sleeper sleeper;
	int rc = 0;

	uk_poll_sleeper_init(&sleeper, events);
	uk_pollq_add(&file->pollq, &sleeper.waiter);
	for (;;) {
		unsigned int ready = uk_file_poll(file) & (events | EPOLLERR | EPOLLHUP);

		if (edge ? sleeper.fired : ready != 0)
			break;
		sleeper.fired = 0;
		rc = uk_poll_sleep(&sleeper, deadline);
		if (rc)
			break;
	}
	uk_pollq_remove(&sleeper.waiter);
	return rc;
}

int uk_pollq_wait(struct uk_file *file, unsigned int events, __nsec deadline)
{
	return wait_for(file, events, deadline, 0);
}

int uk_file_block(struct uk_open_file *of, unsigned int events, int nonblock, __nsec *deadline)
{
	struct uk_file *file = of->file;
	__nsec timeout = (events & EPOLLIN) ? file->timeout_in : file->timeout_out;
	int again = *deadline != 0;
	int rc;

	if (nonblock || (of->flags & O_NONBLOCK))
		return -EAGAIN;
	if (!again)
		*deadline = timeout ? ukplat_monotonic_clock() + timeout : __NSEC_MAX;
	/* An operation may refuse although the file is ready (an eventfd that cannot take this
	 * much). So readiness counts once; after that only a change does, or the loop would spin.
	 */
	rc = wait_for(file, events, *deadline == __NSEC_MAX ? 0 : *deadline, again);
	if (rc == -ETIMEDOUT)
		return -EAGAIN;
	if (rc == -ERESTARTSYS && timeout)
		return -EINTR;
	return rc;
}

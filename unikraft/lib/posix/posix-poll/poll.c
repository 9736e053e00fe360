/* SPDX-License-Identifier: BSD-3-Clause */
/* poll(2), ppoll(2), and the wait for several files. */
#include <uk/alloc.h>
#include <uk/essentials.h>
#include <uk/fdtab.h>
#include <uk/syscall.h>
#include <uk/wait.h>
#include "poll.h"

#define ON_STACK 16 /* descriptors that need no allocation */

struct table {
	struct uk_waitq waitq;
	int fired;
};

struct entry {
	struct uk_poll_waiter waiter;
	struct table *table;
	struct uk_open_file *of; /* a reference, or NULL */
};

static void entry_notify(struct uk_poll_waiter *waiter, unsigned int events __maybe_unused)
{
	struct entry *e = __containerof(waiter, struct entry, waiter);

	e->table->fired = 1;
	uk_waitq_wake_up(&e->table->waitq);
}

/* Looks at all files. With `queue` each is queued before it is asked: asking one may bring
 * something in for another that was asked before. Stops queueing once something is ready. */
static int scan(struct table *table, struct pollfd *fds, struct entry *entries, unsigned int count,
                int queue)
{
	int ready = 0;

	for (unsigned int i = 0; i < count; i++) {
		struct entry *e = &entries[i];
		unsigned int wanted = (unsigned short)fds[i].events | POLLERR | POLLHUP;

		fds[i].revents = 0;
		if (fds[i].fd < 0)
			continue;
		if (!e->of || (e->of->flags & O_PATH)) {
			fds[i].revents = POLLNVAL;
			ready++;
			continue;
		}
		if (queue && !ready) {
			e->waiter.events = wanted;
			e->waiter.notify = entry_notify;
			e->table = table;
			uk_pollq_add(&e->of->file->pollq, &e->waiter);
		}
		fds[i].revents = uk_file_poll(e->of->file) & wanted;
		ready += fds[i].revents != 0;
	}
	return ready;
}

static int wait_ready(struct pollfd *fds, struct entry *entries, unsigned int count,
                      __nsec deadline)
{
	struct table table = {.fired = 0};
	int ready, rc = 0;

	uk_waitq_init(&table.waitq);
	ready = scan(&table, fds, entries, count, deadline != POLL_NOW);
	while (!ready && !rc && deadline != POLL_NOW) {
		rc = uk_waitq_wait_event_interruptible(&table.waitq, table.fired, deadline);
		table.fired = 0;
		/* What became ready wins over a time-out and a signal. */
		ready = scan(&table, fds, entries, count, 0);
	}
	if (!ready && rc && rc != -ETIMEDOUT)
		return -EINTR;
	return ready;
}

int poll_files(struct pollfd *fds, unsigned int count, __nsec deadline)
{
	struct uk_alloc *a = uk_alloc_get_default();
	struct entry few[ON_STACK], *entries = few;
	int rc;

	if (count > ON_STACK) {
		entries = uk_malloc(a, count * sizeof(*entries));
		if (!entries)
			return -ENOMEM;
	}
	for (unsigned int i = 0; i < count; i++) {
		entries[i].of = fds[i].fd < 0 ? NULL : uk_fdtab_get(fds[i].fd);
		UK_INIT_LIST_HEAD(&entries[i].waiter.link);
	}
	rc = wait_ready(fds, entries, count, deadline);
	for (unsigned int i = 0; i < count; i++) {
		uk_pollq_remove(&entries[i].waiter);
		if (entries[i].of)
			uk_open_file_put(entries[i].of);
	}
	if (entries != few)
		uk_free(a, entries);
	return rc;
}

UK_SYSCALL_R_DEFINE(int, poll, struct pollfd *, fds, unsigned long, count, int, timeout)
{
	if (count > uk_fdtab_limit())
		return -EINVAL;
	return poll_files(fds, count, poll_deadline_ms(timeout));
}

UK_SYSCALL_R_DEFINE(int, ppoll, struct pollfd *, fds, unsigned long, count, struct timespec *,
                    timeout, const __u64 *, mask, size_t, size)
{
	__nsec deadline;
	int rc = poll_deadline(timeout, &deadline);

	if (rc || count > uk_fdtab_limit())
		return -EINVAL;
	rc = poll_mask_set(mask, size);
	if (rc)
		return rc;
	rc = poll_files(fds, count, deadline);
	if (timeout)
		poll_remaining(deadline, timeout);
	return poll_mask_end(mask, rc);
}

/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Closing a file and letting go of a node may not sleep, but the driver's operations may. What they
 * ask for waits in a list, for the mount's next operation or for its thread, whichever is first.
 */
#include <uk/sched.h>
#include "ukvnode.h"

static void drain(struct vn_mount *m)
{
	while (!uk_list_empty(&m->later)) {
		struct vn_later *later = uk_list_first_entry(&m->later, struct vn_later, link);

		uk_list_del(&later->link);
		later->fn(later);
	}
}

void vn_begin(struct vn_mount *m)
{
	uk_mutex_lock(&m->lock);
	drain(m);
}

void vn_end(struct vn_mount *m)
{
	uk_mutex_unlock(&m->lock);
}

void vn_do_later(struct vn_mount *m, struct vn_later *later, void (*fn)(struct vn_later *))
{
	later->fn = fn;
	uk_list_add_tail(&later->link, &m->later);
	uk_waitq_wake_up(&m->work);
}

static void worker(void *arg)
{
	struct vn_mount *m = arg;

	for (;;) {
		uk_waitq_wait_event(&m->work, m->stop || !uk_list_empty(&m->later));
		if (m->stop)
			break;
		vn_begin(m);
		vn_end(m);
	}
	m->stopped = 1;
	uk_waitq_wake_up(&m->work);
}

int vn_later_start(struct vn_mount *m)
{
	UK_INIT_LIST_HEAD(&m->later);
	uk_waitq_init(&m->work);
	return uk_sched_thread_create_kernel(uk_sched_current(), worker, m, 0, "vnodes") ? 0
	                                                                                 : -ENOMEM;
}

void vn_later_stop(struct vn_mount *m)
{
	UK_ASSERT(uk_list_empty(&m->later));
	m->stop = 1;
	uk_waitq_wake_up(&m->work);
	uk_waitq_wait_event(&m->work, m->stopped);
}

/* SPDX-License-Identifier: BSD-3-Clause */
/* Mailboxes: a ring of pointers with two wait queues. */
#include <errno.h>
#include <uk/alloc.h>
#include <uk/mbox.h>
#include <uk/plat/time.h>

struct uk_mbox {
	size_t size;
	size_t count;
	size_t first;
	struct uk_waitq readers;
	struct uk_waitq writers;
	void *msgs[];
};

struct uk_mbox *uk_mbox_create(struct uk_alloc *a, size_t size)
{
	struct uk_mbox *m;

	if (!size || size > (size_t)-1 / sizeof(void *) - sizeof(*m))
		return NULL;
	m = uk_malloc(a, sizeof(*m) + size * sizeof(void *));
	if (!m)
		return NULL;
	m->size = size;
	m->count = 0;
	m->first = 0;
	uk_waitq_init(&m->readers);
	uk_waitq_init(&m->writers);
	return m;
}

void uk_mbox_free(struct uk_alloc *a, struct uk_mbox *m)
{
	uk_free(a, m);
}

int uk_mbox_post_try(struct uk_mbox *m, void *msg)
{
	int rc = -ENOBUFS;

	uk_preempt_disable();
	if (m->count < m->size) {
		m->msgs[(m->first + m->count++) % m->size] = msg;
		uk_waitq_wake_up_one(&m->readers);
		rc = 0;
	}
	uk_preempt_enable();
	return rc;
}

void uk_mbox_post(struct uk_mbox *m, void *msg)
{
	uk_waitq_wait_event(&m->writers, uk_mbox_post_try(m, msg) == 0);
}

int uk_mbox_recv_try(struct uk_mbox *m, void **msg)
{
	int rc = -ENOMSG;

	uk_preempt_disable();
	if (m->count) {
		if (msg)
			*msg = m->msgs[m->first];
		m->first = (m->first + 1) % m->size;
		m->count--;
		uk_waitq_wake_up_one(&m->writers);
		rc = 0;
	}
	uk_preempt_enable();
	return rc;
}

void uk_mbox_recv(struct uk_mbox *m, void **msg)
{
	uk_waitq_wait_event(&m->readers, uk_mbox_recv_try(m, msg) == 0);
}

__nsec uk_mbox_recv_to(struct uk_mbox *m, void **msg, __nsec timeout)
{
	__nsec begin = ukplat_monotonic_clock();
	__nsec deadline = timeout ? begin + timeout : 0;

	if (uk_waitq_wait_event_deadline(&m->readers, uk_mbox_recv_try(m, msg) == 0, deadline))
		return __NSEC_MAX;
	return ukplat_monotonic_clock() - begin;
}

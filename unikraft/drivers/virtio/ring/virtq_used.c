/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The device's half of a virtqueue: taking finished requests back, distrustfully, and asking for
 * interrupts.
 */
#include <uk/print.h>
#include <uk/virtio_ring.h>
#include "virtq_shared.h"

static void *stop(struct uk_virtq *vq, const char *reason, __u32 value)
{
	if (!vq->broken)
		uk_pr_err("%s: queue %u stopped: the device reports %s (%u)\n",
		          vq->name ? vq->name : "virtio", vq->index, reason, value);
	vq->broken = 1;
	return NULL;
}

static void release(struct uk_virtq *vq, __u16 head)
{
	struct uk_virtq_slot *slot = &vq->slot[head];
	__u16 count = 1, id;

	for (id = head; id != slot->last; id = vq->slot[id].next)
		count++;
	slot->token = NULL;
	vq->slot[slot->last].next = vq->free_head;
	vq->free_head = head;
	vq->free_count += count;
	vq->in_flight--;
}

void *uk_virtq_get(struct uk_virtq *vq, __u32 *len)
{
	volatile struct virtq_used_elem *elem;
	struct uk_virtq_slot *slot;
	__u16 finished;
	__u32 id, written;
	void *token;

	/* Acquire: the entry and the buffer must not be read before the index that announces them.
	 */
	finished = __atomic_load_n(&vq->used->idx, __ATOMIC_ACQUIRE) - vq->used_idx;
	if (finished == 0 || unlikely(vq->broken))
		return NULL;
	if (unlikely(finished > vq->in_flight))
		return stop(vq, "more requests finished than were made", finished);
	elem = &vq->used->ring[vq->used_idx & vq->mask];
	id = elem->id;
	written = elem->len;
	if (unlikely(id >= vq->size))
		return stop(vq, "a descriptor beyond the queue", id);
	slot = &vq->slot[id];
	token = slot->token;
	if (unlikely(!token))
		return stop(vq, "a descriptor that is not in flight", id);
	/* Some devices count what they read; nothing was written in such a request, whatever they
	 * say. */
	if (slot->writable == 0)
		written = 0;
	else if (unlikely(written > slot->writable))
		return stop(vq, "more bytes written than there was room for", written);
	release(vq, (__u16)id);
	vq->used_idx++;
	if (len)
		*len = written;
	return token;
}

int uk_virtq_intr_enable(struct uk_virtq *vq, __u16 after)
{
	__u16 mark = vq->used_idx + after - 1;

	if (unlikely(vq->broken))
		return 1;
	if (vq->event_idx)
		*virtq_used_event(vq) = mark;
	else
		*(volatile __u16 *)&vq->avail->flags = 0;
	/*
	 * Full barrier, store before load: a device that finishes a request now writes used->idx
	 * and then reads our wish. If our look at used->idx passed our store, a request could
	 * finish between them without an interrupt, and nobody would ever fetch it.
	 */
	__atomic_thread_fence(__ATOMIC_SEQ_CST);
	if (vq->sync_addr)
		(void)*(const volatile __u8 *)vq->sync_addr;
	if ((__u16)(__atomic_load_n(&vq->used->idx, __ATOMIC_ACQUIRE) - vq->used_idx) < after)
		return 0;
	uk_virtq_intr_disable(vq);
	return 1;
}

void uk_virtq_intr_disable(struct uk_virtq *vq)
{
	/* With EVENT_IDX the flag has no meaning; a mark just passed is out of reach for 65535
	 * requests. */
	if (vq->event_idx)
		*virtq_used_event(vq) = vq->used_idx - 1;
	else
		*(volatile __u16 *)&vq->avail->flags = VIRTQ_AVAIL_F_NO_INTERRUPT;
}

void *uk_virtq_detach(struct uk_virtq *vq)
{
	__u16 id;

	vq->broken = 1;
	for (id = 0; id < vq->size && vq->in_flight; id++) {
		void *token = vq->slot[id].token;

		if (token) {
			release(vq, id);
			return token;
		}
	}
	return NULL;
}

/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Set-up of a split virtqueue and the driver's half of the protocol: adding requests and
 * notification.
 */
#include <errno.h>
#include <uk/virtio_ring.h>
#include "virtq_shared.h"

__sz uk_virtq_shared_size(__u16 size)
{
	return virtq_used_offset(size) + sizeof(struct virtq_used) +
	       size * sizeof(struct virtq_used_elem) + sizeof(__u16);
}

int uk_virtq_init(struct uk_virtq *vq, __u16 size, void *shared, struct uk_virtq_slot *slots,
                  int event_idx)
{
	__u16 i;

	if (!POWER_OF_2(size) || size > 32768)
		return -EINVAL;
	vq->desc = shared;
	vq->avail = (void *)((char *)shared + virtq_avail_offset(size));
	vq->used = (void *)((char *)shared + virtq_used_offset(size));
	vq->slot = slots;
	vq->size = size;
	vq->mask = size - 1;
	vq->free_head = 0;
	vq->free_count = size;
	vq->avail_idx = 0;
	vq->kicked_idx = 0;
	vq->used_idx = 0;
	vq->in_flight = 0;
	vq->event_idx = !!event_idx;
	vq->broken = 0;
	for (i = 0; i < size; i++) {
		slots[i].token = NULL;
		slots[i].next = i + 1;
	}
	uk_virtq_intr_disable(vq);
	return 0;
}

/* Takes `count` descriptors off the free list and puts the chain that begins at `head` into the
 * available ring. */
static void commit(struct uk_virtq *vq, __u16 head, __u16 last, __u16 count, __u32 writable,
                   void *token)
{
	struct uk_virtq_slot *slot = &vq->slot[head];

	slot->token = token;
	slot->writable = writable;
	slot->last = last;
	vq->free_head = vq->slot[last].next;
	vq->free_count -= count;
	vq->in_flight++;
	vq->avail->ring[vq->avail_idx & vq->mask] = head;
	vq->avail_idx++;
}

int uk_virtq_add(struct uk_virtq *vq, const struct uk_virtq_piece *piece, unsigned int out,
                 unsigned int in, void *token)
{
	unsigned int i, count = out + in;
	__u16 id = vq->free_head, last = id;
	__u32 writable = 0;

	if (unlikely(vq->broken))
		return -EIO;
	if (unlikely(count == 0 || count > vq->size || !token))
		return -EINVAL;
	if (unlikely(count > vq->free_count))
		return -ENOSPC;
	for (i = 0; i < count; i++, piece++) {
		struct virtq_desc *desc = &vq->desc[id];
		__u16 flags = i < out ? 0 : VIRTQ_DESC_F_WRITE;

		if (i >= out)
			writable += piece->len;
		desc->addr = piece->addr;
		desc->len = piece->len;
		desc->flags = i + 1 < count ? flags | VIRTQ_DESC_F_NEXT : flags;
		desc->next = vq->slot[id].next;
		last = id;
		id = vq->slot[id].next;
	}
	commit(vq, vq->free_head, last, (__u16)count, writable, token);
	return 0;
}

int uk_virtq_add_in(struct uk_virtq *vq, __paddr_t addr, __u32 len, void *token)
{
	__u16 id = vq->free_head;
	struct virtq_desc *desc;

	if (unlikely(vq->broken))
		return -EIO;
	if (unlikely(vq->free_count == 0))
		return -ENOSPC;
	desc = &vq->desc[id];
	desc->addr = addr;
	desc->len = len;
	desc->flags = VIRTQ_DESC_F_WRITE;
	commit(vq, id, id, 1, len, token);
	return 0;
}

/*
 * With EVENT_IDX: wanted if the device's mark was passed since the last notification. (Since the
 * last *decision* would do, were barriers what they should be; so a wish that was seen too late is
 * fulfilled by the next call.) The device's old marks come into view again after 65536 requests
 * without notification, hence the limit.
 */
static int wanted(struct uk_virtq *vq)
{
	__u16 fresh = vq->avail_idx - vq->kicked_idx;

	if (!vq->event_idx)
		return fresh && !(*(volatile __u16 *)&vq->used->flags & VIRTQ_USED_F_NO_NOTIFY);
	if (unlikely(fresh > 0x8000)) {
		fresh = 0x8000;
		vq->kicked_idx = vq->avail_idx - fresh;
	}
	return (__u16)(vq->avail_idx - *virtq_avail_event(vq) - 1) < fresh;
}

static void notify_if_wanted(struct uk_virtq *vq)
{
	if (likely(!wanted(vq)) || vq->broken)
		return;
	vq->kicked_idx = vq->avail_idx;
	vq->notify(vq);
}

void uk_virtq_kick_again(struct uk_virtq *vq)
{
	/* A notification speaks for all requests that were added: the device must be able to see
	 * them. */
	uk_virtq_publish(vq);
	notify_if_wanted(vq);
}

void uk_virtq_kick(struct uk_virtq *vq)
{
	uk_virtq_publish(vq);
	/*
	 * Full barrier, store before load: the device, before it sleeps, writes its wish
	 * (avail_event or flags) and then looks at avail->idx once more. If our load of the wish
	 * passed our store of the index, both sides could miss each other: it sees no request, we
	 * see no wish, and the queue stands still.
	 */
	__atomic_thread_fence(__ATOMIC_SEQ_CST);
	notify_if_wanted(vq);
}

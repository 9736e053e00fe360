/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Where things stand in the memory that a virtqueue shares with its device.
 */
#ifndef __VIRTQ_SHARED_H__
#define __VIRTQ_SHARED_H__

#include <uk/virtio_ring.h>

static inline __sz virtq_avail_offset(__u16 size)
{
	return size * sizeof(struct virtq_desc);
}

static inline __sz virtq_used_offset(__u16 size)
{
	return ALIGN_UP(virtq_avail_offset(size) + sizeof(struct virtq_avail) +
	                        (size + 1) * sizeof(__u16),
	                16UL);
}

/* With EVENT_IDX: the place in the used ring that the driver wants to hear about. */
static inline volatile __u16 *virtq_used_event(struct uk_virtq *vq)
{
	return &vq->avail->ring[vq->size];
}

/* With EVENT_IDX: the place in the available ring that the device wants to hear about. */
static inline volatile __u16 *virtq_avail_event(struct uk_virtq *vq)
{
	return (volatile __u16 *)&vq->used->ring[vq->size];
}

#endif /* __VIRTQ_SHARED_H__ */

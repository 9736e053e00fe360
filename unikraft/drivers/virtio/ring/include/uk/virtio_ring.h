/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The split virtqueue of virtio 1.x (section 2.7), from the driver's side.
 *
 * A request is a chain of pieces: first those that the device reads, then those that it writes.
 * uk_virtq_add makes it known to the ring, uk_virtq_publish shows all added requests to the device,
 * uk_virtq_kick tells the device if it wants to be told. uk_virtq_get hands back the token of a
 * finished request.
 *
 * The device is not trusted: what it writes into the used ring is read once and checked (index, id,
 * length, twice the same). On nonsense the queue is stopped: the reason is printed once, `broken`
 * is set, add returns -EIO and get returns NULL from then on. Nothing that the device may write to
 * (descriptors included) is read back for bookkeeping.
 *
 * Context: kernel context. None of these functions blocks or allocates.
 */
#ifndef __UK_VIRTIO_RING_H__
#define __UK_VIRTIO_RING_H__

#include <uk/essentials.h>

#define VIRTQ_DESC_F_NEXT     1 /* the chain goes on */
#define VIRTQ_DESC_F_WRITE    2 /* the device writes (else it reads) */
#define VIRTQ_DESC_F_INDIRECT 4

#define VIRTQ_AVAIL_F_NO_INTERRUPT 1
#define VIRTQ_USED_F_NO_NOTIFY     1

struct virtq_desc {
	__u64 addr;
	__u32 len;
	__u16 flags;
	__u16 next;
};

struct virtq_avail {
	__u16 flags;
	__u16 idx;
	__u16 ring[]; /* behind it: used_event */
};

struct virtq_used_elem {
	__u32 id;
	__u32 len;
};

struct virtq_used {
	__u16 flags;
	__u16 idx;
	struct virtq_used_elem ring[]; /* behind it: avail_event */
};

/* What the driver remembers about a descriptor; next and last of the chain replace reading
 * descriptors back. */
struct uk_virtq_slot {
	void *token;    /* of the request that begins here; NULL: none is in flight */
	__u32 writable; /* bytes that the device may write */
	__u16 next;     /* chain, or list of free descriptors */
	__u16 last;     /* valid in the first descriptor of a chain */
};

struct uk_virtq_piece {
	__paddr_t addr;
	__u32 len;
};

struct uk_virtq {
	struct virtq_desc *desc;
	struct virtq_avail *avail;
	struct virtq_used *used;
	struct uk_virtq_slot *slot;
	__u16 size; /* a power of two */
	__u16 mask;
	__u16 free_head;
	__u16 free_count;
	__u16 avail_idx;  /* next place in the available ring */
	__u16 kicked_idx; /* avail_idx at the last notification */
	__u16 used_idx;   /* next place in the used ring */
	__u16 in_flight;  /* requests */
	__u16 index;      /* number of the queue */
	__u8 event_idx;   /* VIRTIO_F_EVENT_IDX is in use */
	__u8 broken;
	const char *name; /* for messages */
	/* Set by the transport: the notification. */
	void (*notify)(struct uk_virtq *vq);
	volatile void *notify_addr;
	/* Set by the transport where the CPU's barriers are not enough (see uk_virtq_intr_enable):
	 * a register of the device whose reading has no effect. Else NULL. */
	const volatile void *sync_addr;
	/* Set by the driver: interrupts end here, as deferred work (see uk/virtio_bus.h). */
	void (*callback)(struct uk_virtq *vq);
	void *priv;
};

/* Bytes of the three shared areas of a queue and of its slots; `align`: each area begins on its own
 * multiple (16 suffices). */
__sz uk_virtq_shared_size(__u16 size);
static inline __sz uk_virtq_slots_size(__u16 size)
{
	return (__sz)size * sizeof(struct uk_virtq_slot);
}

/*
 * Prepares a queue of `size` descriptors (a power of two up to 32768) in zeroed memory `shared`
 * (aligned to 16, physically contiguous), which the device sees, and `slots`, which it does not.
 * Interrupts are off. -EINVAL: size.
 */
int uk_virtq_init(struct uk_virtq *vq, __u16 size, void *shared, struct uk_virtq_slot *slots,
                  int event_idx);

/*
 * Adds a request: `out` pieces that the device reads, then `in` pieces that it writes. `token` must
 * not be NULL. -ENOSPC: no room now; -EINVAL: no pieces, or more than the queue can ever hold;
 * -EIO: broken.
 */
int uk_virtq_add(struct uk_virtq *vq, const struct uk_virtq_piece *piece, unsigned int out,
                 unsigned int in, void *token);

/* The same for one piece that the device writes, the common case of a receive queue. */
int uk_virtq_add_in(struct uk_virtq *vq, __paddr_t addr, __u32 len, void *token);

/* Shows added requests to the device. */
static inline void uk_virtq_publish(struct uk_virtq *vq)
{
	/* Release: the device must not see the index before the descriptors and ring entries it
	 * covers, or it would follow descriptors of an earlier request. */
	__atomic_store_n(&vq->avail->idx, vq->avail_idx, __ATOMIC_RELEASE);
}

/* Publishes, and notifies the device if it asked for that. */
void uk_virtq_kick(struct uk_virtq *vq);

/*
 * Looks once more whether the device asked for a notification that it did not get, and makes up for
 * it. To be called before going to sleep, after uk_virtq_intr_enable: see there why. Costs a few
 * instructions.
 */
void uk_virtq_kick_again(struct uk_virtq *vq);

/* True when the device has finished requests (or has a claim that uk_virtq_get will look at). */
static inline int uk_virtq_pending(const struct uk_virtq *vq)
{
	return __atomic_load_n(&vq->used->idx, __ATOMIC_ACQUIRE) != vq->used_idx && !vq->broken;
}

/* The token of the next finished request and, if `len` is not NULL, the bytes written; NULL: none
 * (or broken). */
void *uk_virtq_get(struct uk_virtq *vq, __u32 *len);

/*
 * Asks for an interrupt once `after` more requests have finished (1: the next one; only a hint
 * without EVENT_IDX). 0: armed; 1: so many have finished already, and nothing was armed.
 */
int uk_virtq_intr_enable(struct uk_virtq *vq, __u16 after);
void uk_virtq_intr_disable(struct uk_virtq *vq);

/* Takes back all requests in flight, one per call, after the device was reset. NULL: no more. */
void *uk_virtq_detach(struct uk_virtq *vq);

#endif /* __UK_VIRTIO_RING_H__ */

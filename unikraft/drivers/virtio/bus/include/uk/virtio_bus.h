/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * virtio 1.x devices (sections 2 and 3), independent of how they are attached. A transport
 * (virtio-pci, virtio-mmio) announces devices, a device driver (virtio-net, virtio-rng) announces
 * what it drives; this layer brings them together and walks through the initialisation. Legacy
 * devices are refused: every device must offer VIRTIO_F_VERSION_1.
 *
 * Boot order, all in the init class `plat`: drivers register at priority 3, transports look for
 * devices at priority 4 and 5. Context: kernel context.
 *
 * A driver's probe: uk_virtio_init, uk_virtio_queue_setup for each queue, uk_virtio_start. When it
 * fails it returns the error of the failing call; this layer then resets the device and marks it
 * FAILED.
 */
#ifndef __UK_VIRTIO_BUS_H__
#define __UK_VIRTIO_BUS_H__

#include <uk/defer.h>
#include <uk/virtio_ring.h>

#define VIRTIO_ID_NET     1
#define VIRTIO_ID_BLOCK   2
#define VIRTIO_ID_CONSOLE 3
#define VIRTIO_ID_RNG     4
#define VIRTIO_ID_9P      9
#define VIRTIO_ID_FS      26

#define VIRTIO_STATUS_ACKNOWLEDGE 1
#define VIRTIO_STATUS_DRIVER      2
#define VIRTIO_STATUS_DRIVER_OK   4
#define VIRTIO_STATUS_FEATURES_OK 8
#define VIRTIO_STATUS_NEEDS_RESET 64
#define VIRTIO_STATUS_FAILED      128

#define UK_VIRTIO_F(bit)         (1ULL << (bit))
#define VIRTIO_F_INDIRECT_DESC   28
#define VIRTIO_F_EVENT_IDX       29
#define VIRTIO_F_VERSION_1       32
#define VIRTIO_F_ACCESS_PLATFORM 33
#define VIRTIO_F_RING_PACKED     34
#define VIRTIO_F_IN_ORDER        35
#define VIRTIO_F_ORDER_PLATFORM  36

#define UK_VIRTIO_QUEUES_MAX 8 /* per device */

struct uk_virtio_dev;

/* A queue with what connects it to its device; the ring is first, so that a pointer to it is one to
 * the whole. */
struct uk_virtio_queue {
	struct uk_virtq vq;
	struct uk_virtio_dev *dev;
	struct uk_defer work;
	__u16 vector; /* the transport's: its interrupt, plus one; 0: none yet */
};

/* What a transport provides. Bits and offsets are the specification's. */
struct uk_virtio_transport_ops {
	__u64 (*features_get)(struct uk_virtio_dev *);
	void (*features_set)(struct uk_virtio_dev *, __u64 features);
	__u8 (*status_get)(struct uk_virtio_dev *);
	void (*status_set)(struct uk_virtio_dev *,
	                   __u8 status); /* 0: reset; returns when it is done */
	void (*config_read)(struct uk_virtio_dev *, __u32 offset, void *buf, __u32 len);
	__u32 (*config_generation)(struct uk_virtio_dev *);
	/* The largest size of the queue; 0: no such queue. */
	__u16 (*queue_size)(struct uk_virtio_dev *, __u16 index);
	/* Gives the device the ring's addresses, connects interrupt and notification, enables the
	 * queue. */
	int (*queue_enable)(struct uk_virtio_dev *, struct uk_virtio_queue *);
	void (*interrupts_enable)(struct uk_virtio_dev *); /* (opt) once all queues stand */
};

struct uk_virtio_dev {
	const struct uk_virtio_transport_ops *ops;
	__u16 id;         /* VIRTIO_ID_* */
	__u64 features;   /* negotiated */
	const char *name; /* the driver's, for messages */
	struct uk_virtio_queue *queue[UK_VIRTIO_QUEUES_MAX];
	void (*config_changed)(
	        struct uk_virtio_dev *); /* the driver's, deferred work; may be NULL */
	struct uk_defer config_work;
	void *priv; /* the driver's */
};

struct uk_virtio_driver {
	const char *name;
	__u16 id;
	/* 0: driven; negative: reported, and the device is left alone. */
	int (*probe)(struct uk_virtio_dev *);
	struct uk_virtio_driver *_next;
};

void uk_virtio_driver_register(struct uk_virtio_driver *driver);

/* For transports: whether any driver wants devices of this kind, before effort is spent on one. */
int uk_virtio_is_driven(__u16 id);
/* For transports: a device was found. `dev` lives for ever. -ENODEV: nobody drives it. */
int uk_virtio_dev_register(struct uk_virtio_dev *dev);

/*
 * Reset, ACKNOWLEDGE, DRIVER, and negotiation: what is both in `wanted` and offered is agreed on
 * (VERSION_1 and EVENT_IDX are always wanted). `dev->features` has the result. -ENOTSUP: a legacy
 * device, or the device refuses the choice.
 */
int uk_virtio_init(struct uk_virtio_dev *dev, __u64 wanted);

static inline int uk_virtio_has(const struct uk_virtio_dev *dev, unsigned int bit)
{
	return (dev->features >> bit) & 1;
}

/* Reads a piece of the device's configuration as of one moment, even while the device changes it.
 */
void uk_virtio_config_read(struct uk_virtio_dev *dev, __u32 offset, void *buf, __u32 len);

/*
 * Sets up queue `index`, of the device's size but at most `max` descriptors (0: no limit).
 * `callback` (NULL: the queue is polled, no interrupt is connected) runs as deferred work once per
 * interrupt. The queue lives as long as the device; setting it up once more after a reset
 * (uk_virtio_init) gives it new memory, and *vq is the same. *vq is the result. -ENOENT: no such
 * queue; -ENOMEM; -EINVAL: the device's size is no power of two.
 */
int uk_virtio_queue_setup(struct uk_virtio_dev *dev, __u16 index, __u16 max,
                          void (*callback)(struct uk_virtq *), void *priv, struct uk_virtq **vq);

/* DRIVER_OK: the device lives. */
void uk_virtio_start(struct uk_virtio_dev *dev);

/* Stops the device at once and for good (it forgets all buffers). */
void uk_virtio_reset(struct uk_virtio_dev *dev);

/* For transports: whether queues need uk_virtq.sync_addr (the architecture knows its emulators). */
int uk_virtio_barriers_missing(void);

/* For transports, interrupt context: an interrupt for one queue; for all queues; a configuration
 * change. */
void uk_virtio_queue_interrupt(void *queue);
void uk_virtio_queues_interrupt(struct uk_virtio_dev *dev);
void uk_virtio_config_interrupt(void *dev);

#endif /* __UK_VIRTIO_BUS_H__ */

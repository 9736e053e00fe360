/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Types of block devices, shared by the users of devices (uk/blkdev.h) and their drivers
 * (uk/blkdev_driver.h).
 */
#ifndef __UK_BLKDEV_CORE_H__
#define __UK_BLKDEV_CORE_H__

#include <fcntl.h>
#include <uk/blkreq.h>
#include <uk/config.h>
#include <uk/wait_types.h>

#ifdef __cplusplus
extern "C" {
#endif

struct uk_alloc;
struct uk_blkdev;
struct uk_sched;

/* A device's life: configure, queue_configure -> start -> stop -> queue_unconfigure, unconfigure.
 */
enum uk_blkdev_state {
	UK_BLKDEV_INVALID = 0,
	UK_BLKDEV_UNCONFIGURED,
	UK_BLKDEV_CONFIGURED,
	UK_BLKDEV_RUNNING,
};

struct uk_blkdev_conf {
	uint16_t nb_queues;
};

struct uk_blkdev_info {
	uint16_t max_queues;
};

struct uk_blkdev_queue_info {
	uint16_t nb_max; /* descriptors */
	uint16_t nb_min;
	uint16_t nb_align;
	int nb_is_power_of_two;
};

/* Requests may have finished: calls uk_blkdev_queue_finish_reqs(). Deferred work: kernel context,
 * must not block. */
typedef void (*uk_blkdev_queue_event_t)(struct uk_blkdev *dev, uint16_t queue_id, void *argp);

struct uk_blkdev_queue_conf {
	struct uk_alloc *a;
	uk_blkdev_queue_event_t callback; /* NULL: the user polls with finish_reqs */
	void *callback_cookie;
	struct uk_sched *s; /* unused: callbacks need no thread */
};

/* uk_blkdev_cap.features */
#define UK_BLKDEV_F_FLUSH        (1u << 0) /* has a cache that UK_BLKREQ_FFLUSH empties */
#define UK_BLKDEV_F_DISCARD      (1u << 1)
#define UK_BLKDEV_F_WRITE_ZEROES (1u << 2)

/* Valid once the device is configured. `sectors` may change while it runs (the host resizes it). */
struct uk_blkdev_cap {
	__sector sectors;
	size_t ssize;                 /* bytes per sector, a power of two */
	int mode;                     /* O_RDONLY or O_RDWR */
	__sector max_sectors_per_req; /* READ and WRITE, whatever the buffer's pages look like */
	uint16_t ioalign;             /* of buffers */
	unsigned int features;
	__sector max_discard;      /* sectors per request */
	__sector max_write_zeroes; /* sectors per request */
	size_t physical_block;     /* bytes that the device writes at once, at least ssize */
	size_t optimal_io;         /* bytes; 0: not known */
};

/* Status words of submit_one: negative errno, or these flags. 0: the queue is full. */
#define UK_BLKDEV_STATUS_SUCCESS (0x1) /* the request was accepted */
#define UK_BLKDEV_STATUS_MORE    (0x2) /* there is room for at least one more */

/* Driver operations; see uk/blkdev.h for what each has to do. Those marked (opt) may be NULL. */
struct uk_blkdev_ops {
	void (*get_info)(struct uk_blkdev *, struct uk_blkdev_info *);
	int (*configure)(struct uk_blkdev *,
	                 const struct uk_blkdev_conf *); /* fills capabilities */
	int (*queue_get_info)(struct uk_blkdev *, uint16_t, struct uk_blkdev_queue_info *);
	int (*queue_configure)(struct uk_blkdev *, uint16_t, uint16_t,
	                       const struct uk_blkdev_queue_conf *);
	int (*start)(struct uk_blkdev *);
	int (*queue_intr_enable)(struct uk_blkdev *, uint16_t);  /* (opt) */
	int (*queue_intr_disable)(struct uk_blkdev *, uint16_t); /* (opt) */
	int (*stop)(struct uk_blkdev *); /* (opt) -EBUSY: requests are in flight */
	int (*queue_unconfigure)(struct uk_blkdev *, uint16_t); /* (opt) */
	int (*unconfigure)(struct uk_blkdev *);                 /* (opt) */
};

/* A driver embeds this structure and fills `ops`, `submit_one`, `finish_reqs` before it registers
 * the device; it calls uk_waitq_wake_up(&room) when a queue that was full has room again. */
struct uk_blkdev {
	int (*submit_one)(struct uk_blkdev *, uint16_t, struct uk_blkreq *);
	int (*finish_reqs)(struct uk_blkdev *, uint16_t);
	struct uk_blkdev_cap capabilities;
	const struct uk_blkdev_ops *ops;
	struct uk_waitq room;
	struct uk_blkdev *_next;
	const char *_drv_name;
	uint16_t _id;
	uint8_t _state;        /* enum uk_blkdev_state */
	uint8_t _queues_ready; /* bits */
	uint8_t _polled;       /* bits: queues without a callback */
};

#ifdef __cplusplus
}
#endif

#endif /* __UK_BLKDEV_CORE_H__ */

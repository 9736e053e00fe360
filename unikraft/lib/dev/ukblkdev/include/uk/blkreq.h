/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A request to a block device. The memory of the request and its buffer belong to the device from
 * the submission until the request is finished; then the callback has been called with it.
 */
#ifndef __UK_BLKREQ_H__
#define __UK_BLKREQ_H__

#include <stddef.h>
#include <stdint.h>
#include <uk/essentials.h>

#ifdef __cplusplus
extern "C" {
#endif

/* A sector number or a number of sectors. */
#define __sector     size_t
#define __PRIsctr    "zu"
#define __SECTOR_MAX SIZE_MAX

struct uk_blkreq;

enum uk_blkreq_op {
	UK_BLKREQ_READ = 0,
	UK_BLKREQ_WRITE = 1,
	UK_BLKREQ_FFLUSH = 4,       /* all writes that finished before are durable after it */
	UK_BLKREQ_DISCARD = 11,     /* the contents are no longer needed; no buffer */
	UK_BLKREQ_WRITE_ZEROES = 13 /* reads as zeroes; no buffer */
};

enum uk_blkreq_state { UK_BLKREQ_FINISHED = 0, UK_BLKREQ_UNFINISHED };

/* Called once, in the context of uk_blkdev_queue_finish_reqs(): kernel context, must not block; may
 * submit the same or another request. */
typedef void (*uk_blkreq_event_t)(struct uk_blkreq *req, void *cookie_callback);

struct uk_blkreq {
	enum uk_blkreq_op operation;
	__sector start_sector;
	__sector nb_sectors;
	void *aio_buf; /* mapped and present until the end */
	uk_blkreq_event_t cb;
	void *cb_cookie;
	int result; /* 0, or a negative errno: -EIO, -ENOTSUP; of a read that failed nothing in the
	               buffer means anything */
	enum uk_blkreq_state state;
};

static inline void uk_blkreq_init(struct uk_blkreq *req, enum uk_blkreq_op op, __sector start,
                                  __sector nb_sectors, void *aio_buf, uk_blkreq_event_t cb,
                                  void *cb_cookie)
{
	req->operation = op;
	req->start_sector = start;
	req->nb_sectors = nb_sectors;
	req->aio_buf = aio_buf;
	req->cb = cb;
	req->cb_cookie = cb_cookie;
	req->result = 0;
	req->state = UK_BLKREQ_UNFINISHED;
}

#define uk_blkreq_is_done(req) \
	(__atomic_load_n(&(req)->state, __ATOMIC_ACQUIRE) == UK_BLKREQ_FINISHED)

#ifdef __cplusplus
}
#endif

#endif /* __UK_BLKREQ_H__ */

/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Block devices, as their drivers announce them.
 */
#ifndef __UK_BLKDEV_DRIVER_H__
#define __UK_BLKDEV_DRIVER_H__

#include <uk/blkdev_core.h>

#ifdef __cplusplus
extern "C" {
#endif

/*
 * Announces a device. `dev` must live for ever, with `ops`, `submit_one` and `finish_reqs` filled
 * in. `a` is unused (the interface is upstream's). Returns the device's number, or -EINVAL.
 */
int uk_blkdev_drv_register(struct uk_blkdev *dev, struct uk_alloc *a, const char *drv_name);

/* Ends a request: result, state, callback. */
static inline void uk_blkreq_finished(struct uk_blkreq *req, int result)
{
	req->result = result;
	__atomic_store_n(&req->state, UK_BLKREQ_FINISHED, __ATOMIC_RELEASE);
	if (req->cb)
		req->cb(req, req->cb_cookie);
}

#ifdef __cplusplus
}
#endif

#endif /* __UK_BLKDEV_DRIVER_H__ */

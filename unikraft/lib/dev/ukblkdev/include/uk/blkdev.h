/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Block devices, as their users see them.
 *
 * Order of calls: uk_blkdev_count(), uk_blkdev_get(); uk_blkdev_configure(),
 * uk_blkdev_queue_configure() for each queue; uk_blkdev_start(). Then requests:
 * uk_blkdev_queue_submit_one() and a callback, or uk_blkdev_sync_io(), which waits. A device
 * belongs to whoever configured it: the same call by another user is -EINVAL.
 *
 * Errors are negative errno values; a call in the wrong state is -EINVAL. Context: kernel context
 * (a program's thread enters it with uk_preempt_disable(), or calls only what waits, which does so
 * itself).
 */
#ifndef __UK_BLKDEV_H__
#define __UK_BLKDEV_H__

#include <errno.h>
#include <uk/blkdev_core.h>

#ifdef __cplusplus
extern "C" {
#endif

unsigned int uk_blkdev_count(void);
struct uk_blkdev *uk_blkdev_get(unsigned int id); /* NULL: there is no such device */

uint16_t uk_blkdev_id_get(struct uk_blkdev *dev);
const char *uk_blkdev_drv_name_get(struct uk_blkdev *dev);
enum uk_blkdev_state uk_blkdev_state_get(struct uk_blkdev *dev);

/* What the device offers before it is configured. */
int uk_blkdev_get_info(struct uk_blkdev *dev, struct uk_blkdev_info *dev_info);

/* Resets the device and agrees with it on its features; its capabilities are known afterwards. */
int uk_blkdev_configure(struct uk_blkdev *dev, const struct uk_blkdev_conf *conf);

int uk_blkdev_queue_get_info(struct uk_blkdev *dev, uint16_t queue_id,
                             struct uk_blkdev_queue_info *q_info);

/* nb_desc 0: as many descriptors as the device offers. */
int uk_blkdev_queue_configure(struct uk_blkdev *dev, uint16_t queue_id, uint16_t nb_desc,
                              const struct uk_blkdev_queue_conf *queue_conf);

/* All queues must be configured. Interrupts are still off. */
int uk_blkdev_start(struct uk_blkdev *dev);

/* -EBUSY while requests are in flight. A stopped device is unconfigured before it is used again. */
int uk_blkdev_stop(struct uk_blkdev *dev);
int uk_blkdev_queue_unconfigure(struct uk_blkdev *dev, uint16_t queue_id);
int uk_blkdev_unconfigure(struct uk_blkdev *dev);

static inline const struct uk_blkdev_cap *uk_blkdev_capabilities(struct uk_blkdev *blkdev)
{
	return &blkdev->capabilities;
}

#define uk_blkdev_ssize(blkdev)           (uk_blkdev_capabilities(blkdev)->ssize)
#define uk_blkdev_max_sec_per_req(blkdev) (uk_blkdev_capabilities(blkdev)->max_sectors_per_req)
#define uk_blkdev_mode(blkdev)            (uk_blkdev_capabilities(blkdev)->mode)
#define uk_blkdev_sectors(blkdev)         (uk_blkdev_capabilities(blkdev)->sectors)
#define uk_blkdev_ioalign(blkdev)         (uk_blkdev_capabilities(blkdev)->ioalign)
#define uk_blkdev_size(blkdev)            (uk_blkdev_sectors(blkdev) * uk_blkdev_ssize(blkdev))

/* The queue's callback is called when requests have finished. 0: enabled; 1: enabled, and some have
 * finished already; -ENOTSUP: the queue has no callback. */
int uk_blkdev_queue_intr_enable(struct uk_blkdev *dev, uint16_t queue_id);
int uk_blkdev_queue_intr_disable(struct uk_blkdev *dev, uint16_t queue_id);

/*
 * Hands one request to the device: UK_BLKDEV_STATUS_* flags, 0 when the queue is full. Errors, by
 * which the request was not taken: -EINVAL (beyond the device, too many sectors, none), -EPERM (a
 * change of a read-only device), -ENOTSUP (not this device's operation), -EFAULT (the buffer is not
 * there), -EIO (the device is broken).
 */
int uk_blkdev_queue_submit_one(struct uk_blkdev *dev, uint16_t queue_id, struct uk_blkreq *req);

#define uk_blkdev_status_test_set(status, flag) \
	((int)(status) >= 0 && ((int)(status) & (int)(flag)) == (int)(flag))
#define uk_blkdev_status_successful(status) \
	uk_blkdev_status_test_set((status), UK_BLKDEV_STATUS_SUCCESS)
#define uk_blkdev_status_notready(status) \
	((int)(status) >= 0 && !uk_blkdev_status_test_set((status), UK_BLKDEV_STATUS_SUCCESS))
#define uk_blkdev_status_more(status) \
	uk_blkdev_status_test_set((status), (UK_BLKDEV_STATUS_SUCCESS | UK_BLKDEV_STATUS_MORE))

/* Calls the callbacks of all finished requests and asks for the next interrupt when interrupts are
 * enabled. 0, or -EIO: the device broke, and all its requests have finished with that. */
int uk_blkdev_queue_finish_reqs(struct uk_blkdev *dev, uint16_t queue_id);

/*
 * Transfers, and waits for the end (of a queue with a callback that calls finish_reqs and enabled
 * interrupts, or with neither). Any number of sectors; *done (may be NULL) is how many of the
 * first ones were surely transferred. UK_BLKREQ_FFLUSH ignores the sectors. 0, what submit_one
 * gives, or what the first request that failed gives.
 */
int uk_blkdev_transfer(struct uk_blkdev *dev, uint16_t queue_id, enum uk_blkreq_op op,
                       __sector sector, __sector nb_sectors, void *buf, __sector *done);

int uk_blkdev_sync_io(struct uk_blkdev *dev, uint16_t queue_id, enum uk_blkreq_op op,
                      __sector sector, __sector nb_sectors, void *buf);

#define uk_blkdev_sync_read(blkdev, queue_id, sector, nb_sectors, buf) \
	uk_blkdev_sync_io(blkdev, queue_id, UK_BLKREQ_READ, sector, nb_sectors, buf)
#define uk_blkdev_sync_write(blkdev, queue_id, sector, nb_sectors, buf) \
	uk_blkdev_sync_io(blkdev, queue_id, UK_BLKREQ_WRITE, sector, nb_sectors, buf)

#ifdef __cplusplus
}
#endif

#endif /* __UK_BLKDEV_H__ */

/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The list of block devices and their states; a driver sees only calls that make sense in its
 * state, and only requests that fit the device.
 */
#include <uk/blkdev.h>
#include <uk/blkdev_driver.h>
#include <uk/wait.h>

#define QUEUES_MAX 8

static struct uk_blkdev *first, **last = &first;
static unsigned int count;

int uk_blkdev_drv_register(struct uk_blkdev *dev, struct uk_alloc *a __maybe_unused,
                           const char *drv_name)
{
	const struct uk_blkdev_ops *ops = dev ? dev->ops : NULL;

	if (!ops || !dev->submit_one || !dev->finish_reqs)
		return -EINVAL;
	if (!ops->get_info || !ops->configure || !ops->queue_get_info || !ops->queue_configure ||
	    !ops->start)
		return -EINVAL;
	uk_waitq_init(&dev->room);
	dev->_id = (uint16_t)count++;
	dev->_drv_name = drv_name;
	dev->_state = UK_BLKDEV_UNCONFIGURED;
	dev->_queues_ready = 0;
	dev->_polled = 0;
	dev->_next = NULL;
	*last = dev;
	last = &dev->_next;
	return dev->_id;
}

unsigned int uk_blkdev_count(void)
{
	return count;
}

struct uk_blkdev *uk_blkdev_get(unsigned int id)
{
	struct uk_blkdev *dev;

	for (dev = first; dev && dev->_id != id; dev = dev->_next)
		;
	return dev;
}

uint16_t uk_blkdev_id_get(struct uk_blkdev *dev)
{
	return dev->_id;
}

const char *uk_blkdev_drv_name_get(struct uk_blkdev *dev)
{
	return dev->_drv_name;
}

enum uk_blkdev_state uk_blkdev_state_get(struct uk_blkdev *dev)
{
	return dev->_state;
}

int uk_blkdev_get_info(struct uk_blkdev *dev, struct uk_blkdev_info *dev_info)
{
	*dev_info = (struct uk_blkdev_info){0};
	dev->ops->get_info(dev, dev_info);
	return 0;
}

int uk_blkdev_configure(struct uk_blkdev *dev, const struct uk_blkdev_conf *conf)
{
	struct uk_blkdev_info info;
	int rc;

	if (dev->_state != UK_BLKDEV_UNCONFIGURED || !conf)
		return -EINVAL;
	uk_blkdev_get_info(dev, &info);
	if (!conf->nb_queues || conf->nb_queues > info.max_queues)
		return -EINVAL;
	dev->capabilities = (struct uk_blkdev_cap){0};
	rc = dev->ops->configure(dev, conf);
	if (rc < 0)
		return rc;
	dev->_state = UK_BLKDEV_CONFIGURED;
	return 0;
}

int uk_blkdev_queue_get_info(struct uk_blkdev *dev, uint16_t queue_id,
                             struct uk_blkdev_queue_info *q_info)
{
	return dev->ops->queue_get_info(dev, queue_id, q_info);
}

static int is_ready(const struct uk_blkdev *dev, uint16_t queue_id)
{
	return queue_id < QUEUES_MAX && (dev->_queues_ready >> queue_id & 1);
}

int uk_blkdev_queue_configure(struct uk_blkdev *dev, uint16_t queue_id, uint16_t nb_desc,
                              const struct uk_blkdev_queue_conf *queue_conf)
{
	int rc;

	if (dev->_state != UK_BLKDEV_CONFIGURED || !queue_conf || queue_id >= QUEUES_MAX ||
	    is_ready(dev, queue_id))
		return -EINVAL;
	rc = dev->ops->queue_configure(dev, queue_id, nb_desc, queue_conf);
	if (rc < 0)
		return rc;
	dev->_queues_ready |= 1u << queue_id;
	if (queue_conf->callback)
		dev->_polled &= ~(1u << queue_id);
	else
		dev->_polled |= 1u << queue_id;
	return 0;
}

int uk_blkdev_start(struct uk_blkdev *dev)
{
	int rc;

	if (dev->_state != UK_BLKDEV_CONFIGURED || !dev->_queues_ready)
		return -EINVAL;
	rc = dev->ops->start(dev);
	if (rc < 0)
		return rc;
	dev->_state = UK_BLKDEV_RUNNING;
	return 0;
}

int uk_blkdev_stop(struct uk_blkdev *dev)
{
	int rc;

	if (dev->_state != UK_BLKDEV_RUNNING)
		return -EINVAL;
	rc = dev->ops->stop ? dev->ops->stop(dev) : -ENOTSUP;
	if (rc < 0)
		return rc;
	dev->_state = UK_BLKDEV_CONFIGURED;
	return 0;
}

int uk_blkdev_queue_unconfigure(struct uk_blkdev *dev, uint16_t queue_id)
{
	int rc;

	if (dev->_state != UK_BLKDEV_CONFIGURED || !is_ready(dev, queue_id))
		return -EINVAL;
	rc = dev->ops->queue_unconfigure ? dev->ops->queue_unconfigure(dev, queue_id) : 0;
	if (rc < 0)
		return rc;
	dev->_queues_ready &= ~(1u << queue_id);
	return 0;
}

int uk_blkdev_unconfigure(struct uk_blkdev *dev)
{
	int rc;

	if (dev->_state != UK_BLKDEV_CONFIGURED || dev->_queues_ready)
		return -EINVAL;
	rc = dev->ops->unconfigure ? dev->ops->unconfigure(dev) : 0;
	if (rc < 0)
		return rc;
	dev->_state = UK_BLKDEV_UNCONFIGURED;
	return 0;
}

int uk_blkdev_queue_intr_enable(struct uk_blkdev *dev, uint16_t queue_id)
{
	if (dev->_state != UK_BLKDEV_RUNNING || !is_ready(dev, queue_id))
		return -EINVAL;
	return dev->ops->queue_intr_enable && !(dev->_polled >> queue_id & 1)
	               ? dev->ops->queue_intr_enable(dev, queue_id)
	               : -ENOTSUP;
}

int uk_blkdev_queue_intr_disable(struct uk_blkdev *dev, uint16_t queue_id)
{
	if (dev->_state != UK_BLKDEV_RUNNING || !is_ready(dev, queue_id))
		return -EINVAL;
	return dev->ops->queue_intr_disable ? dev->ops->queue_intr_disable(dev, queue_id)
	                                    : -ENOTSUP;
}

/* How many sectors one request of this kind may cover; 0: not this device's operation. */
static __sector limit(const struct uk_blkdev_cap *cap, enum uk_blkreq_op op)
{
	switch (op) {
	case UK_BLKREQ_READ:
	case UK_BLKREQ_WRITE:
		return cap->max_sectors_per_req;
	case UK_BLKREQ_DISCARD:
		return cap->features & UK_BLKDEV_F_DISCARD ? cap->max_discard : 0;
	case UK_BLKREQ_WRITE_ZEROES:
		return cap->features & UK_BLKDEV_F_WRITE_ZEROES ? cap->max_write_zeroes : 0;
	default:
		return 0;
	}
}

static int check(const struct uk_blkdev_cap *cap, const struct uk_blkreq *req)
{
	__sector most;

	if (req->operation == UK_BLKREQ_FFLUSH)
		return cap->features & UK_BLKDEV_F_FLUSH ? 0 : -ENOTSUP;
	most = limit(cap, req->operation);
	if (!most)
		return -ENOTSUP;
	if (req->operation != UK_BLKREQ_READ && cap->mode == O_RDONLY)
		return -EPERM;
	if (!req->nb_sectors || req->nb_sectors > most || req->nb_sectors > cap->sectors ||
	    req->start_sector > cap->sectors - req->nb_sectors)
		return -EINVAL;
	return 0;
}

int uk_blkdev_queue_submit_one(struct uk_blkdev *dev, uint16_t queue_id, struct uk_blkreq *req)
{
	int rc;

	if (dev->_state != UK_BLKDEV_RUNNING || !is_ready(dev, queue_id))
		return -EINVAL;
	rc = check(&dev->capabilities, req);
	return rc < 0 ? rc : dev->submit_one(dev, queue_id, req);
}

int uk_blkdev_queue_finish_reqs(struct uk_blkdev *dev, uint16_t queue_id)
{
	if (dev->_state != UK_BLKDEV_RUNNING || !is_ready(dev, queue_id))
		return -EINVAL;
	return dev->finish_reqs(dev, queue_id);
}

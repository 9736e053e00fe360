/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * virtio-blk: a disk. Found at boot, set up when somebody configures it.
 */
#include <uk/alloc.h>
#include <uk/init.h>
#include "virtio_blk.h"

#define WANTED                                                                    \
	(UK_VIRTIO_F(VIRTIO_BLK_F_SIZE_MAX) | UK_VIRTIO_F(VIRTIO_BLK_F_SEG_MAX) | \
	 UK_VIRTIO_F(VIRTIO_BLK_F_RO) | UK_VIRTIO_F(VIRTIO_BLK_F_BLK_SIZE) |      \
	 UK_VIRTIO_F(VIRTIO_BLK_F_FLUSH) | UK_VIRTIO_F(VIRTIO_BLK_F_TOPOLOGY) |   \
	 UK_VIRTIO_F(VIRTIO_BLK_F_DISCARD) | UK_VIRTIO_F(VIRTIO_BLK_F_WRITE_ZEROES))

static void get_info(struct uk_blkdev *blkdev __maybe_unused, struct uk_blkdev_info *info)
{
	info->max_queues = 1;
}

static int configure(struct uk_blkdev *blkdev, const struct uk_blkdev_conf *conf __maybe_unused)
{
	struct virtio_blk_dev *dev = blk_dev(blkdev);
	int rc = uk_virtio_init(dev->virtio, WANTED);

	dev->broken = 0;
	return rc < 0 ? rc : virtio_blk_identify(dev);
}

static int queue_get_info(struct uk_blkdev *blkdev, uint16_t queue_id,
                          struct uk_blkdev_queue_info *info)
{
	struct virtio_blk_dev *dev = blk_dev(blkdev);

	if (queue_id != 0 || blkdev->_state == UK_BLKDEV_UNCONFIGURED)
		return -EINVAL;
	info->nb_max = dev->vq ? dev->vq->size : dev->virtio->ops->queue_size(dev->virtio, 0);
	info->nb_min = 4;
	info->nb_align = 1;
	info->nb_is_power_of_two = 1;
	return 0;
}

static int start(struct uk_blkdev *blkdev)
{
	uk_virtio_start(blk_dev(blkdev)->virtio);
	return 0;
}

static int stop(struct uk_blkdev *blkdev)
{
	struct virtio_blk_dev *dev = blk_dev(blkdev);

	if (dev->vq->in_flight)
		return -EBUSY;
	uk_virtio_reset(dev->virtio);
	dev->interrupts = 0;
	return 0;
}

static const struct uk_blkdev_ops blk_ops = {
        .get_info = get_info,
        .configure = configure,
        .queue_get_info = queue_get_info,
        .queue_configure = virtio_blk_queue_configure,
        .start = start,
        .queue_intr_enable = virtio_blk_intr_enable,
        .queue_intr_disable = virtio_blk_intr_disable,
        .stop = stop,
        .queue_unconfigure = virtio_blk_queue_unconfigure,
};

static void config_changed(struct uk_virtio_dev *virtio)
{
	struct virtio_blk_dev *dev = virtio->priv;

	if (dev->blkdev._state == UK_BLKDEV_RUNNING && !dev->broken)
		virtio_blk_capacity(dev);
}

static int virtio_blk_probe(struct uk_virtio_dev *virtio)
{
	struct virtio_blk_dev *dev = uk_calloc(uk_alloc_get_default(), 1, sizeof(*dev));
	int rc;

	if (!dev)
		return -ENOMEM;
	dev->virtio = virtio;
	dev->blkdev.ops = &blk_ops;
	dev->blkdev.submit_one = virtio_blk_submit;
	dev->blkdev.finish_reqs = virtio_blk_finish;
	virtio->priv = dev;
	virtio->config_changed = config_changed;
	rc = uk_blkdev_drv_register(&dev->blkdev, uk_alloc_get_default(), "virtio-blk");
	if (rc < 0)
		uk_free(uk_alloc_get_default(), dev);
	return rc < 0 ? rc : 0;
}

static struct uk_virtio_driver driver = {
        .name = "virtio-blk",
        .id = VIRTIO_ID_BLOCK,
        .probe = virtio_blk_probe,
};

static int virtio_blk_init(struct uk_init_ctx *ctx __maybe_unused)
{
	uk_virtio_driver_register(&driver);
	return 0;
}
uk_plat_initcall_prio(virtio_blk_init, 0, 3);

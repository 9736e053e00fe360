/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Set-up of the queue, and its interrupts.
 */
#include <uk/alloc.h>
#include "virtio_blk.h"

static void event(struct uk_virtq *vq)
{
	struct virtio_blk_dev *dev = vq->priv;

	if (!dev->interrupts || dev->blkdev._state != UK_BLKDEV_RUNNING)
		return;
	uk_virtq_intr_disable(vq);
	dev->conf.callback(&dev->blkdev, 0, dev->conf.callback_cookie);
}

static void memory_free(struct virtio_blk_dev *dev)
{
	uk_free(uk_alloc_get_default(), dev->shared);
	uk_free(uk_alloc_get_default(), dev->requests);
	uk_free(uk_alloc_get_default(), dev->piece);
	dev->shared = NULL;
	dev->requests = dev->idle = NULL;
	dev->piece = NULL;
}

/* As many requests as can be in flight: each has at least two descriptors. */
static int memory_alloc(struct virtio_blk_dev *dev)
{
	unsigned int n = dev->vq->size / 2, i;

	/* Apart from each other: the device writes to the one and must not reach the other. A
	 * status byte within a page is all that it has to do with its neighbours. */
	dev->shared = uk_memalign(uk_alloc_get_default(), 64, n * sizeof(*dev->shared));
	dev->requests = uk_calloc(uk_alloc_get_default(), n, sizeof(*dev->requests));
	dev->piece = uk_calloc(uk_alloc_get_default(), dev->pieces_max + 2U, sizeof(*dev->piece));
	if (!dev->shared || !dev->requests || !dev->piece) {
		memory_free(dev);
		return -ENOMEM;
	}
	dev->idle = NULL;
	for (i = n; i-- > 0;) {
		dev->requests[i].shared = &dev->shared[i];
		dev->requests[i].next = dev->idle;
		dev->idle = &dev->requests[i];
	}
	return 0;
}

int virtio_blk_queue_configure(struct uk_blkdev *blkdev, uint16_t queue_id, uint16_t nb_desc,
                               const struct uk_blkdev_queue_conf *conf)
{
	struct virtio_blk_dev *dev = blk_dev(blkdev);
	int rc;

	if (queue_id != 0 || (nb_desc && nb_desc < 3))
		return -EINVAL;
	dev->conf = *conf;
	rc = uk_virtio_queue_setup(dev->virtio, 0, nb_desc, conf->callback ? event : NULL, dev,
	                           &dev->vq);
	if (rc == 0)
		rc = virtio_blk_limits(dev, dev->vq->size);
	return rc < 0 ? rc : memory_alloc(dev);
}

int virtio_blk_queue_unconfigure(struct uk_blkdev *blkdev, uint16_t queue_id __maybe_unused)
{
	memory_free(blk_dev(blkdev));
	return 0;
}

int virtio_blk_intr_enable(struct uk_blkdev *blkdev, uint16_t queue_id __maybe_unused)
{
	struct virtio_blk_dev *dev = blk_dev(blkdev);

	dev->interrupts = 1;
	return uk_virtq_intr_enable(dev->vq, 1);
}

int virtio_blk_intr_disable(struct uk_blkdev *blkdev, uint16_t queue_id __maybe_unused)
{
	struct virtio_blk_dev *dev = blk_dev(blkdev);

	dev->interrupts = 0;
	uk_virtq_intr_disable(dev->vq);
	return 0;
}

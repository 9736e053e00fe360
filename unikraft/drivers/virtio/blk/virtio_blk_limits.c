/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What the device says about itself becomes the capabilities of a block device. Nothing of it is
 * believed before it was checked.
 */
#include <uk/arch/limits.h>
#include <uk/print.h>
#include "virtio_blk.h"

#define SIZE_LIMIT   65536U      /* bytes of a block */
#define SECTORS_MAX  (1UL << 53) /* of 512 bytes: their bytes are a file offset */
#define PIECES_LIMIT 256U        /* of one buffer: longer requests are not faster */

static int has(const struct virtio_blk_dev *dev, unsigned int bit)
{
	return uk_virtio_has(dev->virtio, bit);
}

static __u32 per_sector(const struct virtio_blk_dev *dev)
{
	return (__u32)(dev->blkdev.capabilities.ssize / VIRTIO_BLK_SECTOR);
}

void virtio_blk_capacity(struct virtio_blk_dev *dev)
{
	__u64 capacity;

	uk_virtio_config_read(dev->virtio, 0, &capacity, sizeof(capacity));
	dev->config.capacity = MIN(capacity, SECTORS_MAX);
	dev->blkdev.capabilities.sectors = dev->config.capacity / per_sector(dev);
}

static int block_size(struct virtio_blk_dev *dev)
{
	struct uk_blkdev_cap *cap = &dev->blkdev.capabilities;
	__u32 size = has(dev, VIRTIO_BLK_F_BLK_SIZE) ? dev->config.blk_size : VIRTIO_BLK_SECTOR;

	if (size < VIRTIO_BLK_SECTOR || size > SIZE_LIMIT || !POWER_OF_2(size)) {
		uk_pr_err("virtio-blk: the device has blocks of %u bytes, which is not possible\n",
		          size);
		return -EINVAL;
	}
	cap->ssize = cap->physical_block = size;
	if (has(dev, VIRTIO_BLK_F_TOPOLOGY)) {
		if (dev->config.physical_block_exp < 16)
			cap->physical_block <<= dev->config.physical_block_exp;
		cap->optimal_io = (size_t)dev->config.opt_io_size * size;
	}
	return 0;
}

/* Ranges for which the device offers no segment or no sector are not offered at all. */
static void range_requests(struct virtio_blk_dev *dev)
{
	struct uk_blkdev_cap *cap = &dev->blkdev.capabilities;
	const struct virtio_blk_config *config = &dev->config;

	if (has(dev, VIRTIO_BLK_F_DISCARD) && config->max_discard_seg)
		cap->max_discard = config->max_discard_sectors / per_sector(dev);
	if (has(dev, VIRTIO_BLK_F_WRITE_ZEROES) && config->max_write_zeroes_seg)
		cap->max_write_zeroes = config->max_write_zeroes_sectors / per_sector(dev);
	if (cap->max_discard)
		cap->features |= UK_BLKDEV_F_DISCARD;
	if (cap->max_write_zeroes)
		cap->features |= UK_BLKDEV_F_WRITE_ZEROES;
}

int virtio_blk_identify(struct virtio_blk_dev *dev)
{
	struct uk_blkdev_cap *cap = &dev->blkdev.capabilities;
	int rc;

	uk_virtio_config_read(dev->virtio, 0, &dev->config, sizeof(dev->config));
	rc = block_size(dev);
	if (rc < 0)
		return rc;
	virtio_blk_capacity(dev);
	cap->mode = has(dev, VIRTIO_BLK_F_RO) ? O_RDONLY : O_RDWR;
	if (has(dev, VIRTIO_BLK_F_FLUSH))
		cap->features |= UK_BLKDEV_F_FLUSH;
	range_requests(dev);
	return 0;
}

/*
 * Pages of a buffer need not be adjacent, so a piece ends at a page's end at the latest, or earlier
 * where the device takes only shorter ones. A buffer that begins anywhere touches one piece more
 * than its length says; a device of few pieces gets buffers that begin at a sector's multiple.
 */
int virtio_blk_limits(struct virtio_blk_dev *dev, __u16 queue_size)
{
	struct uk_blkdev_cap *cap = &dev->blkdev.capabilities;
	__u32 size_max = has(dev, VIRTIO_BLK_F_SIZE_MAX) ? dev->config.size_max : ~0u;
	__u32 pieces = has(dev, VIRTIO_BLK_F_SEG_MAX) ? dev->config.seg_max : 1;
	__u64 bytes;

	pieces = MIN(MAX(pieces, 1U), PIECES_LIMIT);
	pieces = queue_size > 2 ? MIN(pieces, queue_size - 2U) : 0;
	for (dev->unit = PAGE_SIZE; dev->unit > size_max && dev->unit > 1; dev->unit /= 2)
		;
	dev->pieces_max = (__u16)pieces;
	cap->ioalign = sizeof(void *);
	bytes = pieces ? (__u64)(pieces - 1) * dev->unit : 0;
	cap->max_sectors_per_req = bytes / cap->ssize;
	if (!cap->max_sectors_per_req && cap->ssize <= PAGE_SIZE &&
	    (__u64)pieces * dev->unit >= cap->ssize) {
		cap->ioalign = (uint16_t)cap->ssize;
		cap->max_sectors_per_req = 1;
	}
	if (!cap->max_sectors_per_req || dev->unit < 16) {
		uk_pr_err("virtio-blk: no block fits a request (queue of %u, %u segments of %u "
		          "bytes)\n",
		          queue_size, pieces, size_max);
		return -EINVAL;
	}
	return 0;
}

/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Requests: from their description to the ring, and back with a result.
 */
#include <uk/plat/memory.h>
#include <uk/wait.h>
#include "virtio_blk.h"

#define STATUS_NONE 0xff /* what a device that writes no status leaves there */

static __u64 sector_of(const struct virtio_blk_dev *dev, __sector sector)
{
	return sector * (dev->blkdev.capabilities.ssize / VIRTIO_BLK_SECTOR);
}

/* Adds the buffer's pieces; adjacent ones are one as far as the device takes it. Their number, or
 * -EFAULT. */
static int describe(const struct virtio_blk_dev *dev, struct uk_virtq_piece *piece, void *buf,
                    __sz len)
{
	__u32 size_max =
	        uk_virtio_has(dev->virtio, VIRTIO_BLK_F_SIZE_MAX) ? dev->config.size_max : ~0u;
	__uptr at = (__uptr)buf;
	int n = 0;

	while (len) {
		__u32 here = (__u32)MIN(len, dev->unit - (at & (dev->unit - 1)));
		__paddr_t address = ukplat_virt_to_phys((const void *)at);

		if (address == __PADDR_MAX)
			return -EFAULT;
		if (n && piece[n - 1].addr + piece[n - 1].len == address &&
		    (__u64)piece[n - 1].len + here <= size_max)
			piece[n - 1].len += here;
		else
			piece[n++] = (struct uk_virtq_piece){address, here};
		at += here;
		len -= here;
	}
	return n;
}

static struct uk_virtq_piece shared_piece(const void *at, __sz len)
{
	return (struct uk_virtq_piece){ukplat_virt_to_phys(at), (__u32)len};
}

/* DISCARD, WRITE_ZEROES: their data is a range. */
static void fill_range(const struct virtio_blk_dev *dev, struct virtio_blk_shared *shared,
                       const struct uk_blkreq *req)
{
	shared->range.sector = sector_of(dev, req->start_sector);
	shared->range.num_sectors = (__u32)sector_of(dev, req->nb_sectors);
	shared->range.flags =
	        req->operation == UK_BLKREQ_WRITE_ZEROES && dev->config.write_zeroes_may_unmap
	                ? VIRTIO_BLK_WRITE_ZEROES_UNMAP
	                : 0;
}

/* Describes the request from piece[0] on; *out are read by the device, *in are written. 0 or
 * -EFAULT. */
static int prepare(struct virtio_blk_dev *dev, struct virtio_blk_request *r, unsigned int *out,
                   unsigned int *in)
{
	struct virtio_blk_shared *shared = r->shared;
	const struct uk_blkreq *req = r->req;
	__sz len = req->nb_sectors * dev->blkdev.capabilities.ssize;
	int data = 0;

	shared->header.type = req->operation; /* the numbers are the same */
	shared->header.reserved = 0;
	shared->header.sector = 0;
	shared->status = STATUS_NONE;
	r->expected = 1;
	dev->piece[0] = shared_piece(&shared->header, sizeof(shared->header));
	if (req->operation == UK_BLKREQ_READ || req->operation == UK_BLKREQ_WRITE) {
		shared->header.sector = sector_of(dev, req->start_sector);
		data = describe(dev, dev->piece + 1, req->aio_buf, len);
		if (data < 0)
			return data;
	} else if (req->operation != UK_BLKREQ_FFLUSH) {
		fill_range(dev, shared, req);
		dev->piece[++data] = shared_piece(&shared->range, sizeof(shared->range));
	}
	dev->piece[1 + data] = shared_piece(&shared->status, 1);
	*out = 1;
	*in = 1;
	if (req->operation == UK_BLKREQ_READ) {
		*in += (unsigned int)data;
		r->expected += (__u32)len;
	} else {
		*out += (unsigned int)data;
	}
	return 0;
}

int virtio_blk_submit(struct uk_blkdev *blkdev, uint16_t queue_id __maybe_unused,
                      struct uk_blkreq *req)
{
	struct virtio_blk_dev *dev = blk_dev(blkdev);
	struct virtio_blk_request *r = dev->idle;
	unsigned int out, in;
	int rc;

	if (!r)
		return dev->vq->broken ? -EIO : 0;
	r->req = req;
	rc = prepare(dev, r, &out, &in);
	if (rc == 0)
		rc = uk_virtq_add(dev->vq, dev->piece, out, in, r);
	if (rc < 0)
		return rc == -ENOSPC ? 0 : rc;
	dev->idle = r->next;
	uk_virtq_kick(dev->vq);
	/* Where barriers are missing the wish of the device may have been seen too late. Whoever
	 * made the request mostly sleeps next, and has no other occasion to look again. */
	if (dev->vq->sync_addr) {
		(void)*(const volatile __u8 *)dev->vq->sync_addr;
		uk_virtq_kick_again(dev->vq);
	}
	return UK_BLKDEV_STATUS_SUCCESS |
	       (dev->idle && dev->vq->free_count > dev->pieces_max + 1U ? UK_BLKDEV_STATUS_MORE
	                                                                : 0);
}

static int result(const struct virtio_blk_request *r, __u32 written)
{
	switch (*(const volatile __u8 *)&r->shared->status) {
	case VIRTIO_BLK_S_OK:
		/* Success without the data would hand the buffer's old contents to the user. */
		return written < r->expected ? -EIO : 0;
	case VIRTIO_BLK_S_UNSUPP:
		return -ENOTSUP;
	default:
		return -EIO;
	}
}

static void complete(struct virtio_blk_dev *dev, struct virtio_blk_request *r, int rc)
{
	struct uk_blkreq *req = r->req;

	r->req = NULL;
	r->next = dev->idle;
	dev->idle = r;
	uk_blkreq_finished(req, rc);
}

/* The ring lied: the device must let go of the memory before the requests are given back. */
static void give_up(struct virtio_blk_dev *dev)
{
	struct virtio_blk_request *r;

	dev->broken = 1;
	uk_virtio_reset(dev->virtio);
	while ((r = uk_virtq_detach(dev->vq)) != NULL)
		complete(dev, r, -EIO);
	uk_waitq_wake_up(&dev->blkdev.room);
}

int virtio_blk_finish(struct uk_blkdev *blkdev, uint16_t queue_id __maybe_unused)
{
	struct virtio_blk_dev *dev = blk_dev(blkdev);
	struct virtio_blk_request *r;
	__u32 written;

	do {
		int any = 0;

		while ((r = uk_virtq_get(dev->vq, &written)) != NULL) {
			complete(dev, r, result(r, written));
			any = 1;
		}
		if (dev->vq->broken) {
			if (!dev->broken)
				give_up(dev);
			return -EIO;
		}
		if (any)
			uk_waitq_wake_up(&dev->blkdev.room);
	} while (dev->interrupts && uk_virtq_intr_enable(dev->vq, 1));
	return 0;
}

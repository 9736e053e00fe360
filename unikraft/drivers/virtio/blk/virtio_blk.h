/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The driver inside. Numbers and layouts are the specification's (virtio 1.x, section 5.2).
 */
#ifndef __VIRTIO_BLK_H__
#define __VIRTIO_BLK_H__

#include <errno.h>
#include <uk/blkdev.h>
#include <uk/blkdev_driver.h>
#include <uk/virtio_bus.h>

#define VIRTIO_BLK_F_SIZE_MAX     1
#define VIRTIO_BLK_F_SEG_MAX      2
#define VIRTIO_BLK_F_RO           5
#define VIRTIO_BLK_F_BLK_SIZE     6
#define VIRTIO_BLK_F_FLUSH        9
#define VIRTIO_BLK_F_TOPOLOGY     10
#define VIRTIO_BLK_F_DISCARD      13
#define VIRTIO_BLK_F_WRITE_ZEROES 14

struct virtio_blk_config {
	__u64 capacity; /* of 512 bytes, whatever blk_size is */
	__u32 size_max;
	__u32 seg_max;
	__u16 cylinders;
	__u8 heads;
	__u8 sectors;
	__u32 blk_size;
	__u8 physical_block_exp;
	__u8 alignment_offset;
	__u16 min_io_size;
	__u32 opt_io_size;
	__u8 writeback;
	__u8 unused0;
	__u16 num_queues;
	__u32 max_discard_sectors;
	__u32 max_discard_seg;
	__u32 discard_sector_alignment;
	__u32 max_write_zeroes_sectors;
	__u32 max_write_zeroes_seg;
	__u8 write_zeroes_may_unmap;
	__u8 unused1[3];
};

#define VIRTIO_BLK_SECTOR 512U /* unit of capacity and of every sector number */

#define VIRTIO_BLK_T_IN           0
#define VIRTIO_BLK_T_OUT          1
#define VIRTIO_BLK_T_FLUSH        4
#define VIRTIO_BLK_T_DISCARD      11
#define VIRTIO_BLK_T_WRITE_ZEROES 13

#define VIRTIO_BLK_S_OK     0
#define VIRTIO_BLK_S_IOERR  1
#define VIRTIO_BLK_S_UNSUPP 2

#define VIRTIO_BLK_WRITE_ZEROES_UNMAP 1u

/* What the device sees of a request besides the data. */
struct virtio_blk_shared {
	struct {
		__u32 type;
		__u32 reserved;
		__u64 sector;
	} header;
	struct {
		__u64 sector;
		__u32 num_sectors;
		__u32 flags;
	} range;     /* DISCARD, WRITE_ZEROES */
	__u8 status; /* the device's */
};

/* What it does not see. */
struct virtio_blk_request {
	struct uk_blkreq *req;
	struct virtio_blk_shared *shared;
	struct virtio_blk_request *next; /* idle */
	__u32 expected;                  /* bytes that the device has to write */
};

struct virtio_blk_dev {
	struct uk_blkdev blkdev;
	struct uk_virtio_dev *virtio;
	struct uk_virtq *vq;
	struct uk_blkdev_queue_conf conf;
	struct virtio_blk_config config;
	__u32 unit;       /* a piece of a buffer ends at a multiple of this address at the latest */
	__u16 pieces_max; /* of one buffer */
	__u8 interrupts;  /* wanted by the user */
	__u8 broken;
	struct virtio_blk_shared *shared;
	struct virtio_blk_request *requests, *idle;
	struct uk_virtq_piece *piece; /* room to describe one request: pieces_max + 2 */
};

static inline struct virtio_blk_dev *blk_dev(struct uk_blkdev *blkdev)
{
	return __containerof(blkdev, struct virtio_blk_dev, blkdev);
}

/* Reads the configuration and fills the capabilities. -EINVAL: the device says nonsense (reported).
 * The configuration may change later: only the capacity is read again. */
int virtio_blk_identify(struct virtio_blk_dev *dev);
void virtio_blk_capacity(struct virtio_blk_dev *dev);
/* The limits of a request on a queue of this size. -EINVAL: no sector fits. */
int virtio_blk_limits(struct virtio_blk_dev *dev, __u16 queue_size);

int virtio_blk_queue_configure(struct uk_blkdev *blkdev, uint16_t queue_id, uint16_t nb_desc,
                               const struct uk_blkdev_queue_conf *conf);
int virtio_blk_queue_unconfigure(struct uk_blkdev *blkdev, uint16_t queue_id);
int virtio_blk_intr_enable(struct uk_blkdev *blkdev, uint16_t queue_id);
int virtio_blk_intr_disable(struct uk_blkdev *blkdev, uint16_t queue_id);

int virtio_blk_submit(struct uk_blkdev *blkdev, uint16_t queue_id, struct uk_blkreq *req);
int virtio_blk_finish(struct uk_blkdev *blkdev, uint16_t queue_id);

#endif /* __VIRTIO_BLK_H__ */

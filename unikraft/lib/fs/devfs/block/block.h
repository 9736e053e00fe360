/* SPDX-License-Identifier: BSD-3-Clause */
/* Disks as files: what the parts of /dev/vda share. */
#ifndef DEVFS_BLOCK_H
#define DEVFS_BLOCK_H

#include <errno.h>
#include <uk/blkdev.h>
#include <uk/devfs.h>
#include <uk/rwlock.h>

struct disk {
	struct uk_dev dev;
	struct uk_file file;
	struct uk_blkdev *blkdev;
	/* Part of a block is written by reading, changing and writing it whole: then nobody else
	 * writes (write lock). Whole blocks are written side by side (read lock). */
	struct uk_rwlock lock;
	char name[8];
	__u8 running; /* by us */
	struct disk *next;
};

static inline struct disk *file_disk(struct uk_file *file)
{
	return file->priv;
}

static inline __sz disk_block(const struct disk *disk)
{
	return uk_blkdev_ssize(disk->blkdev);
}

/* The end of the disk as a file. */
static inline __off disk_size(const struct disk *disk)
{
	return (__off)uk_blkdev_size(disk->blkdev);
}

__ssz disk_read(struct uk_open_file *of, const struct iovec *iov, int iovcnt, __off off);
__ssz disk_write(struct uk_open_file *of, const struct iovec *iov, int iovcnt, __off off);
int disk_flush(const struct disk *disk);
/* Makes a range of whole blocks read as zeroes; -EINVAL, -EPERM, -EIO, -ENOMEM. */
int disk_zero(struct disk *disk, __off off, __off len);
int disk_ioctl(struct uk_open_file *of, unsigned int request, void *arg);

/* For devfs.c, when there are block devices in the image: names each disk; writes everything down.
 */
int devfs_block_register(void);
int devfs_block_sync(void);

#endif /* DEVFS_BLOCK_H */

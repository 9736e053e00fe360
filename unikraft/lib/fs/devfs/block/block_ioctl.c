/* SPDX-License-Identifier: BSD-3-Clause */
/* ioctl(2) of a disk: size, geometry, discarding. The numbers are those of linux/fs.h. */
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <unistd.h>
#include "block.h"

#ifndef BLKDISCARD
#define BLKDISCARD _IO(0x12, 119)
#endif
#ifndef BLKIOMIN
#define BLKIOMIN    _IO(0x12, 120)
#define BLKIOOPT    _IO(0x12, 121)
#define BLKALIGNOFF _IO(0x12, 122)
#define BLKPBSZGET  _IO(0x12, 123)
#endif
#ifndef BLKDISCARDZEROES
#define BLKDISCARDZEROES _IO(0x12, 124)
#endif
#ifndef BLKROTATIONAL
#define BLKROTATIONAL _IO(0x12, 126)
#endif
#ifndef BLKZEROOUT
#define BLKZEROOUT _IO(0x12, 127)
#endif

#define PAGE 4096

/* A range of BLKDISCARD and BLKZEROOUT: offset and length in bytes. */
static int change_range(struct uk_open_file *of, unsigned int request, const __u64 *range)
{
	struct disk *disk = file_disk(of->file);
	const struct uk_blkdev_cap *cap = uk_blkdev_capabilities(disk->blkdev);
	__u64 size = (__u64)disk_size(disk);

	if ((of->flags & O_ACCMODE) == O_RDONLY)
		return -EBADF;
	if (cap->mode == O_RDONLY)
		return -EPERM;
	if (!range)
		return -EFAULT;
	if ((range[0] | range[1]) % cap->ssize || range[1] > size || range[0] > size - range[1])
		return -EINVAL;
	if (request == BLKZEROOUT)
		return disk_zero(disk, (__off)range[0], (__off)range[1]);
	if (!(cap->features & UK_BLKDEV_F_DISCARD))
		return -EOPNOTSUPP;
	return uk_blkdev_transfer(disk->blkdev, 0, UK_BLKREQ_DISCARD, range[0] / cap->ssize,
	                          range[1] / cap->ssize, NULL, NULL);
}

/* Requests that answer with an int, and the answer. */
static int number(const struct disk *disk, unsigned int request, int *value)
{
	const struct uk_blkdev_cap *cap = uk_blkdev_capabilities(disk->blkdev);

	switch (request) {
	case BLKSSZGET:
		*value = (int)cap->ssize;
		return 0;
	case BLKPBSZGET:
	case BLKIOMIN:
		*value = (int)cap->physical_block;
		return 0;
	case BLKIOOPT:
		*value = (int)cap->optimal_io;
		return 0;
	case BLKBSZGET:
		*value = PAGE;
		return 0;
	case BLKROGET:
		*value = cap->mode == O_RDONLY;
		return 0;
	case BLKALIGNOFF:
	case BLKDISCARDZEROES:
		*value = 0;
		return 0;
	default:
		return -ENOTTY;
	}
}

static int size_request(const struct disk *disk, unsigned int request, void *arg)
{
	switch (request) {
	case BLKGETSIZE64:
		*(__u64 *)arg = (__u64)disk_size(disk);
		return 0;
	case BLKGETSIZE: /* of 512 bytes */
		*(unsigned long *)arg = (unsigned long)disk_size(disk) / 512;
		return 0;
	case BLKRAGET: /* there is no read-ahead */
		*(long *)arg = 0;
		return 0;
	case BLKSECTGET:
		*(unsigned short *)arg = (unsigned short)MIN(
		        uk_blkdev_max_sec_per_req(disk->blkdev) * disk_block(disk) / 512, 0xffffUL);
		return 0;
	case BLKROTATIONAL:
		*(unsigned short *)arg = 1; /* as Linux says of a disk that says nothing */
		return 0;
	default:
		return -ENOTTY;
	}
}

int disk_ioctl(struct uk_open_file *of, unsigned int request, void *arg)
{
	struct disk *disk = file_disk(of->file);
	__u64 nowhere;
	int value, rc;

	switch (request) {
	case BLKFLSBUF: /* nothing is buffered; what was written shall be on the medium */
		return disk_flush(disk);
	case BLKRRPART: /* there are no partitions */
		return -EINVAL;
	case BLKDISCARD:
	case BLKZEROOUT:
		return change_range(of, request, arg);
	default:
		break;
	}
	rc = number(disk, request, &value);
	if (rc == 0 && arg)
		*(int *)arg = value;
	if (rc == -ENOTTY)
		rc = size_request(disk, request, arg ? arg : &nowhere);
	return rc == 0 && !arg ? -EFAULT : rc;
}

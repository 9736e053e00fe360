/* SPDX-License-Identifier: BSD-3-Clause */
/* The disk below a file system: bytes at any place, through uk/blkdev.h. */
#ifndef EXT_DEVICE_H
#define EXT_DEVICE_H

#include <uk/blkdev.h>

#define EXT_BOUNCE (64UL << 10)

struct ext_device {
	struct uk_blkdev *blkdev;
	char name[8]; /* "vda" */
	__u64 size;   /* bytes */
	__sz sector;
	char *bounce; /* EXT_BOUNCE bytes that the device can reach; whoever holds the mount's lock
	               */
};

/* Takes the disk of this name for itself. -ENODEV: there is none; -EBUSY: somebody has it; -EIO.
 * What is wrong is said. */
int ext_device_open(const char *source, struct ext_device **out);
void ext_device_close(struct ext_device *device);

static inline int ext_device_read_only(const struct ext_device *device)
{
	return uk_blkdev_mode(device->blkdev) == O_RDONLY;
}

/* All or an error: -EIO, -EINVAL beyond the end. `buf` is anywhere. */
int ext_device_read(struct ext_device *device, __u64 off, __sz len, void *buf);
int ext_device_write(struct ext_device *device, __u64 off, __sz len, const void *buf);
/* What was written is on the medium. */
int ext_device_flush(struct ext_device *device);

#endif /* EXT_DEVICE_H */

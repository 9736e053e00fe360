/* SPDX-License-Identifier: BSD-3-Clause */
/* Requests of linux/fs.h that the libc's headers lack. */
#include <sys/ioctl.h>
#include <sys/mount.h>

typedef unsigned long range_t[2];

#define BLKDISCARD _IO(0x12, 119)
#define BLKPBSZGET _IO(0x12, 123)
#define BLKZEROOUT _IO(0x12, 127)

#define FALLOC_FL_ZERO_RANGE 0x10

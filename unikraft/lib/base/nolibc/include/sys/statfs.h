/* SPDX-License-Identifier: BSD-3-Clause */
/* Figures of a file system, with the layout of Linux. */
#ifndef NOLIBC_SYS_STATFS_H
#define NOLIBC_SYS_STATFS_H

#include <sys/types.h>

typedef unsigned long fsblkcnt_t;
typedef unsigned long fsfilcnt_t;
typedef struct {
	int __val[2];
} fsid_t;

struct statfs {
	unsigned long f_type, f_bsize;
	fsblkcnt_t f_blocks, f_bfree, f_bavail;
	fsfilcnt_t f_files, f_ffree;
	fsid_t f_fsid;
	unsigned long f_namelen, f_frsize, f_flags, f_spare[4];
};
#endif

/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * File systems and block devices in Linux' interface, as far as programs use it: requests of
 * ioctl(2) with their arguments, flags of system calls. Which requests a file here knows is its
 * driver's affair (docs/storage.md); others give ENOTTY.
 */
#ifndef _LINUX_FS_H
#define _LINUX_FS_H

#include <linux/limits.h>
#include <linux/types.h>
#include <sys/ioctl.h>
#include <sys/mount.h> /* MS_*, and BLK* from BLKROSET to BLKSECTGET */

#define BLOCK_SIZE_BITS 10
#define BLOCK_SIZE      (1 << BLOCK_SIZE_BITS)

#ifndef SEEK_SET
#define SEEK_SET 0
#define SEEK_CUR 1
#define SEEK_END 2
#endif
#ifndef SEEK_DATA
#define SEEK_DATA 3
#define SEEK_HOLE 4
#endif

/* renameat2(2) */
#ifndef RENAME_NOREPLACE
#define RENAME_NOREPLACE (1 << 0)
#define RENAME_EXCHANGE  (1 << 1)
#define RENAME_WHITEOUT  (1 << 2)
#endif

/* preadv2(2), pwritev2(2) */
typedef int __kernel_rwf_t;
#ifndef RWF_HIPRI
#define RWF_HIPRI  0x01
#define RWF_DSYNC  0x02
#define RWF_SYNC   0x04
#define RWF_NOWAIT 0x08
#define RWF_APPEND 0x10
#endif

/* sync_file_range(2) */
#ifndef SYNC_FILE_RANGE_WAIT_BEFORE
#define SYNC_FILE_RANGE_WAIT_BEFORE 1
#define SYNC_FILE_RANGE_WRITE       2
#define SYNC_FILE_RANGE_WAIT_AFTER  4
#endif

/* Block devices; those that sys/mount.h lacks. */
#ifndef BLKROSET
#define BLKROSET   _IO(0x12, 93)
#define BLKROGET   _IO(0x12, 94)
#define BLKRRPART  _IO(0x12, 95)
#define BLKGETSIZE _IO(0x12, 96)
#define BLKFLSBUF  _IO(0x12, 97)
#define BLKRASET   _IO(0x12, 98)
#define BLKRAGET   _IO(0x12, 99)
#define BLKFRASET  _IO(0x12, 100)
#define BLKFRAGET  _IO(0x12, 101)
#define BLKSECTSET _IO(0x12, 102)
#define BLKSECTGET _IO(0x12, 103)
#endif
#ifndef BLKSSZGET
#define BLKSSZGET _IO(0x12, 104)
#endif
#ifndef BLKBSZGET
#define BLKBSZGET    _IOR(0x12, 112, size_t)
#define BLKBSZSET    _IOW(0x12, 113, size_t)
#define BLKGETSIZE64 _IOR(0x12, 114, size_t)
#endif
#define BLKDISCARD       _IO(0x12, 119)
#define BLKIOMIN         _IO(0x12, 120)
#define BLKIOOPT         _IO(0x12, 121)
#define BLKALIGNOFF      _IO(0x12, 122)
#define BLKPBSZGET       _IO(0x12, 123)
#define BLKDISCARDZEROES _IO(0x12, 124)
#define BLKSECDISCARD    _IO(0x12, 125)
#define BLKROTATIONAL    _IO(0x12, 126)
#define BLKZEROOUT       _IO(0x12, 127)

/* File systems */
struct fstrim_range {
	__u64 start;
	__u64 len;
	__u64 minlen;
};

struct file_clone_range {
	__s64 src_fd;
	__u64 src_offset;
	__u64 src_length;
	__u64 dest_offset;
};

struct fsxattr {
	__u32 fsx_xflags;
	__u32 fsx_extsize;
	__u32 fsx_nextents;
	__u32 fsx_projid;
	__u32 fsx_cowextsize;
	unsigned char fsx_pad[8];
};

#define FIBMAP       _IO(0x00, 1)
#define FIGETBSZ     _IO(0x00, 2)
#define FIFREEZE     _IOWR('X', 119, int)
#define FITHAW       _IOWR('X', 120, int)
#define FITRIM       _IOWR('X', 121, struct fstrim_range)
#define FICLONE      _IOW(0x94, 9, int)
#define FICLONERANGE _IOW(0x94, 13, struct file_clone_range)

#define FS_IOC_GETFLAGS   _IOR('f', 1, long)
#define FS_IOC_SETFLAGS   _IOW('f', 2, long)
#define FS_IOC_GETVERSION _IOR('v', 1, long)
#define FS_IOC_SETVERSION _IOW('v', 2, long)
#define FS_IOC_FSGETXATTR _IOR('X', 31, struct fsxattr)
#define FS_IOC_FSSETXATTR _IOW('X', 32, struct fsxattr)

#define FS_SECRM_FL       0x00000001
#define FS_UNRM_FL        0x00000002
#define FS_COMPR_FL       0x00000004
#define FS_SYNC_FL        0x00000008
#define FS_IMMUTABLE_FL   0x00000010
#define FS_APPEND_FL      0x00000020
#define FS_NODUMP_FL      0x00000040
#define FS_NOATIME_FL     0x00000080
#define FS_DIRSYNC_FL     0x00010000
#define FS_TOPDIR_FL      0x00020000
#define FS_EXTENT_FL      0x00080000
#define FS_NOCOW_FL       0x00800000
#define FS_PROJINHERIT_FL 0x20000000

#endif

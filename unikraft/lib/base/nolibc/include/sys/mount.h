/* SPDX-License-Identifier: BSD-3-Clause */
/* Mounting, with the values of Linux. */
#ifndef NOLIBC_SYS_MOUNT_H
#define NOLIBC_SYS_MOUNT_H

#include <stddef.h>
#include <sys/ioctl.h>

#define BLKROSET     _IO(0x12, 93)
#define BLKROGET     _IO(0x12, 94)
#define BLKRRPART    _IO(0x12, 95)
#define BLKGETSIZE   _IO(0x12, 96)
#define BLKFLSBUF    _IO(0x12, 97)
#define BLKRASET     _IO(0x12, 98)
#define BLKRAGET     _IO(0x12, 99)
#define BLKFRASET    _IO(0x12, 100)
#define BLKFRAGET    _IO(0x12, 101)
#define BLKSECTSET   _IO(0x12, 102)
#define BLKSECTGET   _IO(0x12, 103)
#define BLKSSZGET    _IO(0x12, 104)
#define BLKBSZGET    _IOR(0x12, 112, size_t)
#define BLKBSZSET    _IOW(0x12, 113, size_t)
#define BLKGETSIZE64 _IOR(0x12, 114, size_t)

#define MS_RDONLY      1UL
#define MS_NOSUID      2UL
#define MS_NODEV       4UL
#define MS_NOEXEC      8UL
#define MS_SYNCHRONOUS 16UL
#define MS_REMOUNT     32UL
#define MS_MANDLOCK    64UL
#define MS_DIRSYNC     128UL
#define MS_NOSYMFOLLOW 256UL
#define MS_NOATIME     1024UL
#define MS_NODIRATIME  2048UL
#define MS_BIND        4096UL
#define MS_MOVE        8192UL
#define MS_REC         16384UL
#define MS_SILENT      32768UL
#define MS_POSIXACL    (1UL << 16)
#define MS_UNBINDABLE  (1UL << 17)
#define MS_PRIVATE     (1UL << 18)
#define MS_SLAVE       (1UL << 19)
#define MS_SHARED      (1UL << 20)
#define MS_RELATIME    (1UL << 21)
#define MS_STRICTATIME (1UL << 24)
#define MS_LAZYTIME    (1UL << 25)

#define MNT_FORCE       1
#define MNT_DETACH      2
#define MNT_EXPIRE      4
#define UMOUNT_NOFOLLOW 8

#ifdef __cplusplus
extern "C" {
#endif
int mount(const char *source, const char *target, const char *type, unsigned long flags,
          const void *data);
int umount2(const char *target, int flags);
#ifdef __cplusplus
}
#endif
#endif

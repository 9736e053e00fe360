/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The file systems ext2, ext3 and ext4 of a disk. Named so in mount(2) and vfs.fstab; the source is
 * the disk, "vda" or "/dev/vda". The three names mean the same: what the disk has decides.
 *
 * Options, separated by commas: noatime (reading changes no access time), commit=SECONDS (how long
 * a change may wait for the disk; 5). "rw", "ro", "relatime", "errors=remount-ro", "data=ordered"
 * name what is done anyway.
 *
 * A mounted disk belongs to the file system: /dev/vda is EBUSY until it is unmounted, and the other
 * way round. With a journal, a crash loses at most what was not yet committed (fsync, sync, or the
 * time above); the next mount replays it. Without one, a crash makes the file system refuse to be
 * mounted for writing until e2fsck has repaired it.
 */
#ifndef UK_EXT2FS_H
#define UK_EXT2FS_H

#include <uk/vfs.h>

#ifdef __cplusplus
extern "C" {
#endif

extern struct uk_fs uk_ext2, uk_ext3, uk_ext4;

#ifdef __cplusplus
}
#endif

#endif /* UK_EXT2FS_H */

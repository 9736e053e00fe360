/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * 9pfs: a folder of the host as a file system. Named "9pfs" and "9p" in mount(2) and vfs.fstab; the
 * source is the folder's mount tag. Options, separated by commas: aname=PATH (a folder inside,
 * where the host knows such), uname=NAME; those of Linux that choose what is fixed here
 * (trans=virtio, version=9p2000.L, msize=…, cache=…, access=…) are accepted.
 *
 * Nothing is cached but what a look-up found within the last millisecond: every operation asks the
 * host, and the host sees every write when it returns.
 */
#ifndef UK_9PFS_H
#define UK_9PFS_H

#include <uk/vfs.h>

#ifdef __cplusplus
extern "C" {
#endif

extern struct uk_fs uk_9pfs, uk_9p;

#ifdef __cplusplus
}
#endif

#endif /* UK_9PFS_H */

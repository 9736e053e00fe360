/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * virtiofs: a folder of the host as a file system, by FUSE over virtio-fs. Named "virtiofs" in
 * mount(2) and vfs.fstab; the source is the folder's tag. Linux's options that choose what is fixed
 * here (dax=never, rw, ro) are accepted.
 *
 * Contents are not cached: every read and write asks the host, which has seen a write when it
 * returns. What names refer to and attributes are remembered as long as the host vouches for them
 * (virtiofsd's option `cache`: a second by default); changes made here are seen at once.
 */
#ifndef UK_VIRTIOFS_H
#define UK_VIRTIOFS_H

#include <uk/vfs.h>

#ifdef __cplusplus
extern "C" {
#endif

extern struct uk_fs uk_virtiofs;

#ifdef __cplusplus
}
#endif

#endif /* UK_VIRTIOFS_H */

/* SPDX-License-Identifier: BSD-3-Clause */
/* The file system in memory: regular files in page frames, directories, links, device nodes. */
#ifndef UK_RAMFS_H
#define UK_RAMFS_H

#include <uk/vfs.h>

#ifdef __cplusplus
extern "C" {
#endif

extern struct uk_fs uk_ramfs; /* "ramfs" */
extern struct uk_fs uk_tmpfs; /* the same by the name "tmpfs" */

/* Gives an empty regular file contents that stay where they are: nothing is copied until it is
 * written. The memory must stay valid for ever. -EINVAL: not a regular, empty file of ramfs. */
int uk_ramfs_attach(struct uk_node *node, const void *data, __sz len);

#ifdef __cplusplus
}
#endif

#endif /* UK_RAMFS_H */

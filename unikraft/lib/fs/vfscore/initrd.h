/* SPDX-License-Identifier: BSD-3-Clause */
/* Filling a directory from a cpio archive. */
#ifndef VFS_INITRD_H
#define VFS_INITRD_H

#include "vfs.h"

/* Makes the archive's files below the directory; on ramfs their contents stay in the archive, which
 * must remain. 0, -EINVAL (a damaged archive; what came before the damage is there), -ENOSPC. */
int vfs_unpack(const void *archive, __sz len, const char *where);

/* Makes the directories above the last component of a name that are missing. */
void vfs_make_parents(struct uk_node *top, const char *name);

#endif /* VFS_INITRD_H */

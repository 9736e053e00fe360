/* SPDX-License-Identifier: BSD-3-Clause */
/* An open file, as vnode operations see it. It lives from vop_open to vop_close. */
#ifndef VFSCORE_FILE_H
#define VFSCORE_FILE_H

#include <stdint.h>
#include <sys/types.h>
#include <vfscore/dentry.h>

#ifdef __cplusplus
extern "C" {
#endif

struct vfscore_file {
	int fd;          /* -1: descriptors are above, and several may share this */
	int f_flags;     /* UK_FREAD, UK_FWRITE and O_* (vfscore/fs.h) */
	int f_count;     /* 1 */
	off_t f_offset;  /* position; of a directory the driver's own, starting with 0 */
	void *f_data;    /* the driver's */
	int f_vfs_flags; /* 0 */
	struct dentry *f_dentry;
	struct uk_mutex f_lock;
};

#ifdef __cplusplus
}
#endif

#endif /* VFSCORE_FILE_H */

/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Reading directories. The driver's positions are its own and start with 0; the VFS has 0 and 1 for
 * "." and ".." and gives these itself, so ours are two more and a driver's dots are left out. An
 * entry that the program has no room for is kept, for drivers that cannot go back.
 */
#include <unistd.h>
#include "ukvnode.h"

#define FIRST 2

/* The entry at this position into the handle: 0, -ENOENT at the end, or an error. */
static int fetch(struct vn_handle *handle, struct vnode *vp, off_t at)
{
	int rc;

	if (handle->pending && handle->pending_at == at)
		return 0;
	handle->pending = 0;
	memset(&handle->entry, 0, sizeof(handle->entry));
	handle->file.f_offset = at;
	rc = vn_error(VOP_READDIR(vp, &handle->file, &handle->entry));
	if (rc)
		return rc;
	handle->entry.d_name[sizeof(handle->entry.d_name) - 1] = '\0';
	handle->pending = 1;
	handle->pending_at = at;
	/* A driver with its own idea of where it stands need not say so. */
	handle->pending_next = handle->file.f_offset != at ? handle->file.f_offset : at + 1;
	return 0;
}

static int is_dots(const char *name)
{
	return !strcmp(name, ".") || !strcmp(name, "..");
}

static int read_entries(struct uk_open_file *of, uk_readdir_fn emit, void *arg)
{
	struct vn_handle *handle = of->handle;
	struct vnode *vp = handle->file.f_dentry->d_vnode;
	const struct dirent *entry = &handle->entry;
	int rc;

	for (;;) {
		rc = fetch(handle, vp, of->pos - FIRST);
		if (rc)
			return rc == -ENOENT ? 0 : rc;
		if (!is_dots(entry->d_name)) {
			rc = emit(arg, entry->d_name, strlen(entry->d_name), entry->d_ino,
			          entry->d_type, handle->pending_next + FIRST);
			if (rc)
				return rc;
		}
		of->pos = handle->pending_next + FIRST;
		handle->pending = 0;
	}
}

static int dir_read(struct uk_open_file *of, uk_readdir_fn emit, void *arg)
{
	struct uk_node *node = uk_file_node(of->file);
	struct vn_mount *m = vn_mount_of_node(node);
	int rc;

	if (!of->handle)
		return -EBADF;
	if (VN_ABSENT(&vn_of_node(node)->vnode, vop_readdir))
		return -EINVAL;
	vn_begin(m);
	rc = read_entries(of, emit, arg);
	vn_end(m);
	return rc;
}

static __ssz dir_no_read(struct uk_open_file *of __maybe_unused,
                         const struct iovec *iov __maybe_unused, int iovcnt __maybe_unused,
                         __off off __maybe_unused)
{
	return -EISDIR;
}

static __off dir_seek(struct uk_open_file *of, __off off, int whence)
{
	if (whence == SEEK_CUR)
		off += of->pos;
	else if (whence != SEEK_SET)
		return -EINVAL;
	if (off < 0)
		return -EINVAL;
	of->pos = off;
	return off;
}

const struct uk_file_ops vn_dir_ops = {
        .read = dir_no_read,
        .seek = dir_seek,
        .stat = vn_file_stat,
        .ioctl = vn_ioctl,
        .sync = vn_sync,
        .readdir = dir_read,
        .closed = vn_closed,
        .release = vn_release,
};

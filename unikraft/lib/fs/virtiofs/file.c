/* SPDX-License-Identifier: BSD-3-Clause */
/* Regular files: reading, writing, positions. */
#include <unistd.h>
#include "virtiofs.h"

static __ssz read_at(struct uk_open_file *of, const struct iovec *iov, int iovcnt, __off off)
{
	struct virtiofs_handle *handle = of->handle;
	struct uk_fuse_file *file = uk_fuse_file_get(handle->file);
	__ssz n = uk_fuse_read(file, iov, iovcnt, (__u64)off);

	uk_fuse_file_put(file);
	virtiofs_changed(uk_file_node(of->file)); /* the access time */
	return n;
}

static __ssz file_read(struct uk_open_file *of, const struct iovec *iov, int iovcnt, __off off)
{
	struct virtiofs_handle *handle = of->handle;
	__ssz n;

	if (!handle)
		return -EBADF;
	if (off >= 0)
		return read_at(of, iov, iovcnt, off);
	virtiofs_lock(handle);
	n = read_at(of, iov, iovcnt, of->pos);
	if (n > 0)
		of->pos += n;
	virtiofs_unlock(handle);
	return n;
}

/* The host appends by itself where it opened the file so; the place given is for those that do not,
 * and for our position. */
static __ssz write_at(struct uk_open_file *of, const struct iovec *iov, int iovcnt, __off *at)
{
	struct virtiofs_handle *handle = of->handle;
	struct uk_node *node = uk_file_node(of->file);
	struct uk_fuse_file *file;
	__ssz n;
	int rc = virtiofs_follow_flags(of);

	if (rc)
		return rc;
	if (of->flags & O_APPEND) {
		virtiofs_changed(node);
		rc = virtiofs_refresh(node);
		if (rc)
			return rc;
		*at = node->size;
	}
	file = uk_fuse_file_get(handle->file);
	n = uk_fuse_write(file, iov, iovcnt, (__u64)*at);
	uk_fuse_file_put(file);
	if (n > 0) {
		*at += n;
		if (node->size < *at)
			node->size = *at;
	}
	virtiofs_changed(node);
	return n;
}

static __ssz file_write(struct uk_open_file *of, const struct iovec *iov, int iovcnt, __off off)
{
	struct virtiofs_handle *handle = of->handle;
	__off at = off;
	__ssz n;

	if (!handle)
		return -EBADF;
	if (off >= 0)
		return write_at(of, iov, iovcnt, &at);
	virtiofs_lock(handle);
	at = of->pos;
	n = write_at(of, iov, iovcnt, &at);
	if (n > 0)
		of->pos = at;
	virtiofs_unlock(handle);
	return n;
}

/* Where data or a hole begins. To a host that does not tell, all of a file is data. */
static __off seek_kind(struct uk_open_file *of, __off off, int whence)
{
	struct virtiofs_handle *handle = of->handle;
	struct uk_node *node = uk_file_node(of->file);
	struct uk_fuse_file *file;
	__u64 found;
	int rc;

	if (off < 0 || off >= node->size)
		return -ENXIO;
	file = uk_fuse_file_get(handle->file);
	rc = uk_fuse_lseek(file, (__u64)off, whence, &found);
	uk_fuse_file_put(file);
	if (rc == -ENOSYS)
		return whence == SEEK_DATA ? off : node->size;
	return rc ? rc : (__off)found;
}

static __off new_position(struct uk_open_file *of, __off off, int whence)
{
	struct uk_node *node = uk_file_node(of->file);
	__off base = whence == SEEK_SET ? 0 : of->pos;
	int rc;

	if (whence != SEEK_SET && whence != SEEK_CUR) {
		rc = virtiofs_refresh(node);
		if (rc)
			return rc;
		if (whence != SEEK_END)
			return seek_kind(of, off, whence);
		base = node->size;
	}
	if (__builtin_add_overflow(off, base, &off) || off < 0)
		return -EINVAL;
	return off;
}

static __off file_seek(struct uk_open_file *of, __off off, int whence)
{
	struct virtiofs_handle *handle = of->handle;

	if (!handle)
		return -EBADF;
	virtiofs_lock(handle);
	off = new_position(of, off, whence);
	if (off >= 0)
		of->pos = off;
	virtiofs_unlock(handle);
	return off;
}

static int file_allocate(struct uk_file *file, int mode, __off off, __off len)
{
	struct uk_node *node = uk_file_node(file);
	struct uk_fuse_file *opened = virtiofs_open_file(node, 1);
	int rc = -EBADF;

	if (opened)
		rc = uk_fuse_fallocate(opened, mode, (__u64)off, (__u64)len);
	uk_fuse_file_put(opened);
	virtiofs_changed(node);
	return rc;
}

const struct uk_file_ops virtiofs_file_ops = {
        .read = file_read,
        .write = file_write,
        .seek = file_seek,
        .stat = virtiofs_stat,
        .truncate = virtiofs_truncate,
        .allocate = file_allocate,
        .sync = virtiofs_sync,
        .closed = virtiofs_closed,
        .release = virtiofs_release,
};

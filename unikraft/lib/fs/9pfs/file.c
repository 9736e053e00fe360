/* SPDX-License-Identifier: BSD-3-Clause */
/* Regular files: reading, writing, positions. */
#include <unistd.h>
#include "9pfs.h"

static __ssz read_at(struct uk_open_file *of, const struct iovec *iov, int iovcnt, __off off)
{
	struct p9fs_handle *handle = of->handle;
	struct uk_9p_fid *fid = uk_9p_fid_get(handle->fid);
	__ssz n = uk_9p_read(fid, iov, iovcnt, (__u64)off);

	uk_9p_fid_put(fid);
	p9fs_changed(uk_file_node(of->file)); /* the access time */
	return n;
}

static __ssz file_read(struct uk_open_file *of, const struct iovec *iov, int iovcnt, __off off)
{
	struct p9fs_handle *handle = of->handle;
	__ssz n;

	if (!handle)
		return -EBADF;
	if (off >= 0)
		return read_at(of, iov, iovcnt, off);
	p9fs_lock(handle);
	n = read_at(of, iov, iovcnt, of->pos);
	if (n > 0)
		of->pos += n;
	p9fs_unlock(handle);
	return n;
}

/* The host appends by itself where it opened the file so; the place given is for those that do not,
 * and for our position. */
static __ssz write_at(struct uk_open_file *of, const struct iovec *iov, int iovcnt, __off *at)
{
	struct p9fs_handle *handle = of->handle;
	struct uk_node *node = uk_file_node(of->file);
	struct uk_9p_fid *fid;
	__ssz n;
	int rc = p9fs_follow_flags(of);

	if (rc)
		return rc;
	if (of->flags & O_APPEND) {
		p9fs_changed(node);
		rc = p9fs_refresh(node);
		if (rc)
			return rc;
		*at = node->size;
	}
	fid = uk_9p_fid_get(handle->fid);
	n = uk_9p_write(fid, iov, iovcnt, (__u64)*at);
	uk_9p_fid_put(fid);
	if (n > 0) {
		*at += n;
		if (node->size < *at)
			node->size = *at;
	}
	p9fs_changed(node);
	return n;
}

static __ssz file_write(struct uk_open_file *of, const struct iovec *iov, int iovcnt, __off off)
{
	struct p9fs_handle *handle = of->handle;
	__off at = off;
	__ssz n;

	if (!handle)
		return -EBADF;
	if (off >= 0)
		return write_at(of, iov, iovcnt, &at);
	p9fs_lock(handle);
	at = of->pos;
	n = write_at(of, iov, iovcnt, &at);
	if (n > 0)
		of->pos = at;
	p9fs_unlock(handle);
	return n;
}

/* The protocol does not tell holes: all of a file is data. */
static __off seek_kind(const struct uk_node *node, __off off, int data)
{
	if (off < 0 || off >= node->size)
		return -ENXIO;
	return data ? off : node->size;
}

static __off new_position(struct uk_open_file *of, __off off, int whence)
{
	struct uk_node *node = uk_file_node(of->file);
	__off base = whence == SEEK_SET ? 0 : of->pos;
	int rc;

	if (whence != SEEK_SET && whence != SEEK_CUR) {
		rc = p9fs_refresh(node);
		if (rc)
			return rc;
		if (whence != SEEK_END)
			return seek_kind(node, off, whence == SEEK_DATA);
		base = node->size;
	}
	if (__builtin_add_overflow(off, base, &off) || off < 0)
		return -EINVAL;
	return off;
}

static __off file_seek(struct uk_open_file *of, __off off, int whence)
{
	struct p9fs_handle *handle = of->handle;

	if (!handle)
		return -EBADF;
	p9fs_lock(handle);
	off = new_position(of, off, whence);
	if (off >= 0)
		of->pos = off;
	p9fs_unlock(handle);
	return off;
}

const struct uk_file_ops p9fs_file_ops = {
        .read = file_read,
        .write = file_write,
        .seek = file_seek,
        .stat = p9fs_stat,
        .truncate = p9fs_truncate,
        .sync = p9fs_sync,
        .closed = p9fs_closed,
        .release = p9fs_release,
};

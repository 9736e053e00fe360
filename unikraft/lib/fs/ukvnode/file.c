/* SPDX-License-Identifier: BSD-3-Clause */
/* Regular files: reading, writing, positions, sizes. */
#include <unistd.h>
#include "ukvnode.h"

/* One piece of memory a time, since not every driver goes on to the next. The bytes moved, or the
 * error when there were none; *at becomes where the file goes on. */
static __ssz transfer(struct vn_handle *handle, const struct iovec *iov, int iovcnt, off_t *at,
                      enum uio_rw rw, int ioflag)
{
	struct vnode *vp = handle->file.f_dentry->d_vnode;
	__ssz total = 0;
	int rc = 0;

	for (int i = 0; i < iovcnt && !rc; i++) {
		struct iovec piece = iov[i];
		struct uio uio = {&piece, 1, *at, (ssize_t)piece.iov_len, rw};

		if (!piece.iov_len)
			continue;
		if (rw == UIO_READ)
			rc = vn_error(VOP_READ(vp, &handle->file, &uio, ioflag));
		else
			rc = vn_error(VOP_WRITE(vp, &uio, ioflag));
		if (uio.uio_resid < 0 || (size_t)uio.uio_resid > iov[i].iov_len)
			return -EIO;
		*at = uio.uio_offset;
		total += (__ssz)iov[i].iov_len - uio.uio_resid;
		if (uio.uio_resid)
			break;
	}
	return total ? total : rc;
}

static int ioflag_of(unsigned int flags, enum uio_rw rw)
{
	return (rw == UIO_WRITE && (flags & O_APPEND) ? IO_APPEND : 0) |
	       (flags & (O_SYNC | O_DSYNC) ? IO_SYNC : 0);
}

static __ssz read_write(struct uk_open_file *of, const struct iovec *iov, int iovcnt, __off off,
                        enum uio_rw rw)
{
	struct uk_node *node = uk_file_node(of->file);
	struct vn_mount *m = vn_mount_of_node(node);
	struct vn_handle *handle = of->handle;
	off_t at;
	__ssz n;

	if (!handle)
		return -EBADF;
	vn_begin(m);
	at = off >= 0 ? off : of->pos;
	n = transfer(handle, iov, iovcnt, &at, rw, ioflag_of(of->flags, rw));
	if (n > 0 && off < 0)
		of->pos = handle->file.f_offset = at;
	if (n > 0)
		uk_node_touch(node, rw == UIO_READ ? UK_NODE_ATIME : UK_NODE_MTIME | UK_NODE_CTIME);
	node->size = vn_of_node(node)->vnode.v_size;
	vn_end(m);
	return n;
}

static __ssz file_read(struct uk_open_file *of, const struct iovec *iov, int iovcnt, __off off)
{
	if (!vn_of_node(uk_file_node(of->file))->vnode.v_op->vop_read)
		return -EINVAL;
	return read_write(of, iov, iovcnt, off, UIO_READ);
}

/* A driver that moved nothing and calls it success would have the program try for ever. */
static __ssz file_write(struct uk_open_file *of, const struct iovec *iov, int iovcnt, __off off)
{
	__ssz n;

	if (VN_ABSENT(&vn_of_node(uk_file_node(of->file))->vnode, vop_write))
		return -EINVAL;
	n = read_write(of, iov, iovcnt, off, UIO_WRITE);
	return n || !uk_iov_length(iov, iovcnt) ? n : -EIO;
}

/* vnodes do not tell holes: all of a file is data. */
static __off target_of(struct uk_open_file *of, __off off, int whence)
{
	struct vn_node *vn = vn_of_node(uk_file_node(of->file));
	__off base = whence == SEEK_SET ? 0 : of->pos;
	int rc;

	if (whence != SEEK_SET && whence != SEEK_CUR) {
		rc = vn_refresh(vn);
		if (rc)
			return rc;
		base = vn->node.size;
	}
	if (whence == SEEK_DATA || whence == SEEK_HOLE) {
		if (off < 0 || off >= base)
			return -ENXIO;
		return whence == SEEK_DATA ? off : base;
	}
	if (__builtin_add_overflow(off, base, &off) || off < 0)
		return -EINVAL;
	return off;
}

static __off seek(struct uk_open_file *of, __off off, int whence)
{
	struct vn_handle *handle = of->handle;
	struct vnode *vp = handle->file.f_dentry->d_vnode;
	int rc = 0;

	off = target_of(of, off, whence);
	if (off < 0)
		return off;
	if (vp->v_op->vop_seek)
		rc = vn_error(VOP_SEEK(vp, &handle->file, of->pos, off));
	if (rc)
		return rc;
	of->pos = handle->file.f_offset = off;
	return off;
}

static __off file_seek(struct uk_open_file *of, __off off, int whence)
{
	struct vn_mount *m = vn_mount_of_node(uk_file_node(of->file));

	if (!of->handle)
		return -EBADF;
	vn_begin(m);
	off = seek(of, off, whence);
	vn_end(m);
	return off;
}

static int file_truncate(struct uk_file *file, __off length)
{
	struct uk_node *node = uk_file_node(file);
	struct vn_mount *m = vn_mount_of_node(node);
	struct vnode *vp = &vn_of_node(node)->vnode;
	int rc;

	if (VN_ABSENT(vp, vop_truncate))
		return -EINVAL;
	vn_begin(m);
	rc = vn_error(VOP_TRUNCATE(vp, length));
	if (!rc) {
		node->size = vp->v_size;
		uk_node_touch(node, UK_NODE_MTIME | UK_NODE_CTIME);
	}
	vn_end(m);
	return rc;
}

static int file_allocate(struct uk_file *file, int mode, __off off, __off len)
{
	struct uk_node *node = uk_file_node(file);
	struct vn_mount *m = vn_mount_of_node(node);
	struct vnode *vp = &vn_of_node(node)->vnode;
	int rc;

	if (VN_REFUSED(vp, vop_fallocate))
		return -EOPNOTSUPP;
	vn_begin(m);
	rc = vn_error(VOP_FALLOCATE(vp, mode, off, len));
	node->size = vp->v_size;
	vn_end(m);
	return rc;
}

const struct uk_file_ops vn_file_ops = {
        .read = file_read,
        .write = file_write,
        .seek = file_seek,
        .stat = vn_file_stat,
        .ioctl = vn_ioctl,
        .truncate = file_truncate,
        .allocate = file_allocate,
        .sync = vn_sync,
        .closed = vn_closed,
        .release = vn_release,
};

/* Links, FIFOs, sockets: only their attributes are asked for. */
const struct uk_file_ops vn_other_ops = {
        .stat = vn_file_stat,
        .release = vn_release,
};

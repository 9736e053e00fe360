/* SPDX-License-Identifier: BSD-3-Clause */
/* Contents of files and links. */
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <vfscore/file.h>
#include "testfs.h"

int testfs_read(struct vnode *vp, struct vfscore_file *fp, struct uio *uio, int ioflag)
{
	struct testfs_inode *inode = vp->v_data;
	size_t len;

	(void)ioflag;
	testfs_pause(testfs_of(vp));
	if (fp->f_dentry->d_vnode != vp)
		return EBADF;
	if (vp->v_type != VREG)
		return EINVAL;
	if (uio->uio_offset >= vp->v_size)
		return 0;
	len = inode->size - (size_t)uio->uio_offset;
	if (len > (size_t)uio->uio_resid)
		len = (size_t)uio->uio_resid;
	testfs_now(&inode->atime);
	return vfscore_uiomove(inode->data + uio->uio_offset, (int)len, uio);
}

static int resize(struct testfs_inode *inode, size_t size)
{
	if (size > 1 << 28)
		return EFBIG;
	if (size > inode->space) {
		size_t space = size * 2;
		char *data = realloc(inode->data, space);

		if (!data)
			return ENOSPC;
		inode->data = data;
		inode->space = space;
	}
	if (size > inode->size)
		memset(inode->data + inode->size, 0, size - inode->size);
	inode->size = size;
	return 0;
}

static void changed(struct testfs_inode *inode)
{
	testfs_now(&inode->mtime);
	inode->ctime = inode->mtime;
}

int testfs_write(struct vnode *vp, struct uio *uio, int ioflag)
{
	struct testfs_inode *inode = vp->v_data;
	size_t end;
	int error;

	testfs_pause(testfs_of(vp));
	if (vp->v_type != VREG)
		return EINVAL;
	if (ioflag & IO_APPEND)
		uio->uio_offset = vp->v_size;
	end = (size_t)uio->uio_offset + (size_t)uio->uio_resid;
	error = end > inode->size ? resize(inode, end) : 0;
	if (error)
		return error;
	vp->v_size = (off_t)inode->size;
	changed(inode);
	return vfscore_uiomove(inode->data + uio->uio_offset, (int)uio->uio_resid, uio);
}

int testfs_truncate(struct vnode *vp, off_t length)
{
	struct testfs_inode *inode = vp->v_data;
	int error = resize(inode, (size_t)length);

	testfs_pause(testfs_of(vp));
	if (error)
		return error;
	vp->v_size = length;
	changed(inode);
	return 0;
}

int testfs_readlink(struct vnode *vp, struct uio *uio)
{
	struct testfs_inode *inode = vp->v_data;

	return vfscore_uiomove(inode->data, (int)inode->size, uio);
}

/* SPDX-License-Identifier: BSD-3-Clause */
/* Open files, and what is done with one whatever it is. */
#include "ukvnode.h"

int vn_open(struct uk_node *node, unsigned int flags, void **out)
{
	struct vn_handle *handle = uk_zalloc(uk_alloc_get_default(), sizeof(*handle));
	struct vn_node *vn = vn_of_node(node);
	struct vn_mount *m = vn_mount_of_node(node);
	int rc = 0;

	if (!handle)
		return -ENOMEM;
	handle->file.fd = -1;
	handle->file.f_flags = vfscore_fflags((int)flags);
	handle->file.f_count = 1;
	handle->file.f_dentry = &vn->dentry;
	uk_mutex_init(&handle->file.f_lock);
	vn_begin(m);
	if (vn->vnode.v_op->vop_open)
		rc = vn_error(VOP_OPEN(&vn->vnode, &handle->file));
	if (rc) {
		uk_free(uk_alloc_get_default(), handle);
	} else {
		vref(&vn->vnode);
		uk_list_add(&handle->link, &vn->handles);
		*out = handle;
	}
	vn_end(m);
	return rc;
}

static void close_now(struct vn_later *later)
{
	struct vn_handle *handle = __containerof(later, struct vn_handle, later);
	struct vnode *vp = handle->file.f_dentry->d_vnode;

	if (vp->v_op->vop_close)
		VOP_CLOSE(vp, &handle->file);
	uk_free(uk_alloc_get_default(), handle);
	vrele(vp);
}

void vn_closed(struct uk_open_file *of)
{
	struct vn_handle *handle = of->handle;

	if (!handle)
		return;
	of->handle = NULL;
	uk_list_del(&handle->link);
	vn_do_later(vn_mount_of_node(uk_file_node(of->file)), &handle->later, close_now);
}

int vn_sync(struct uk_file *file, int data_only __maybe_unused)
{
	struct vn_node *vn = vn_of_node(uk_file_node(file));
	struct vn_mount *m = vn_mount_of_node(&vn->node);
	struct vfscore_file none = {.fd = -1, .f_count = 1, .f_dentry = &vn->dentry}, *fp = &none;
	int rc = 0;

	vn_begin(m);
	uk_mutex_init(&none.f_lock);
	if (!uk_list_empty(&vn->handles))
		fp = &uk_list_first_entry(&vn->handles, struct vn_handle, link)->file;
	if (vn->vnode.v_op->vop_fsync)
		rc = vn_error(VOP_FSYNC(&vn->vnode, fp));
	vn_end(m);
	return rc;
}

int vn_ioctl(struct uk_open_file *of, unsigned int request, void *arg)
{
	struct vn_handle *handle = of->handle;
	struct uk_node *node = uk_file_node(of->file);
	struct vnode *vp = &vn_of_node(node)->vnode;
	struct vn_mount *m = vn_mount_of_node(node);
	int rc;

	if (!handle || VN_REFUSED(vp, vop_ioctl))
		return -ENOTTY;
	vn_begin(m);
	rc = vn_error(VOP_IOCTL(vp, &handle->file, request, arg));
	vn_end(m);
	return rc;
}

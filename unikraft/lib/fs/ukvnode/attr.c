/* SPDX-License-Identifier: BSD-3-Clause */
/* Attributes: what the driver knows, and for the rest what the node says. */
#include <uk/plat/time.h>
#include "ukvnode.h"

static struct vattr known(const struct vn_node *vn)
{
	const struct uk_node *node = &vn->node;
	const struct vnode *vp = &vn->vnode;

	return (struct vattr){
	        .va_type = (enum vtype)vp->v_type,
	        .va_mode = vp->v_mode & 07777,
	        .va_nlink = node->nlink,
	        .va_uid = node->uid,
	        .va_gid = node->gid,
	        .va_fsid = node->super->dev,
	        .va_nodeid = vp->v_ino,
	        .va_atime = node->atime,
	        .va_mtime = node->mtime,
	        .va_ctime = node->ctime,
	        .va_rdev = node->rdev,
	        .va_size = vp->v_size,
	};
}

static void store(struct vn_node *vn, const struct vattr *va)
{
	struct uk_node *node = &vn->node;

	node->mode = VTTOIF(vn->vnode.v_type) | (va->va_mode & 07777);
	if (va->va_nlink)
		node->nlink = va->va_nlink;
	node->uid = va->va_uid;
	node->gid = va->va_gid;
	node->rdev = va->va_rdev;
	node->size = va->va_size;
	node->blocks =
	        (blkcnt_t)(va->va_nblocks ? va->va_nblocks : ((__u64)va->va_size + 511) / 512);
	node->atime = va->va_atime;
	node->mtime = va->va_mtime;
	node->ctime = va->va_ctime;
}

/* A removed file's data may be gone with its name: it keeps what was known. */
int vn_refresh(struct vn_node *vn)
{
	struct vnode *vp = &vn->vnode;
	struct vattr va = known(vn);
	int rc = 0;

	if (!vn->removed && vp->v_op->vop_getattr)
		rc = vn_error(VOP_GETATTR(vp, &va));
	if (!rc)
		store(vn, &va);
	return rc;
}

int vn_file_stat(struct uk_file *file, struct stat *st)
{
	struct uk_node *node = uk_file_node(file);
	struct vn_mount *m = vn_mount_of_node(node);
	int rc;

	vn_begin(m);
	rc = vn_refresh(vn_of_node(node));
	if (!rc)
		uk_node_stat(node, st);
	vn_end(m);
	return rc;
}

static struct timespec time_of(unsigned int now, struct timespec time)
{
	__nsec ns;

	if (!now)
		return time;
	ns = ukplat_wall_clock();
	return (struct timespec){.tv_sec = (time_t)(ns / UKARCH_NSEC_PER_SEC),
	                         .tv_nsec = (long)(ns % UKARCH_NSEC_PER_SEC)};
}

static struct vattr change(const struct vn_node *vn, const struct uk_node_attr *attr)
{
	unsigned int which = attr->which;
	struct vattr va = known(vn);

	va.va_mask = (which & UK_ATTR_MODE ? AT_MODE : 0) | (which & UK_ATTR_UID ? AT_UID : 0) |
	             (which & UK_ATTR_GID ? AT_GID : 0) | (which & UK_ATTR_ATIME ? AT_ATIME : 0) |
	             (which & UK_ATTR_MTIME ? AT_MTIME : 0);
	if (which & UK_ATTR_MODE)
		va.va_mode = attr->mode & 07777;
	if (which & UK_ATTR_UID)
		va.va_uid = attr->uid;
	if (which & UK_ATTR_GID)
		va.va_gid = attr->gid;
	if (which & UK_ATTR_ATIME)
		va.va_atime = time_of(which & UK_ATTR_ATIME_NOW, attr->atime);
	if (which & UK_ATTR_MTIME)
		va.va_mtime = time_of(which & UK_ATTR_MTIME_NOW, attr->mtime);
	return va;
}

int vn_setattr(struct uk_node *node, const struct uk_node_attr *attr)
{
	struct vn_node *vn = vn_of_node(node);
	struct vn_mount *m = vn_mount_of_node(node);
	struct vattr va;
	int rc = 0;

	vn_begin(m);
	va = change(vn, attr);
	if (vn->vnode.v_op->vop_setattr && !vn->removed)
		rc = vn_error(VOP_SETATTR(&vn->vnode, &va));
	if (!rc && (va.va_mask & AT_MODE))
		vn->vnode.v_mode = (vn->vnode.v_mode & ~07777u) | va.va_mode;
	vn_end(m);
	return rc;
}

int vn_stat(struct vnode *vp, struct stat *st)
{
	struct vn_node *vn = vn_of(vp);
	int rc;

	if (!vn->alive)
		return EINVAL;
	rc = vn_refresh(vn);
	if (!rc)
		uk_node_stat(&vn->node, st);
	return -rc;
}

int vn_access(struct vnode *vp, int flags)
{
	if ((flags & VWRITE) && (vp->v_mount->m_flags & MNT_RDONLY))
		return EROFS;
	if ((flags & VEXEC) && vp->v_type != VDIR && !(vp->v_mode & 0111))
		return EACCES;
	return 0;
}

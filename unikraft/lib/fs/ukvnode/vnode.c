/* SPDX-License-Identifier: BSD-3-Clause */
/* vnodes: by their number, references on both sides, their end. */
#include "ukvnode.h"

static struct uk_list_head *bucket_of(struct vn_mount *m, uint64_t ino)
{
	return &m->buckets[(ino ^ ino >> 6 ^ ino >> 12) % VN_BUCKETS];
}

static struct vnode *find(struct vn_mount *m, uint64_t ino)
{
	struct vnode *vp;

	uk_list_for_each_entry (vp, bucket_of(m, ino), v_link)
		if (vp->v_ino == ino)
			return vp;
	return NULL;
}

static struct vn_node *vn_new(struct mount *mp, uint64_t ino)
{
	struct vn_node *vn = uk_zalloc(uk_alloc_get_default(), sizeof(*vn));

	if (!vn)
		return NULL;
	vn->vnode.v_ino = ino;
	vn->vnode.v_mount = mp;
	vn->vnode.v_op = mp->m_op->vfs_vnops;
	vn->vnode.v_refcnt = 1;
	uk_mutex_init_config(&vn->vnode.v_lock, UK_MUTEX_CONFIG_RECURSE);
	UK_INIT_LIST_HEAD(&vn->vnode.v_names);
	UK_INIT_LIST_HEAD(&vn->vnode.v_link);
	UK_INIT_LIST_HEAD(&vn->handles);
	vn->dentry.d_refcnt = 1;
	vn->dentry.d_vnode = &vn->vnode;
	vn->dentry.d_mount = mp;
	uk_mutex_init(&vn->dentry.d_lock);
	UK_INIT_LIST_HEAD(&vn->dentry.d_child_list);
	UK_INIT_LIST_HEAD(&vn->dentry.d_child_link);
	uk_list_add(&vn->dentry.d_names_link, &vn->vnode.v_names);
	return vn;
}

int vfscore_vget(struct mount *mp, uint64_t ino, struct vnode **vpp)
{
	struct vn_node *vn;

	*vpp = vn_lookup(mp, ino);
	if (*vpp)
		return 1;
	vn = vn_new(mp, ino);
	if (!vn)
		return 0;
	if (mp->m_op->vfs_vget && VFS_VGET(mp, &vn->vnode)) {
		uk_free(uk_alloc_get_default(), vn);
		return 0;
	}
	uk_list_add(&vn->vnode.v_link, bucket_of(vn_mount_of(mp), ino));
	vn_lock(&vn->vnode);
	*vpp = &vn->vnode;
	return 0;
}

struct vnode *vn_lookup(struct mount *mp, uint64_t ino)
{
	struct vnode *vp = find(vn_mount_of(mp), ino);

	if (vp) {
		vref(vp);
		vn_lock(vp);
	}
	return vp;
}

void vn_lock(struct vnode *vp)
{
	uk_mutex_lock(&vp->v_lock);
}

void vn_unlock(struct vnode *vp)
{
	uk_mutex_unlock(&vp->v_lock);
}

void vref(struct vnode *vp)
{
	UK_ASSERT(vp->v_refcnt > 0);
	vp->v_refcnt++;
}

/* Ends a vnode without references; the parent's reference that it had, or NULL. */
static struct vnode *vn_free(struct vnode *vp)
{
	struct vn_node *vn = vn_of(vp);
	struct vnode *parent = vn_take_place(vn);

	UK_ASSERT(!vn->alive);
	uk_list_del(&vp->v_link);
	if (vp->v_op->vop_inactive)
		VOP_INACTIVE(vp);
	uk_free(uk_alloc_get_default(), vn->dentry.d_path);
	uk_free(uk_alloc_get_default(), vn->target);
	uk_free(uk_alloc_get_default(), vn);
	return parent;
}

void vrele(struct vnode *vp)
{
	while (vp) {
		UK_ASSERT(vp->v_refcnt > 0);
		vp = --vp->v_refcnt ? NULL : vn_free(vp);
	}
}

void vput(struct vnode *vp)
{
	vn_unlock(vp);
	vrele(vp);
}

static const struct uk_file_ops *file_ops(int type)
{
	if (type == VREG)
		return &vn_file_ops;
	return type == VDIR ? &vn_dir_ops : &vn_other_ops;
}

struct uk_node *vn_adopt(struct vn_node *vn)
{
	struct vnode *vp = &vn->vnode;
	struct vn_mount *m = vn_mount_of(vp->v_mount);

	if (!vn->alive) {
		uk_node_init(&vn->node, m->super, &vn_node_ops, file_ops(vp->v_type), vp->v_ino,
		             VTTOIF(vp->v_type) | (vp->v_mode & 07777));
		vn->alive = 1;
		m->alive++;
		return &vn->node;
	}
	/* The node has its reference of the vnode already, also when nobody wants it any more and
	 * it only waits to be taken down: then it is wanted again. */
	vp->v_refcnt--;
	if (vn->queued) {
		uk_list_del(&vn->later.link);
		vn->queued = 0;
	}
	return uk_node_get(&vn->node);
}

static void take_down(struct vn_later *later)
{
	struct vn_node *vn = __containerof(later, struct vn_node, later);

	vn->queued = vn->alive = 0;
	vn_mount_of(vn->vnode.v_mount)->alive--;
	vrele(&vn->vnode);
}

void vn_release(struct uk_file *file)
{
	struct vn_node *vn = vn_of_node(uk_file_node(file));

	uk_node_fini(&vn->node);
	vn->queued = 1;
	vn_do_later(vn_mount_of(vn->vnode.v_mount), &vn->later, take_down);
}

void vn_lost_name(struct vn_node *vn)
{
	if (S_ISDIR(vn->node.mode) || vn->node.nlink <= 1)
		vn->node.nlink = 0;
	else
		vn->node.nlink--;
	uk_node_touch(&vn->node, UK_NODE_CTIME);
	if (!vn->node.nlink) {
		/* The number may be used for another file from now on. */
		vn->removed = 1;
		uk_list_del_init(&vn->vnode.v_link);
	}
	vn_forget_place(vn);
}

void vn_drop_root(struct vn_node *root)
{
	if (root->alive) {
		uk_node_fini(&root->node);
		root->alive = 0;
		vn_mount_of(root->vnode.v_mount)->alive--;
	}
	vrele(&root->vnode);
}

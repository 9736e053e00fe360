/* SPDX-License-Identifier: BSD-3-Clause */
/* What a directory does by a name. */
#include "ukvnode.h"

/* Names of the VFS have a length, those of vnode operations an end. */
struct vn_name {
	char text[UK_NAME_MAX + 1];
};

static const char *terminated(struct vn_name *to, const char *name, __sz len)
{
	UK_ASSERT(len <= UK_NAME_MAX);
	memcpy(to->text, name, len);
	to->text[len] = '\0';
	return to->text;
}

static struct vnode *vnode_of(struct uk_node *node)
{
	return &vn_of_node(node)->vnode;
}

/* Asks the driver: a reference of the vnode. */
static int ask(struct vnode *dvp, const char *name, struct vnode **out)
{
	int rc = VN_ABSENT(dvp, vop_lookup) ? -ENOENT : vn_error(VOP_LOOKUP(dvp, name, out));

	if (rc)
		return rc;
	if (!*out)
		return -EIO;
	vn_unlock(*out);
	if (VTTOIF((*out)->v_type))
		return 0;
	vrele(*out); /* no file at all */
	return -EIO;
}

static int find(struct uk_node *dir, const char *name, struct uk_node **out)
{
	struct vn_node *parent = vn_of_node(dir), *vn = vn_find_child(parent, name);
	struct vnode *vp = NULL;
	int rc;

	if (!vn) {
		rc = ask(&parent->vnode, name, &vp);
		if (rc)
			return rc;
		vn = vn_of(vp);
	}
	rc = vn_set_place(vn, parent, name);
	if (rc) {
		vrele(&vn->vnode);
		return rc;
	}
	*out = vn_adopt(vn);
	rc = vn_refresh(vn);
	if (rc)
		uk_node_put(*out);
	return rc;
}

int vn_lookup_node(struct uk_node *dir, const char *name, __sz len, struct uk_node **out)
{
	struct vn_mount *m = vn_mount_of_node(dir);
	struct vn_name to;
	int rc;

	vn_begin(m);
	rc = find(dir, terminated(&to, name, len), out);
	vn_end(m);
	return rc;
}

static void changed(struct uk_node *dir)
{
	uk_node_touch(dir, UK_NODE_MTIME | UK_NODE_CTIME);
}

static int make(struct uk_node *dir, const char *name, mode_t mode)
{
	struct vnode *dvp = vnode_of(dir);

	if (S_ISDIR(mode))
		return VN_ABSENT(dvp, vop_mkdir) ? -EROFS : vn_error(VOP_MKDIR(dvp, name, mode));
	if (S_ISCHR(mode) || S_ISBLK(mode)) /* the operation has no place for a device's number */
		return -EPERM;
	return VN_ABSENT(dvp, vop_create) ? -EROFS : vn_error(VOP_CREATE(dvp, name, mode));
}

static int create(struct uk_node *dir, const char *name, __sz len, mode_t mode,
                  dev_t rdev __maybe_unused, struct uk_node **out)
{
	struct vn_mount *m = vn_mount_of_node(dir);
	struct vn_name to;
	int rc;

	vn_begin(m);
	rc = make(dir, terminated(&to, name, len), mode);
	if (!rc) {
		changed(dir);
		if (S_ISDIR(mode))
			dir->nlink++;
		rc = find(dir, to.text, out);
	}
	vn_end(m);
	return rc;
}

static int symlink_at(struct uk_node *dir, const char *name, __sz len, const char *target)
{
	struct vn_mount *m = vn_mount_of_node(dir);
	struct vnode *dvp = vnode_of(dir);
	struct vn_name to;
	int rc;

	if (VN_ABSENT(dvp, vop_symlink))
		return -EPERM;
	vn_begin(m);
	rc = vn_error(VOP_SYMLINK(dvp, terminated(&to, name, len), target));
	if (!rc)
		changed(dir);
	vn_end(m);
	return rc;
}

static int link_at(struct uk_node *dir, const char *name, __sz len, struct uk_node *node)
{
	struct vn_mount *m = vn_mount_of_node(dir);
	struct vnode *dvp = vnode_of(dir);
	struct vn_name to;
	int rc;

	if (VN_ABSENT(dvp, vop_link))
		return -EPERM;
	vn_begin(m);
	rc = vn_error(VOP_LINK(dvp, vnode_of(node), terminated(&to, name, len)));
	if (!rc) {
		changed(dir);
		node->nlink++;
	}
	vn_end(m);
	return rc;
}

static int unlink_at(struct uk_node *dir, const char *name, __sz len, struct uk_node *node)
{
	struct vn_mount *m = vn_mount_of_node(dir);
	struct vnode *dvp = vnode_of(dir);
	struct vn_name to;
	int rc;

	if (VN_ABSENT(dvp, vop_remove))
		return -EROFS;
	vn_begin(m);
	rc = vn_error(VOP_REMOVE(dvp, vnode_of(node), terminated(&to, name, len)));
	if (!rc) {
		changed(dir);
		vn_lost_name(vn_of_node(node));
	}
	vn_end(m);
	return rc;
}

static int is_empty(struct uk_node *dir)
{
	return uk_list_empty(&vn_of_node(dir)->dentry.d_child_list);
}

static int rmdir_at(struct uk_node *dir, const char *name, __sz len, struct uk_node *node)
{
	struct vn_mount *m = vn_mount_of_node(dir);
	struct vnode *dvp = vnode_of(dir);
	struct vn_name to;
	int rc;

	if (VN_ABSENT(dvp, vop_rmdir))
		return -EROFS;
	vn_begin(m);
	rc = is_empty(node) ? 0 : -ENOTEMPTY;
	if (!rc)
		rc = vn_error(VOP_RMDIR(dvp, vnode_of(node), terminated(&to, name, len)));
	if (!rc) {
		changed(dir);
		if (dir->nlink > 2)
			dir->nlink--;
		vn_lost_name(vn_of_node(node));
	}
	vn_end(m);
	return rc;
}

/* A driver may have made a new file of the old one: its vnode is asked for anew. */
static void renamed(struct uk_node *dir, struct uk_node *node, struct uk_node *new_dir,
                    struct uk_node *victim)
{
	vn_forget_place(vn_of_node(node));
	if (victim)
		vn_lost_name(vn_of_node(victim));
	if (S_ISDIR(node->mode) && dir != new_dir) {
		dir->nlink -= dir->nlink > 2;
		new_dir->nlink++;
	}
	changed(dir);
	changed(new_dir);
}

static int rename_at(struct uk_node *dir, const char *name, __sz len, struct uk_node *node,
                     struct uk_node *new_dir, const char *new_name, __sz new_len,
                     struct uk_node *victim, int exchange)
{
	struct vn_mount *m = vn_mount_of_node(dir);
	struct vnode *dvp = vnode_of(dir);
	struct vn_name from, to;
	int rc;

	if (exchange)
		return -EINVAL;
	if (VN_ABSENT(dvp, vop_rename))
		return -EROFS;
	vn_begin(m);
	rc = victim && S_ISDIR(victim->mode) && !is_empty(victim) ? -ENOTEMPTY : 0;
	if (!rc)
		rc = vn_error(VOP_RENAME(dvp, vnode_of(node), terminated(&from, name, len),
		                         vnode_of(new_dir), victim ? vnode_of(victim) : NULL,
		                         terminated(&to, new_name, new_len)));
	if (!rc)
		renamed(dir, node, new_dir, victim);
	vn_end(m);
	return rc;
}

static int read_target(struct vn_node *vn)
{
	struct uk_alloc *a = uk_alloc_get_default();
	char *buffer = uk_malloc(a, UK_PATH_MAX);
	struct iovec iov = {.iov_base = buffer, .iov_len = UK_PATH_MAX - 1};
	struct uio uio = {
	        .uio_iov = &iov, .uio_iovcnt = 1, .uio_resid = UK_PATH_MAX - 1, .uio_rw = UIO_READ};
	int rc = buffer ? vn_error(VOP_READLINK(&vn->vnode, &uio)) : -ENOMEM;

	if (!rc && (uio.uio_resid < 0 || uio.uio_resid > UK_PATH_MAX - 1))
		rc = -EIO;
	if (!rc) {
		buffer[UK_PATH_MAX - 1 - uio.uio_resid] = '\0';
		vn->target = uk_realloc(a, buffer, strlen(buffer) + 1);
		if (vn->target)
			return 0;
		rc = -ENOMEM;
	}
	uk_free(a, buffer);
	return rc;
}

/* A link's target never changes. */
static int read_link(struct uk_node *node, const char **target)
{
	struct vn_node *vn = vn_of_node(node);
	struct vn_mount *m = vn_mount_of_node(node);
	int rc = 0;

	if (VN_ABSENT(&vn->vnode, vop_readlink))
		return -EINVAL;
	vn_begin(m);
	if (!vn->target)
		rc = read_target(vn);
	*target = vn->target;
	vn_end(m);
	return rc;
}

const struct uk_node_ops vn_node_ops = {
        .lookup = vn_lookup_node,
        .create = create,
        .symlink = symlink_at,
        .link = link_at,
        .unlink = unlink_at,
        .rmdir = rmdir_at,
        .rename = rename_at,
        .open = vn_open,
        .readlink = read_link,
        .setattr = vn_setattr,
};

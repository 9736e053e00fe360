/* SPDX-License-Identifier: BSD-3-Clause */
/* Names that go: unlink, rmdir. */
#include <uk/syscall.h>
#include "vfs.h"

/* Whether a directory is in nobody's way: -EBUSY for a root or a mount point. */
static int removable(struct uk_node *node)
{
	return node->mounted || node == node->super->root || node == uk_vfs.root ? -EBUSY : 0;
}

static int unlink_node(struct vfs_walk *w, struct uk_node *node)
{
	if (S_ISDIR(node->mode))
		return -EISDIR;
	if (vfs_read_only(w->dir) || !w->dir->ops->unlink)
		return -EROFS;
	return w->dir->ops->unlink(w->dir, w->name, w->len, node);
}

static int rmdir_node(struct vfs_walk *w, struct uk_node *node)
{
	int rc;

	if (!S_ISDIR(node->mode))
		return -ENOTDIR;
	rc = removable(node);
	if (rc)
		return rc;
	if (vfs_read_only(w->dir) || !w->dir->ops->rmdir)
		return -EROFS;
	return w->dir->ops->rmdir(w->dir, w->name, w->len, node);
}

static int last_error(enum vfs_last kind, int directory)
{
	if (!directory)
		return -EISDIR;
	if (kind == VFS_DOT)
		return -EINVAL;
	return kind == VFS_DOTDOT ? -ENOTEMPTY : -EBUSY;
}

static int remove_path(struct uk_node *at, const char *path, int directory)
{
	struct uk_node *node;
	struct vfs_walk w;
	int rc = vfs_walk_parent(&w, at, path);

	if (!rc && w.kind != VFS_NAME)
		rc = last_error(w.kind, directory);
	if (!rc)
		rc = vfs_child(w.dir, w.name, w.len, &node);
	if (!rc) {
		if (w.trailing && !S_ISDIR(node->mode))
			rc = -ENOTDIR;
		else
			rc = directory ? rmdir_node(&w, node) : unlink_node(&w, node);
		uk_node_put(node);
	}
	vfs_walk_end(&w);
	return rc;
}

int uk_vfs_unlink(struct uk_node *at, const char *path)
{
	return remove_path(at, path, 0);
}

int uk_vfs_rmdir(struct uk_node *at, const char *path)
{
	return remove_path(at, path, 1);
}

UK_SYSCALL_R_DEFINE(int, unlink, const char *, path)
{
	return remove_path(NULL, path, 0);
}

UK_SYSCALL_R_DEFINE(int, rmdir, const char *, path)
{
	return remove_path(NULL, path, 1);
}

UK_SYSCALL_R_DEFINE(int, unlinkat, int, dirfd, const char *, path, int, flags)
{
	struct uk_node *at;
	int rc;

	if (flags & ~AT_REMOVEDIR)
		return -EINVAL;
	rc = vfs_at(dirfd, path, &at);
	if (rc)
		return rc;
	rc = remove_path(at, path, flags & AT_REMOVEDIR);
	uk_node_put(at);
	return rc;
}

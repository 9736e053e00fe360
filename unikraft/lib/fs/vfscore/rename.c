/* SPDX-License-Identifier: BSD-3-Clause */
/* rename(2), renameat(2), renameat2(2). */
#include <string.h>
#include <uk/alloc.h>
#include <uk/syscall.h>
#include "vfs.h"

#define NOREPLACE 1u
#define EXCHANGE  2u

static int busy(struct uk_node *node)
{
	return node->mounted || node == node->super->root || node == uk_vfs.root;
}

/* One question per check, in Linux's order. victim may be NULL. */
static int check(struct vfs_walk *from, struct uk_node *node, struct vfs_walk *to,
                 struct uk_node *victim, unsigned int flags)
{
	if (vfs_is_below(to->dir, node))
		return -EINVAL;
	if (victim && (flags & NOREPLACE))
		return -EEXIST;
	if (!victim && (flags & EXCHANGE))
		return -ENOENT;
	if (victim && vfs_is_below(from->dir, victim))
		return flags & EXCHANGE ? -EINVAL : -ENOTEMPTY;
	if (!S_ISDIR(node->mode) && (from->trailing || to->trailing))
		return -ENOTDIR;
	if (victim && !(flags & EXCHANGE)) {
		if (S_ISDIR(node->mode) && !S_ISDIR(victim->mode))
			return -ENOTDIR;
		if (!S_ISDIR(node->mode) && S_ISDIR(victim->mode))
			return -EISDIR;
	}
	if (busy(node) || (victim && busy(victim)))
		return -EBUSY;
	if (node->super != to->dir->super)
		return -EXDEV;
	if (!to->dir->nlink)
		return -ENOENT;
	return vfs_read_only(node) ? -EROFS : 0;
}

/* A directory's place, remembered by the VFS, changes with its name. */
static void move_place(struct uk_node *node, struct uk_node *dir, char *name)
{
	struct uk_node *old = node->parent;

	uk_free(uk_alloc_get_default(), node->name);
	node->name = name;
	node->parent = uk_node_get(dir);
	uk_node_put(old);
}

static char *copy_name(const struct vfs_walk *w)
{
	char *copy = uk_malloc(uk_alloc_get_default(), w->len + 1);

	if (copy) {
		memcpy(copy, w->name, w->len);
		copy[w->len] = '\0';
	}
	return copy;
}

static int commit(struct vfs_walk *from, struct uk_node *node, struct vfs_walk *to,
                  struct uk_node *victim, unsigned int flags)
{
	int back = victim && (flags & EXCHANGE) && S_ISDIR(victim->mode);
	char *name = copy_name(to), *old_name = copy_name(from);
	int rc = -ENOMEM;

	if (name && old_name)
		rc = from->dir->ops->rename
		             ? from->dir->ops->rename(from->dir, from->name, from->len, node,
		                                      to->dir, to->name, to->len, victim,
		                                      (flags & EXCHANGE) != 0)
		             : -EROFS;
	if (!rc && S_ISDIR(node->mode)) {
		move_place(node, to->dir, name);
		name = NULL;
	}
	if (!rc && back) {
		move_place(victim, from->dir, old_name);
		old_name = NULL;
	}
	uk_free(uk_alloc_get_default(), name);
	uk_free(uk_alloc_get_default(), old_name);
	return rc;
}

static int rename_walked(struct vfs_walk *from, struct vfs_walk *to, unsigned int flags)
{
	struct uk_node *node, *victim = NULL;
	int rc;

	if (from->dir->super != to->dir->super)
		return -EXDEV;
	if (from->kind != VFS_NAME)
		return -EBUSY;
	if (to->kind != VFS_NAME)
		return flags & NOREPLACE ? -EEXIST : -EBUSY;
	rc = vfs_child(from->dir, from->name, from->len, &node);
	if (rc)
		return rc;
	rc = vfs_child(to->dir, to->name, to->len, &victim);
	if (rc == -ENOENT)
		rc = 0;
	if (!rc)
		rc = check(from, node, to, victim, flags);
	/* Two names of one file: nothing happens. */
	if (!rc && node != victim)
		rc = commit(from, node, to, victim, flags);
	uk_node_put(victim);
	uk_node_put(node);
	return rc;
}

static int rename_paths(struct uk_node *old_at, const char *old_path, struct uk_node *at,
                        const char *path, unsigned int flags)
{
	struct vfs_walk from, to;
	int rc;

	rc = vfs_walk_parent(&from, old_at, old_path);
	if (!rc) {
		rc = vfs_walk_parent(&to, at, path);
		if (!rc)
			rc = rename_walked(&from, &to, flags);
		vfs_walk_end(&to);
	}
	vfs_walk_end(&from);
	return rc;
}

static int rename_at(int old_dirfd, const char *old_path, int dirfd, const char *path,
                     unsigned int flags)
{
	struct uk_node *old_at, *at;
	int rc;

	if ((flags & ~(NOREPLACE | EXCHANGE)) || flags == (NOREPLACE | EXCHANGE))
		return -EINVAL;
	rc = vfs_at(old_dirfd, old_path, &old_at);
	if (rc)
		return rc;
	rc = vfs_at(dirfd, path, &at);
	if (!rc) {
		rc = rename_paths(old_at, old_path, at, path, flags);
		uk_node_put(at);
	}
	uk_node_put(old_at);
	return rc;
}

UK_SYSCALL_R_DEFINE(int, rename, const char *, old_path, const char *, path)
{
	return rename_at(AT_FDCWD, old_path, AT_FDCWD, path, 0);
}

UK_SYSCALL_R_DEFINE(int, renameat, int, old_dirfd, const char *, old_path, int, dirfd, const char *,
                    path)
{
	return rename_at(old_dirfd, old_path, dirfd, path, 0);
}

UK_SYSCALL_R_DEFINE(int, renameat2, int, old_dirfd, const char *, old_path, int, dirfd,
                    const char *, path, unsigned int, flags)
{
	return rename_at(old_dirfd, old_path, dirfd, path, flags);
}

/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The walk along a path: components, "." and "..", symbolic links, mounts. It stops at the
 * directory of the last component, since what happens to that one differs from call to call.
 */
#include <string.h>
#include <uk/alloc.h>
#include "vfs.h"

static void move_to(struct vfs_walk *w, struct uk_node *dir)
{
	struct uk_node *old = w->dir;

	w->dir = dir;
	uk_node_put(old);
}

/* Up one directory; the root is its own parent. */
static struct uk_node *parent_of(struct uk_node *dir)
{
	while (dir != uk_vfs.root && !dir->parent && dir->super->covered)
		dir = dir->super->covered;
	if (dir == uk_vfs.root || !dir->parent)
		return uk_node_get(dir);
	dir = dir->parent;
	while (dir->mounted)
		dir = dir->mounted->root;
	return uk_node_get(dir);
}

static int has_name(const struct uk_node *node, const char *name, __sz len)
{
	return node->name && !strncmp(node->name, name, len) && !node->name[len];
}

/* A directory has one place: remember it, for ".." and getcwd(). A host may have moved it since.
 * Short of memory the name has to wait for the next look-up, so that things can still be removed.
 * -ELOOP: a host shows a directory below itself. */
static int note_place(struct uk_node *dir, const char *name, __sz len, struct uk_node *node)
{
	struct uk_node *old = node->parent;

	if (!S_ISDIR(node->mode) || (old == dir && has_name(node, name, len)))
		return 0;
	if (vfs_is_below(dir, node))
		return -ELOOP;
	node->parent = uk_node_get(dir);
	uk_free(uk_alloc_get_default(), node->name);
	node->name = uk_malloc(uk_alloc_get_default(), len + 1);
	if (node->name) {
		memcpy(node->name, name, len);
		node->name[len] = '\0';
	}
	uk_node_put(old);
	return 0;
}

int vfs_is_below(const struct uk_node *node, const struct uk_node *above)
{
	while (node && node != above)
		node = node->parent;
	return node != NULL;
}

int vfs_child(struct uk_node *dir, const char *name, __sz len, struct uk_node **out)
{
	struct uk_node *node;
	int rc;

	if (!S_ISDIR(dir->mode))
		return -ENOTDIR;
	if (len > UK_NAME_MAX)
		return -ENAMETOOLONG;
	rc = dir->ops->lookup(dir, name, len, &node);
	if (rc)
		return rc;
	rc = note_place(dir, name, len, node);
	if (rc) {
		uk_node_put(node);
		return rc;
	}
	while (node->mounted) {
		struct uk_node *root = uk_node_get(node->mounted->root);

		uk_node_put(node);
		node = root;
	}
	*out = node;
	return 0;
}

static enum vfs_last kind_of(const char *name, __sz len)
{
	if (len == 0)
		return VFS_ROOT;
	if (len == 1 && name[0] == '.')
		return VFS_DOT;
	if (len == 2 && name[0] == '.' && name[1] == '.')
		return VFS_DOTDOT;
	return VFS_NAME;
}

static int component(struct vfs_walk *w, const char *name, __sz len, struct uk_node **out)
{
	switch (kind_of(name, len)) {
	case VFS_NAME:
		return vfs_child(w->dir, name, len, out);
	case VFS_DOTDOT:
		if (!S_ISDIR(w->dir->mode))
			return -ENOTDIR;
		*out = parent_of(w->dir);
		return 0;
	default:
		if (!S_ISDIR(w->dir->mode))
			return -ENOTDIR;
		*out = uk_node_get(w->dir);
		return 0;
	}
}

/* The walk goes on with the link's target followed by what came after the link. */
static int follow(struct vfs_walk *w, struct uk_node *link, const char *after, int slash)
{
	__sz target_len, after_len = strlen(after);
	const char *target;
	char *path;
	int rc;

	if (++w->links > VFS_MAX_LINKS)
		return -ELOOP;
	rc = link->ops->readlink(link, &target);
	if (rc)
		return rc;
	target_len = strlen(target);
	if (!target_len)
		return -ENOENT;
	path = uk_malloc(uk_alloc_get_default(), target_len + after_len + 2);
	if (!path)
		return -ENOMEM;
	memcpy(path, target, target_len);
	if (slash)
		path[target_len++] = '/';
	memcpy(path + target_len, after, after_len + 1);
	uk_free(uk_alloc_get_default(), w->buffer);
	w->buffer = path;
	w->rest = path;
	return 0;
}

/* Goes on until w->rest is the last component. */
static int walk_on(struct vfs_walk *w)
{
	w->name = NULL;
	if (*w->rest == '/')
		move_to(w, uk_node_get(uk_vfs.root));
	for (;;) {
		const char *name = w->rest + strspn(w->rest, "/");
		__sz len = strcspn(name, "/");
		const char *next = name + len + strspn(name + len, "/");
		struct uk_node *node;
		int rc;

		if (!*next) {
			if (!S_ISDIR(w->dir->mode))
				return -ENOTDIR;
			if (len > UK_NAME_MAX)
				return -ENAMETOOLONG;
			w->name = name;
			w->len = len;
			w->kind = kind_of(name, len);
			w->trailing = name[len] == '/';
			return 0;
		}
		rc = component(w, name, len, &node);
		if (rc)
			return rc;
		if (S_ISLNK(node->mode)) {
			rc = follow(w, node, next, 1);
			uk_node_put(node);
			if (rc)
				return rc;
			if (*w->rest == '/')
				move_to(w, uk_node_get(uk_vfs.root));
			continue;
		}
		move_to(w, node);
		w->rest = next;
	}
}

int vfs_walk_parent(struct vfs_walk *w, struct uk_node *at, const char *path)
{
	int rc;

	memset(w, 0, sizeof(*w));
	rc = vfs_start();
	if (rc)
		return rc;
	if ((__uptr)path < 4096)
		return -EFAULT;
	if (!*path)
		return -ENOENT;
	if (strlen(path) >= UK_PATH_MAX)
		return -ENAMETOOLONG;
	w->dir = uk_node_get(at ? at : uk_vfs.cwd);
	w->rest = path;
	return walk_on(w);
}

int vfs_walk_last(struct vfs_walk *w, int follow_link, struct uk_node **out)
{
	struct uk_node *node;
	int rc;

	for (;;) {
		rc = component(w, w->name, w->len, &node);
		if (rc)
			return rc;
		if (!S_ISLNK(node->mode) || !(follow_link || w->trailing))
			break;
		rc = follow(w, node, "", w->trailing);
		uk_node_put(node);
		if (!rc)
			rc = walk_on(w);
		if (rc) {
			w->name = NULL;
			return rc;
		}
	}
	if (w->trailing && !S_ISDIR(node->mode)) {
		uk_node_put(node);
		w->name = NULL;
		return -ENOTDIR;
	}
	*out = node;
	return 0;
}

int vfs_walk_new(struct vfs_walk *w, struct uk_node *at, const char *path, int dir_ok)
{
	struct uk_node *node;
	int rc = vfs_walk_parent(w, at, path);

	if (rc)
		return rc;
	if (w->kind != VFS_NAME)
		return -EEXIST;
	rc = vfs_child(w->dir, w->name, w->len, &node);
	if (!rc) {
		uk_node_put(node);
		return -EEXIST;
	}
	if (rc != -ENOENT)
		return rc;
	if (w->trailing && !dir_ok)
		return -ENOENT;
	/* A removed directory takes no new names. */
	if (!w->dir->nlink)
		return -ENOENT;
	return vfs_read_only(w->dir) ? -EROFS : 0;
}

void vfs_walk_end(struct vfs_walk *w)
{
	uk_node_put(w->dir);
	uk_free(uk_alloc_get_default(), w->buffer);
}

int uk_vfs_lookup(struct uk_node *at, const char *path, unsigned int walk, struct uk_node **out)
{
	struct vfs_walk w;
	int rc;

	if ((walk & UK_WALK_EMPTY) && path && !*path) {
		rc = vfs_start();
		if (!rc)
			*out = uk_node_get(at ? at : uk_vfs.cwd);
		return rc;
	}
	rc = vfs_walk_parent(&w, at, path);
	if (!rc)
		rc = vfs_walk_last(&w, !(walk & UK_WALK_NOFOLLOW), out);
	vfs_walk_end(&w);
	return rc;
}

/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Which names are in use. A driver may number its files anew with each look-up, so a name that
 * leads to a vnode in use must lead to the same one again; and an open file tells the driver its
 * path. The entry of a name lives as long as the vnode, and holds the vnode of its directory.
 */
#include <uk/print.h>
#include "ukvnode.h"

struct vn_node *vn_find_child(struct vn_node *dir, const char *name)
{
	struct dentry *child;

	uk_list_for_each_entry (child, &dir->dentry.d_child_list, d_child_link) {
		struct vn_node *vn = vn_of(child->d_vnode);

		if (!strcmp(vn->name, name)) {
			vref(&vn->vnode);
			return vn;
		}
	}
	return NULL;
}

static char *join(const char *dir, const char *name)
{
	const char *front = strcmp(dir, "/") ? dir : "";
	__sz size = strlen(front) + strlen(name) + 2;
	char *path = uk_malloc(uk_alloc_get_default(), size);

	if (path)
		uk_snprintf(path, size, "%s/%s", front, name);
	return path;
}

static int has_place(const struct vn_node *vn, const struct vn_node *dir, const char *name)
{
	return vn->dentry.d_parent == &dir->dentry && !strcmp(vn->name, name);
}

/* The name is the path's last part. */
static void set_path(struct vn_node *vn, char *path)
{
	uk_free(uk_alloc_get_default(), vn->dentry.d_path);
	vn->dentry.d_path = path;
	vn->name = path ? strrchr(path, '/') + 1 : NULL;
}

int vn_set_place(struct vn_node *vn, struct vn_node *dir, const char *name)
{
	char *path = join(dir->dentry.d_path ? dir->dentry.d_path : "/", name);

	if (!path)
		return -ENOMEM;
	if (has_place(vn, dir, name)) {
		/* The directory may have another path by now. */
		set_path(vn, path);
		return 0;
	}
	vn_forget_place(vn);
	set_path(vn, path);
	vref(&dir->vnode);
	vn->dentry.d_parent = &dir->dentry;
	uk_list_add(&vn->dentry.d_child_link, &dir->dentry.d_child_list);
	return 0;
}

struct vnode *vn_take_place(struct vn_node *vn)
{
	struct vnode *parent;

	if (!vn->dentry.d_parent)
		return NULL;
	parent = vn->dentry.d_parent->d_vnode;
	uk_list_del_init(&vn->dentry.d_child_link);
	vn->dentry.d_parent = NULL;
	return parent;
}

void vn_forget_place(struct vn_node *vn)
{
	vrele(vn_take_place(vn));
}

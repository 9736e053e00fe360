/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A vnode's name. Here each vnode has one dentry, for the name by which it was found last; a vnode
 * that lost its name, or whose driver renamed it, has no parent until it is looked up again. The
 * structure belongs to ukvnode: a driver reads it.
 */
#ifndef VFSCORE_DENTRY_H
#define VFSCORE_DENTRY_H

#include <uk/list.h>
#include <uk/mutex.h>

#ifdef __cplusplus
extern "C" {
#endif

struct vnode;
struct mount;

struct dentry {
	int d_refcnt; /* 1: it lives as long as its vnode */
	/* From the mount's root: "/dir/name"; NULL before the first look-up. What lies below a
	 * renamed directory gets its new path when it is looked up. */
	char *d_path;
	struct vnode *d_vnode;
	struct mount *d_mount;
	struct dentry *d_parent;          /* NULL: the root, or no name */
	struct uk_list_head d_names_link; /* in vnode.v_names */
	struct uk_mutex d_lock;
	struct uk_list_head d_child_list; /* dentries below that are in use */
	struct uk_list_head d_child_link;
};

#ifdef __cplusplus
}
#endif

#endif /* VFSCORE_DENTRY_H */

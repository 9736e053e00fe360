/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * ukvnode inside. A vnode is a node of the VFS and a vnode in one; the driver counts references of
 * the vnode, the VFS those of the node. The node, as long as it is alive, is one reference of the
 * vnode; it dies when the VFS has let go of it and what was to be done later is done.
 */
#ifndef UKVNODE_INTERNAL_H
#define UKVNODE_INTERNAL_H

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <uk/alloc.h>
#include <uk/assert.h>
#include <uk/wait.h>
#include <vfscore/file.h>
#include <vfscore/fs.h>
#include <vfscore/mount.h>
#include <vfscore/vnode.h>

#define VN_BUCKETS 64

/* What may sleep, and was asked for where nothing may (later.c). */
struct vn_later {
	struct uk_list_head link;
	void (*fn)(struct vn_later *later);
};

struct vn_mount {
	struct mount mount; /* first */
	struct uk_super *super;
	struct uk_mutex lock; /* one operation at a time */
	struct uk_list_head buckets[VN_BUCKETS];
	unsigned int alive;       /* nodes that the VFS knows, the root among them */
	struct uk_list_head link; /* of all mounts */
	struct uk_list_head later;
	struct uk_waitq work;
	int ended;         /* the system ends, and this mount had its turn */
	int stop, stopped; /* of the thread that does what is left for later */
};

struct vn_node {
	struct uk_node node; /* first */
	struct vnode vnode;
	struct dentry dentry;
	char *name;                  /* in the parent's directory; NULL: none */
	char *target;                /* of a symbolic link, once read */
	struct uk_list_head handles; /* open files */
	struct vn_later later;       /* queued: the VFS has let go of the node */
	__u8 alive, queued, removed;
};

struct vn_handle {
	struct vfscore_file file;
	struct uk_list_head link; /* of the node's */
	struct vn_later later;
	int opened;
	/* Directories: an entry that the driver gave and the program had no room for. */
	int pending;
	off_t pending_at, pending_next;
	struct dirent entry;
};

static inline struct vn_mount *vn_mount_of(struct mount *mp)
{
	return __containerof(mp, struct vn_mount, mount);
}

static inline struct vn_mount *vn_mount_of_node(struct uk_node *node)
{
	return node->super->priv;
}

static inline struct vn_node *vn_of(struct vnode *vp)
{
	return __containerof(vp, struct vn_node, vnode);
}

static inline struct vn_node *vn_of_node(struct uk_node *node)
{
	return __containerof(node, struct vn_node, node);
}

/* A driver's result in the kernel's sense. */
static inline int vn_error(int rc)
{
	return rc > 0 ? -rc : rc;
}

/* Whether the file system lacks an operation. The second asks as well for vfscore_vop_einval. */
typedef void (*vn_any_fn)(void);
int vn_is_absent(vn_any_fn op);
int vn_is_refused(vn_any_fn op);
#define VN_ABSENT(vp, op)  vn_is_absent((vn_any_fn)(vp)->v_op->op)
#define VN_REFUSED(vp, op) vn_is_refused((vn_any_fn)(vp)->v_op->op)

extern const struct uk_node_ops vn_node_ops;
extern const struct uk_file_ops vn_file_ops, vn_dir_ops, vn_other_ops;

/* later.c. Begins an operation: the lock, and first of all what was left for later. */
void vn_begin(struct vn_mount *m);
void vn_end(struct vn_mount *m);
/* Any context that may not sleep. */
void vn_do_later(struct vn_mount *m, struct vn_later *later, void (*fn)(struct vn_later *));
int vn_later_start(struct vn_mount *m);
void vn_later_stop(struct vn_mount *m);

/* vnode.c. A reference of the vnode becomes one of the node. */
struct uk_node *vn_adopt(struct vn_node *vn);
void vn_release(struct uk_file *file);
/* A name of the vnode is gone for good. */
void vn_lost_name(struct vn_node *vn);
/* The mount ends: the last reference of the root. */
void vn_drop_root(struct vn_node *root);

/* place.c. The child in use that has this name (a reference of its vnode), or NULL. */
struct vn_node *vn_find_child(struct vn_node *dir, const char *name);
/* Notes under which name the vnode was found: 0 or -ENOMEM. */
int vn_set_place(struct vn_node *vn, struct vn_node *dir, const char *name);
/* The vnode has no name until it is looked up again. Takes the reference of the parent's vnode off,
 * which the caller gives back (NULL: there was none). */
struct vnode *vn_take_place(struct vn_node *vn);
void vn_forget_place(struct vn_node *vn);

/* attr.c. The driver's attributes into the node. */
int vn_refresh(struct vn_node *vn);
int vn_setattr(struct uk_node *node, const struct uk_node_attr *attr);
int vn_file_stat(struct uk_file *file, struct stat *st);

/* names.c */
int vn_lookup_node(struct uk_node *dir, const char *name, __sz len, struct uk_node **out);

/* handle.c */
int vn_open(struct uk_node *node, unsigned int flags, void **handle);
void vn_closed(struct uk_open_file *of);
int vn_sync(struct uk_file *file, int data_only);
int vn_ioctl(struct uk_open_file *of, unsigned int request, void *arg);

#endif /* UKVNODE_INTERNAL_H */

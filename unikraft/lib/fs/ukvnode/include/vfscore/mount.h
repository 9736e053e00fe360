/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * File systems as a whole, for drivers of vnodes (vfscore/vnode.h has the rules).
 *
 * Mounting: the root's vnode (inode 0, a directory, VROOT) is made first and goes through vfs_vget;
 * then vfs_mount, which finds it as mp->m_root->d_vnode, hangs its own data there and on m_data.
 * Unmounting: vfs_unmount is called when no file is in use; it gives back everything, and may call
 * vfscore_release_mp_dentries() to be rid of the root's vnode before its own data.
 */
#ifndef VFSCORE_MOUNT_H
#define VFSCORE_MOUNT_H

#include <limits.h>
#include <sys/mount.h>
#include <sys/statfs.h>
#include <uk/init.h>
#include <uk/vfs.h>
#include <vfscore/dentry.h>
#include <vfscore/vnode.h>

#ifdef __cplusplus
extern "C" {
#endif

#ifndef PATH_MAX
#define PATH_MAX 4096
#endif

struct device;

struct mount {
	struct vfsops *m_op;
	int m_flags;              /* MNT_* */
	int m_count;              /* reasons not to unmount (vfs_busy) */
	char m_path[PATH_MAX];    /* where it is mounted */
	char m_special[PATH_MAX]; /* the source that mount(2) was given */
	struct device *m_dev;     /* NULL: the driver finds its device by the source */
	struct dentry *m_root;
	struct dentry *m_covered; /* NULL: what lies below is the VFS's affair */
	void *m_data;             /* the driver's */
	struct uk_list_head mnt_list;
	fsid_t m_fsid;
};

#define MNT_RDONLY      0x00000001
#define MNT_SYNCHRONOUS 0x00000002
#define MNT_NOEXEC      0x00000004
#define MNT_NOSUID      0x00000008
#define MNT_NODEV       0x00000010
#define MNT_UNION       0x00000020
#define MNT_ASYNC       0x00000040
#define MNT_LOCAL       0x00001000
#define MNT_QUOTA       0x00002000
#define MNT_ROOTFS      0x00004000
#define MNT_VISFLAGMASK 0x0000ffff
#ifndef MNT_FORCE
#define MNT_FORCE 0x00000001
#endif

/* source and data may be NULL; flags are mount(2)'s MS_*. */
typedef int (*vfsop_mount_t)(struct mount *mp, const char *source, int flags, const void *data);
typedef int (*vfsop_umount_t)(struct mount *mp, int flags);
typedef int (*vfsop_sync_t)(struct mount *mp);
/* A vnode is new; whatever vfs_vget hangs on it, vop_inactive takes off. */
typedef int (*vfsop_vget_t)(struct mount *mp, struct vnode *vp);
/* Finds usual values, and overwrites what it knows. */
typedef int (*vfsop_statfs_t)(struct mount *mp, struct statfs *buf);

struct vfsops {
	vfsop_mount_t vfs_mount;
	vfsop_umount_t vfs_unmount;
	vfsop_sync_t vfs_sync;
	vfsop_vget_t vfs_vget;
	vfsop_statfs_t vfs_statfs;
	struct vnops *vfs_vnops;
};

#define VFS_MOUNT(MP, DEV, FL, DAT) ((MP)->m_op->vfs_mount)(MP, DEV, FL, DAT)
#define VFS_UNMOUNT(MP, FL)         ((MP)->m_op->vfs_unmount)(MP, FL)
#define VFS_SYNC(MP)                ((MP)->m_op->vfs_sync)(MP)
#define VFS_VGET(MP, VP)            ((MP)->m_op->vfs_vget)(MP, VP)
#define VFS_STATFS(MP, SFP)         ((MP)->m_op->vfs_statfs)(MP, SFP)

/* Returns 0; to be cast to the operation that it stands for. */
int vfscore_nullop();

/* While the count is above zero, unmounting fails with EBUSY. */
void vfs_busy(struct mount *mp);
void vfs_unbusy(struct mount *mp);

/* For vfs_unmount: lets go of the root's vnode (vop_inactive). */
void vfscore_release_mp_dentries(struct mount *mp);

struct vfscore_fs_type {
	const char *vs_name;
	int (*vs_init)(void); /* called once, before the first mount; may be NULL */
	struct vfsops *vs_op;
};

/* What UK_FS_REGISTER() makes of a driver; ukvnode's own. */
struct uk_vnode_fs {
	struct uk_fs fs;
	struct vfscore_fs_type *type;
	int initialised;
};

int uk_vnode_mount(struct uk_super *super, const char *source, const char *data);
int uk_vnode_unmount(struct uk_super *super);
int uk_vnode_statfs(struct uk_super *super, struct statfs *buf);
int uk_vnode_sync(struct uk_super *super);
void uk_vnode_term(const struct uk_term_ctx *ctx);

/* Makes a driver known. File scope, once for each, with a struct vfscore_fs_type's name. */
#define UK_FS_REGISTER(fssw)                                  \
	static struct uk_vnode_fs uk_vnode_fs_##fssw = {      \
	        .fs = {.mount = uk_vnode_mount,               \
	               .unmount = uk_vnode_unmount,           \
	               .statfs = uk_vnode_statfs,             \
	               .sync = uk_vnode_sync},                \
	        .type = &(fssw),                              \
	};                                                    \
	UK_FS_ENTRY(&(fssw).vs_name, &uk_vnode_fs_##fssw.fs); \
	uk_rootfs_initcall(NULL, uk_vnode_term)

#ifdef __cplusplus
}
#endif

#endif /* VFSCORE_MOUNT_H */

/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * File systems written as vnode operations (Unikraft up to 0.16). A driver fills struct vnops and
 * struct vfsops (vfscore/mount.h), registers with UK_FS_REGISTER(), and is mounted by mount(2) or
 * vfs.fstab under the name that it registered.
 *
 * Errors: an operation returns 0 or a positive errno (a negative one is understood as well).
 *
 * Order: all operations of one mount run one after the other, in kernel context; they may sleep,
 * and the next waits. So a driver's own locks always are free, apart from other threads that it
 * makes. vop_close and vop_inactive follow the last close or use, at the latest before the mount's
 * next operation; the end of the system waits for them and calls vfs_sync.
 *
 * vnodes: vop_lookup asks vfscore_vget() for the vnode of an inode number. The answer is locked and
 * has a reference for the caller, to whom the driver hands both. A name that is in use is not
 * looked up again, so a driver may also give each look-up a new number. v_type is final with the
 * look-up; v_mode and v_size are the driver's to set and to keep; v_data is the driver's until
 * vop_inactive, which is called when the last reference went and frees what hangs there.
 *
 * An operation that is NULL or vfscore_vop_nullop is one that the file system does not have, where
 * doing nothing would be a lie: programs then see ENOENT (lookup), EROFS (create, mkdir, remove,
 * rmdir, rename), EPERM (link, symlink), EINVAL (readlink, truncate, write), ENOTTY (ioctl, also
 * when it is vfscore_vop_einval), EOPNOTSUPP (fallocate).
 */
#ifndef VFSCORE_VNODE_H
#define VFSCORE_VNODE_H

#include <dirent.h>
#include <stdint.h>
#include <time.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <uk/essentials.h>
#include <uk/list.h>
#include <uk/mutex.h>
#include <vfscore/uio.h>

#ifdef __cplusplus
extern "C" {
#endif

struct vfsops;
struct vnops;
struct vnode;
struct vfscore_file;
struct mount;
struct dentry;
struct eventpoll_cb;

enum vtype { VNON, VREG, VDIR, VBLK, VCHR, VLNK, VSOCK, VFIFO, VBAD };

struct vnode {
	uint64_t v_ino;
	struct uk_list_head v_link; /* of the mount's vnodes */
	struct mount *v_mount;
	struct vnops *v_op;
	int v_refcnt;
	int v_type;    /* enum vtype */
	int v_flags;   /* VROOT */
	mode_t v_mode; /* permissions; a type in it is ignored */
	off_t v_size;
	struct uk_mutex v_lock; /* the owner may lock it again */
	struct uk_list_head v_names;
	void *v_data;
};

#define VROOT    0x0001
#define VISTTY   0x0002
#define VPROTDEV 0x0004

/* Attributes. vop_getattr finds what is known already and overwrites what it knows better;
 * vop_setattr takes those that va_mask names (AT_*). */
struct vattr {
	unsigned int va_mask;
	enum vtype va_type;
	mode_t va_mode;
	nlink_t va_nlink;
	uid_t va_uid;
	gid_t va_gid;
	dev_t va_fsid;
	ino_t va_nodeid;
	struct timespec va_atime, va_mtime, va_ctime;
	dev_t va_rdev;
	uint64_t va_nblocks; /* of 512 bytes; 0: as many as the size needs */
	off_t va_size;
};

#define AT_TYPE    0x00001
#define AT_MODE    0x00002
#define AT_UID     0x00004
#define AT_GID     0x00008
#define AT_FSID    0x00010
#define AT_NODEID  0x00020
#define AT_NLINK   0x00040
#define AT_SIZE    0x00080
#define AT_ATIME   0x00100
#define AT_MTIME   0x00200
#define AT_CTIME   0x00400
#define AT_RDEV    0x00800
#define AT_BLKSIZE 0x01000
#define AT_NBLOCKS 0x02000
#define AT_SEQ     0x08000

/* For vn_access(). */
#define VAPPEND 00010
#define VREAD   00004
#define VWRITE  00002
#define VEXEC   00001

/* The last argument of vop_read and vop_write. */
#define IO_APPEND 0x0001 /* at the end, wherever uio_offset points; vop_write sets it */
#define IO_SYNC   0x0002

typedef int (*vnop_open_t)(struct vfscore_file *fp);
typedef int (*vnop_close_t)(struct vnode *vp, struct vfscore_file *fp);
typedef int (*vnop_read_t)(struct vnode *vp, struct vfscore_file *fp, struct uio *uio, int ioflag);
typedef int (*vnop_write_t)(struct vnode *vp, struct uio *uio, int ioflag);
typedef int (*vnop_seek_t)(struct vnode *vp, struct vfscore_file *fp, off_t from, off_t to);
typedef int (*vnop_ioctl_t)(struct vnode *vp, struct vfscore_file *fp, unsigned long request,
                            void *arg);
typedef int (*vnop_fsync_t)(struct vnode *vp, struct vfscore_file *fp);
/* The entry at fp->f_offset (d_name, d_type, d_ino), and f_offset to the next. ENOENT at the end.
 * "." and ".." may be among them. */
typedef int (*vnop_readdir_t)(struct vnode *vp, struct vfscore_file *fp, struct dirent *dir);
typedef int (*vnop_lookup_t)(struct vnode *dvp, const char *name, struct vnode **vpp);
/* mode has the type: a regular file, a FIFO or a socket. The VFS looks the new name up. */
typedef int (*vnop_create_t)(struct vnode *dvp, const char *name, mode_t mode);
typedef int (*vnop_remove_t)(struct vnode *dvp, struct vnode *vp, const char *name);
/* vp2: what name2 refers to and loses, or NULL. */
typedef int (*vnop_rename_t)(struct vnode *dvp1, struct vnode *vp1, const char *name1,
                             struct vnode *dvp2, struct vnode *vp2, const char *name2);
typedef int (*vnop_mkdir_t)(struct vnode *dvp, const char *name, mode_t mode);
typedef int (*vnop_rmdir_t)(struct vnode *dvp, struct vnode *vp, const char *name);
typedef int (*vnop_getattr_t)(struct vnode *vp, struct vattr *vap);
typedef int (*vnop_setattr_t)(struct vnode *vp, struct vattr *vap);
typedef int (*vnop_inactive_t)(struct vnode *vp);
typedef int (*vnop_truncate_t)(struct vnode *vp, off_t length);
typedef int (*vnop_link_t)(struct vnode *dvp, struct vnode *vp, const char *name);
typedef int (*vnop_cache_t)(struct vnode *vp, struct vfscore_file *fp, struct uio *uio);
typedef int (*vnop_fallocate_t)(struct vnode *vp, int mode, off_t offset, off_t len);
typedef int (*vnop_readlink_t)(struct vnode *vp, struct uio *uio);
typedef int (*vnop_symlink_t)(struct vnode *dvp, const char *name, const char *target);
typedef int (*vnop_poll_t)(struct vnode *vp, unsigned int *events, struct eventpoll_cb *cb);

struct vnops {
	vnop_open_t vop_open;
	vnop_close_t vop_close;
	vnop_read_t vop_read;
	vnop_write_t vop_write;
	vnop_seek_t vop_seek;
	vnop_ioctl_t vop_ioctl;
	vnop_fsync_t vop_fsync;
	vnop_readdir_t vop_readdir;
	vnop_lookup_t vop_lookup;
	vnop_create_t vop_create;
	vnop_remove_t vop_remove;
	vnop_rename_t vop_rename;
	vnop_mkdir_t vop_mkdir;
	vnop_rmdir_t vop_rmdir;
	vnop_getattr_t vop_getattr;
	vnop_setattr_t vop_setattr;
	vnop_inactive_t vop_inactive;
	vnop_truncate_t vop_truncate;
	vnop_link_t vop_link;
	vnop_cache_t vop_cache; /* never called: there is no page cache */
	vnop_fallocate_t vop_fallocate;
	vnop_readlink_t vop_readlink;
	vnop_symlink_t vop_symlink;
	vnop_poll_t vop_poll; /* never called: files are always ready */
};

#define VOP_OPEN(VP, FP)           ((VP)->v_op->vop_open)(FP)
#define VOP_CLOSE(VP, FP)          ((VP)->v_op->vop_close)(VP, FP)
#define VOP_READ(VP, FP, U, F)     ((VP)->v_op->vop_read)(VP, FP, U, F)
#define VOP_WRITE(VP, U, F)        ((VP)->v_op->vop_write)(VP, U, F)
#define VOP_SEEK(VP, FP, OLD, NEW) ((VP)->v_op->vop_seek)(VP, FP, OLD, NEW)
#define VOP_IOCTL(VP, FP, C, A)    ((VP)->v_op->vop_ioctl)(VP, FP, C, A)
#define VOP_FSYNC(VP, FP)          ((VP)->v_op->vop_fsync)(VP, FP)
#define VOP_READDIR(VP, FP, DIR)   ((VP)->v_op->vop_readdir)(VP, FP, DIR)
#define VOP_LOOKUP(DVP, N, VP)     ((DVP)->v_op->vop_lookup)(DVP, N, VP)
#define VOP_CREATE(DVP, N, M)      ((DVP)->v_op->vop_create)(DVP, N, M)
#define VOP_REMOVE(DVP, VP, N)     ((DVP)->v_op->vop_remove)(DVP, VP, N)
#define VOP_RENAME(DVP1, VP1, N1, DVP2, VP2, N2) \
	((DVP1)->v_op->vop_rename)(DVP1, VP1, N1, DVP2, VP2, N2)
#define VOP_MKDIR(DVP, N, M)           ((DVP)->v_op->vop_mkdir)(DVP, N, M)
#define VOP_RMDIR(DVP, VP, N)          ((DVP)->v_op->vop_rmdir)(DVP, VP, N)
#define VOP_GETATTR(VP, VAP)           ((VP)->v_op->vop_getattr)(VP, VAP)
#define VOP_SETATTR(VP, VAP)           ((VP)->v_op->vop_setattr)(VP, VAP)
#define VOP_INACTIVE(VP)               ((VP)->v_op->vop_inactive)(VP)
#define VOP_TRUNCATE(VP, N)            ((VP)->v_op->vop_truncate)(VP, N)
#define VOP_LINK(DVP, SVP, N)          ((DVP)->v_op->vop_link)(DVP, SVP, N)
#define VOP_FALLOCATE(VP, M, OFF, LEN) ((VP)->v_op->vop_fallocate)(VP, M, OFF, LEN)
#define VOP_READLINK(VP, U)            ((VP)->v_op->vop_readlink)(VP, U)
#define VOP_SYMLINK(DVP, OP, NP)       ((DVP)->v_op->vop_symlink)(DVP, OP, NP)

/* Operations that return 0, EINVAL, EPERM, EROFS whatever the arguments are; to be cast to the
 * type of the operation that they stand for. */
int vfscore_vop_nullop();
int vfscore_vop_einval();
int vfscore_vop_eperm();
int vfscore_vop_erofs();

/* The vnode of an inode number, locked, with a reference for the caller. 1: it was there; 0: it is
 * new, has been through vfs_vget, and its fields are the driver's to fill; *vpp is NULL when memory
 * was short or vfs_vget failed. For operations of the same mount. */
int vfscore_vget(struct mount *mp, uint64_t ino, struct vnode **vpp);
/* The same if it exists, else NULL. */
struct vnode *vn_lookup(struct mount *mp, uint64_t ino);

void vn_lock(struct vnode *vp);
void vn_unlock(struct vnode *vp);
void vref(struct vnode *vp);
/* Gives a reference back; the last one calls vop_inactive and frees the vnode. vput() unlocks it
 * before. */
void vrele(struct vnode *vp);
void vput(struct vnode *vp);

/* 0 or a positive errno. vn_access: VREAD, VWRITE, VEXEC; the program is the superuser. */
int vn_stat(struct vnode *vp, struct stat *st);
int vn_access(struct vnode *vp, int flags);

extern const enum vtype iftovt_tab[];
extern const mode_t vttoif_tab[];
#define IFTOVT(mode)          (iftovt_tab[((mode)&S_IFMT) >> 12])
#define VTTOIF(type)          (vttoif_tab[(int)(type)])
#define MAKEIMODE(type, mode) (int)(VTTOIF(type) | (mode))

#ifdef __cplusplus
}
#endif

#endif /* VFSCORE_VNODE_H */

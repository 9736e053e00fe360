/* SPDX-License-Identifier: BSD-3-Clause */
/* The operations that go by names, and attributes. */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <vfscore/file.h>
#include <vfscore/fs.h>
#include "testfs.h"

static int testfs_open(struct vfscore_file *fp)
{
	struct vnode *vp = fp->f_dentry->d_vnode;

	if (vp->v_type == VREG && !(fp->f_flags & (UK_FREAD | UK_FWRITE)))
		return EINVAL;
	testfs_of(vp)->open++;
	fp->f_data = vp;
	return 0;
}

static int testfs_close(struct vnode *vp, struct vfscore_file *fp)
{
	testfs_pause(testfs_of(vp));
	if (fp->f_data == vp)
		testfs_of(vp)->open--;
	return 0;
}

static int testfs_lookup(struct vnode *dvp, const char *name, struct vnode **vpp)
{
	struct testfs *fs = testfs_of(dvp);
	struct testfs_entry *entry = testfs_find(dvp->v_data, name);
	struct testfs_inode *inode;
	struct vnode *vp;

	*vpp = NULL;
	testfs_pause(fs);
	if (!entry)
		return ENOENT;
	inode = entry->inode;
	if (vfscore_vget(dvp->v_mount, fs->fresh ? fs->next_fresh++ : inode->ino, &vp)) {
		*vpp = vp;
		return 0;
	}
	if (!vp)
		return ENOMEM;
	fs->vnodes++;
	inode->users++;
	vp->v_data = inode;
	vp->v_type = inode->type;
	vp->v_mode = inode->mode;
	vp->v_size = (off_t)inode->size;
	*vpp = vp;
	return 0;
}

static int testfs_inactive(struct vnode *vp)
{
	struct testfs_inode *inode = vp->v_data;
	struct testfs *fs = testfs_of(vp);

	if (!inode) /* the root of a mount that failed */
		return 0;
	testfs_pause(fs);
	fs->vnodes--;
	inode->users--;
	testfs_inode_done(fs, inode);
	return 0;
}

static int make(struct vnode *dvp, const char *name, int type, mode_t mode, const char *data)
{
	struct testfs *fs = testfs_of(dvp);
	struct testfs_inode *inode = testfs_inode_new(fs, type, mode);
	int error;

	testfs_pause(fs);
	if (!inode)
		return ENOMEM;
	if (data) {
		inode->data = strdup(data);
		inode->size = strlen(data);
	}
	error = testfs_add(fs, dvp->v_data, name, inode);
	if (error)
		testfs_inode_done(fs, inode);
	else if (type == VDIR)
		((struct testfs_inode *)dvp->v_data)->nlink++;
	return error;
}

static int testfs_create(struct vnode *dvp, const char *name, mode_t mode)
{
	enum vtype type = IFTOVT(mode);

	if (type != VREG && type != VFIFO && type != VSOCK)
		return EINVAL;
	return make(dvp, name, type, mode, NULL);
}

static int testfs_mkdir(struct vnode *dvp, const char *name, mode_t mode)
{
	if (!S_ISDIR(mode))
		return EINVAL;
	return make(dvp, name, VDIR, mode, NULL);
}

static int testfs_symlink(struct vnode *dvp, const char *name, const char *target)
{
	return make(dvp, name, VLNK, 0777, target);
}

static int testfs_link(struct vnode *dvp, struct vnode *vp, const char *name)
{
	if (testfs_of(dvp)->fresh)
		return EPERM;
	return testfs_add(testfs_of(dvp), dvp->v_data, name, vp->v_data);
}

static void lose_name(struct testfs_inode *inode)
{
	inode->nlink = inode->type == VDIR ? 0 : inode->nlink - 1;
	testfs_now(&inode->ctime);
}

static int testfs_remove(struct vnode *dvp, struct vnode *vp, const char *name)
{
	struct testfs_entry *entry = testfs_find(dvp->v_data, name);

	testfs_pause(testfs_of(dvp));
	if (!entry || entry->inode != vp->v_data)
		return ENOENT;
	testfs_take_out(dvp->v_data, entry);
	lose_name(vp->v_data);
	return 0;
}

static int testfs_rmdir(struct vnode *dvp, struct vnode *vp, const char *name)
{
	struct testfs_inode *dir = dvp->v_data, *inode = vp->v_data;
	int error;

	if (inode->entries)
		return ENOTEMPTY;
	error = testfs_remove(dvp, vp, name);
	if (!error)
		dir->nlink--;
	return error;
}

static int testfs_rename(struct vnode *dvp1, struct vnode *vp1, const char *name1,
                         struct vnode *dvp2, struct vnode *vp2, const char *name2)
{
	struct testfs_inode *from = dvp1->v_data, *to = dvp2->v_data, *inode = vp1->v_data;
	int error = 0;

	if (vp2)
		error = vp2->v_type == VDIR ? testfs_rmdir(dvp2, vp2, name2)
		                            : testfs_remove(dvp2, vp2, name2);
	if (error)
		return error;
	error = testfs_add(testfs_of(dvp1), to, name2, inode);
	if (error)
		return error;
	testfs_take_out(from, testfs_find(from, name1));
	inode->nlink--;
	testfs_now(&inode->ctime);
	if (inode->type == VDIR) {
		from->nlink--;
		to->nlink++;
	}
	return 0;
}

static unsigned char entry_type(int type)
{
	return type == VDIR ? DT_DIR : type == VLNK ? DT_LNK : type == VREG ? DT_REG : DT_UNKNOWN;
}

static int testfs_readdir(struct vnode *vp, struct vfscore_file *fp, struct dirent *dir)
{
	struct testfs_inode *inode = vp->v_data;
	struct testfs_entry *entry = inode->entries;

	testfs_pause(testfs_of(vp));
	if (fp->f_offset == 0) { /* some drivers give the dots as well */
		strcpy(dir->d_name, ".");
		fp->f_offset = 1;
		return 0;
	}
	while (entry && entry->position < fp->f_offset)
		entry = entry->next;
	if (!entry)
		return ENOENT;
	strcpy(dir->d_name, entry->name);
	dir->d_type = entry_type(entry->inode->type);
	dir->d_fileno = entry->inode->ino;
	fp->f_offset = entry->position + 1;
	return 0;
}

static int testfs_getattr(struct vnode *vp, struct vattr *vap)
{
	struct testfs_inode *inode = vp->v_data;

	testfs_pause(testfs_of(vp));
	vap->va_type = (enum vtype)inode->type;
	vap->va_mode = inode->mode;
	vap->va_uid = inode->uid;
	vap->va_gid = inode->gid;
	vap->va_nlink = inode->nlink;
	vap->va_size = (off_t)inode->size;
	vap->va_atime = inode->atime;
	vap->va_mtime = inode->mtime;
	vap->va_ctime = inode->ctime;
	return 0;
}

static int testfs_setattr(struct vnode *vp, struct vattr *vap)
{
	struct testfs_inode *inode = vp->v_data;

	if (vap->va_mask & AT_MODE)
		inode->mode = vap->va_mode;
	if (vap->va_mask & AT_UID)
		inode->uid = vap->va_uid;
	if (vap->va_mask & AT_GID)
		inode->gid = vap->va_gid;
	if (vap->va_mask & AT_ATIME)
		inode->atime = vap->va_atime;
	if (vap->va_mask & AT_MTIME)
		inode->mtime = vap->va_mtime;
	testfs_now(&inode->ctime);
	return 0;
}

static int testfs_ioctl(struct vnode *vp, struct vfscore_file *fp, unsigned long request, void *arg)
{
	(void)fp;
	if (request != 0x1234)
		return ENOTTY;
	*(uint64_t *)arg = (uint64_t)vp->v_size + 1;
	return 0;
}

/* In order, as drivers do that name no members. */
struct vnops testfs_vnops = {
        testfs_open,
        testfs_close,
        testfs_read,
        testfs_write,
        (vnop_seek_t)vfscore_vop_nullop,
        testfs_ioctl,
        (vnop_fsync_t)vfscore_vop_nullop,
        testfs_readdir,
        testfs_lookup,
        testfs_create,
        testfs_remove,
        testfs_rename,
        testfs_mkdir,
        testfs_rmdir,
        testfs_getattr,
        testfs_setattr,
        testfs_inactive,
        testfs_truncate,
        testfs_link,
        (vnop_cache_t)NULL,
        (vnop_fallocate_t)vfscore_vop_einval,
        testfs_readlink,
        testfs_symlink,
        (vnop_poll_t)vfscore_vop_einval,
};

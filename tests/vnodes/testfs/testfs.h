/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * testfs: files in memory, written against vfscore/vnode.h only. Mount options: "fresh" gives a
 * vnode a new number with each look-up, as drivers of file systems without numbers do; "slow" lets
 * other threads run in every operation. It counts what it was asked for, so that a test sees
 * whether each open has its close and each vnode its end.
 */
#ifndef TESTFS_H
#define TESTFS_H

#include <stdint.h>
#include <time.h>
#include <vfscore/mount.h>
#include <vfscore/vnode.h>

struct testfs_inode {
	uint64_t ino;
	int type;
	mode_t mode;
	uid_t uid;
	gid_t gid;
	nlink_t nlink;
	int users; /* vnodes */
	struct timespec atime, mtime, ctime;
	size_t size, space;
	char *data; /* of a file or a link */
	struct testfs_entry *entries, **last;
};

struct testfs_entry {
	struct testfs_entry *next;
	struct testfs_inode *inode;
	off_t position; /* for reading directories: in order of creation, never used twice */
	char name[256];
};

struct testfs {
	struct testfs_inode *root;
	uint64_t next_ino, next_fresh;
	off_t next_position;
	int fresh, slow;
	int inodes, vnodes, open, syncs;
};

extern struct vnops testfs_vnops;

static inline struct testfs *testfs_of(struct vnode *vp)
{
	return vp->v_mount->m_data;
}

/* Lets others run when the mount is slow: what they do must not matter. */
void testfs_pause(struct testfs *fs);

struct testfs_inode *testfs_inode_new(struct testfs *fs, int type, mode_t mode);
/* Frees it when it has neither name nor vnode. */
void testfs_inode_done(struct testfs *fs, struct testfs_inode *inode);
struct testfs_entry *testfs_find(struct testfs_inode *dir, const char *name);
/* 0 or ENOMEM */
int testfs_add(struct testfs *fs, struct testfs_inode *dir, const char *name,
               struct testfs_inode *inode);
void testfs_take_out(struct testfs_inode *dir, struct testfs_entry *entry);
void testfs_now(struct timespec *time);

int testfs_read(struct vnode *vp, struct vfscore_file *fp, struct uio *uio, int ioflag);
int testfs_write(struct vnode *vp, struct uio *uio, int ioflag);
int testfs_truncate(struct vnode *vp, off_t length);
int testfs_readlink(struct vnode *vp, struct uio *uio);

#endif /* TESTFS_H */

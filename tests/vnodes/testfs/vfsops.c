/* SPDX-License-Identifier: BSD-3-Clause */
/* Mounting, unmounting, figures. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <uk/sched.h>
#include "testfs.h"

void testfs_pause(struct testfs *fs)
{
	if (fs->slow)
		uk_sched_yield();
}

static int testfs_init(void)
{
	puts("testfs: here");
	return 0;
}

static int testfs_mount(struct mount *mp, const char *source, int flags, const void *data)
{
	const char *options = data ? data : "";
	struct vnode *root = mp->m_root->d_vnode;
	struct testfs *fs;

	(void)flags;
	if (!source || strcmp(source, "memory"))
		return ENODEV;
	fs = calloc(1, sizeof(*fs));
	if (!fs)
		return ENOMEM;
	fs->next_ino = 1;
	fs->next_fresh = 1;
	fs->fresh = strstr(options, "fresh") != NULL;
	fs->slow = strstr(options, "slow") != NULL;
	fs->root = testfs_inode_new(fs, VDIR, 0755);
	if (!fs->root) {
		free(fs);
		return ENOMEM;
	}
	fs->root->ino = 0;
	fs->root->nlink++;
	fs->root->users = 1;
	fs->vnodes = 1;
	root->v_data = fs->root;
	mp->m_data = fs;
	return 0;
}

static void report(struct testfs *fs, const char *path)
{
	printf("testfs: %s: %d inodes, %d vnodes, %d open, synced %d\n", path, fs->inodes,
	       fs->vnodes, fs->open, fs->syncs);
}

static void empty(struct testfs *fs, struct testfs_inode *dir)
{
	while (dir->entries) {
		struct testfs_entry *entry = dir->entries;
		struct testfs_inode *inode = entry->inode;

		testfs_take_out(dir, entry);
		if (inode->type == VDIR)
			empty(fs, inode);
		inode->nlink = inode->type == VDIR ? 0 : inode->nlink - 1;
		testfs_inode_done(fs, inode);
	}
}

static int testfs_unmount(struct mount *mp, int flags)
{
	struct testfs *fs = mp->m_data;

	(void)flags;
	testfs_pause(fs);
	empty(fs, fs->root);
	fs->root->nlink = 0;
	vfscore_release_mp_dentries(mp);
	report(fs, mp->m_path);
	free(fs);
	return 0;
}

static int testfs_sync(struct mount *mp)
{
	struct testfs *fs = mp->m_data;

	fs->syncs++;
	report(fs, mp->m_path);
	return 0;
}

static int testfs_statfs(struct mount *mp, struct statfs *buf)
{
	struct testfs *fs = mp->m_data;

	buf->f_blocks = 1000;
	buf->f_files = (fsfilcnt_t)fs->inodes;
	return 0;
}

#define testfs_vget ((vfsop_vget_t)vfscore_nullop)

static struct vfsops testfs_vfsops = {
        testfs_mount, testfs_unmount, testfs_sync, testfs_vget, testfs_statfs, &testfs_vnops,
};

static struct vfscore_fs_type fs_testfs = {
        .vs_name = "testfs",
        .vs_init = testfs_init,
        .vs_op = &testfs_vfsops,
};

UK_FS_REGISTER(fs_testfs);

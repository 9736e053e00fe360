/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Files that lost their last name and are still open: a list on the disk that starts in the super
 * block and goes on in each inode's i_dtime, so that the mount after a crash frees them.
 */
#include "mount.h"

int ext_orphan_add(struct ext_mount *mount, ext2_ino_t ino)
{
	ext2_filsys fs = mount->fs;
	struct ext2_inode inode;
	errcode_t error = ext2fs_read_inode(fs, ino, &inode);

	if (!error) {
		inode.i_dtime = fs->super->s_last_orphan;
		error = ext2fs_write_inode(fs, ino, &inode);
	}
	if (error)
		return ext_error(mount, error);
	fs->super->s_last_orphan = ino;
	ext2fs_mark_super_dirty(fs);
	return 0;
}

/* The one in front of it leads to the one behind it. */
static errcode_t bridge(ext2_filsys fs, ext2_ino_t ino, ext2_ino_t next)
{
	ext2_ino_t at = fs->super->s_last_orphan;
	struct ext2_inode inode;
	errcode_t error;

	for (__u32 left = fs->super->s_inodes_count; at && left; left--) {
		error = ext2fs_read_inode(fs, at, &inode);
		if (error)
			return error;
		if (inode.i_dtime == ino) {
			inode.i_dtime = next;
			return ext2fs_write_inode(fs, at, &inode);
		}
		at = inode.i_dtime;
	}
	return EXT2_ET_FILESYSTEM_CORRUPTED;
}

int ext_orphan_remove(struct ext_mount *mount, ext2_ino_t ino)
{
	ext2_filsys fs = mount->fs;
	struct ext2_inode inode;
	errcode_t error = ext2fs_read_inode(fs, ino, &inode);

	if (error)
		return ext_error(mount, error);
	if (fs->super->s_last_orphan != ino)
		return ext_error(mount, bridge(fs, ino, inode.i_dtime));
	fs->super->s_last_orphan = inode.i_dtime;
	ext2fs_mark_super_dirty(fs);
	return 0;
}

/* SPDX-License-Identifier: BSD-3-Clause */
/* What a directory does by a name: looking up, making, linking, removing. */
#include <string.h>
#include <sys/sysmacros.h>
#include "names.h"

static int lookup_locked(struct uk_node *dir, const char *name, __sz len, struct uk_node **out)
{
	struct ext_mount *mount = ext_mount_of(dir);
	ext2_ino_t ino;
	errcode_t error =
	        ext2fs_lookup(mount->fs, (ext2_ino_t)dir->ino, name, (int)len, NULL, &ino);

	return error ? ext_error(mount, error) : ext_node_get(mount, ino, out);
}

static int lookup(struct uk_node *dir, const char *name, __sz len, struct uk_node **out)
{
	struct ext_mount *mount = ext_mount_of(dir);

	(void)ext_enter(mount, 0);
	return (int)ext_leave(mount, 0, lookup_locked(dir, name, len, out));
}

/* --- making ------------------------------------------------------------------------------------
 */

static void set_device(struct ext2_inode *inode, dev_t rdev)
{
	unsigned int major_part = major(rdev), minor_part = minor(rdev);

	if (major_part < 256 && minor_part < 256)
		inode->i_block[0] = major_part << 8 | minor_part;
	else
		inode->i_block[1] =
		        (minor_part & 0xff) | major_part << 8 | (minor_part & ~0xffU) << 12;
}

/* An inode of anything but a directory and a symbolic link. */
static errcode_t make_file(struct ext_mount *mount, ext2_ino_t ino, mode_t mode, dev_t rdev)
{
	ext2_filsys fs = mount->fs;
	struct ext2_inode inode = {0};
	ext2_extent_handle_t handle;
	errcode_t error = 0;

	inode.i_mode = (__u16)mode;
	inode.i_links_count = 1;
	if (S_ISCHR(mode) || S_ISBLK(mode))
		set_device(&inode, rdev);
	if (S_ISREG(mode) && ext2fs_has_feature_extents(fs->super)) {
		inode.i_flags |= EXT4_EXTENTS_FL;
		error = ext2fs_extent_open2(fs, ino, &inode, &handle);
		if (!error)
			ext2fs_extent_free(handle);
	}
	if (!error)
		error = ext2fs_write_new_inode(fs, ino, &inode);
	if (!error)
		ext2fs_inode_alloc_stats2(fs, ino, +1, 0);
	return error;
}

/* An inode without a name: what it is, and with the attributes of something new. */
static int make(struct uk_node *dir, mode_t mode, dev_t rdev, const char *target,
                struct uk_node **out)
{
	struct ext_mount *mount = ext_mount_of(dir);
	ext2_ino_t parent = (ext2_ino_t)dir->ino, ino;
	errcode_t error = ext2fs_new_inode(mount->fs, parent, (int)mode, NULL, &ino);
	int rc;

	if (error)
		return ext_error(mount, error);
	if (S_ISDIR(mode))
		error = ext2fs_mkdir(mount->fs, parent, ino, NULL);
	else if (S_ISLNK(mode))
		error = ext2fs_symlink(mount->fs, parent, ino, NULL, target);
	else
		error = make_file(mount, ino, mode, rdev);
	if (error)
		return ext_error(mount, error);
	rc = ext_node_get(mount, ino, out);
	if (rc) {
		(void)ext_inode_delete(mount, ino);
		return rc;
	}
	(*out)->mode = mode;
	uk_node_touch(*out, UK_NODE_ATIME | UK_NODE_MTIME | UK_NODE_CTIME);
	rc = ext_node_store(*out);
	if (rc)
		uk_node_put(*out);
	return rc;
}

/* What was made gets its name, or goes away again. */
static int name_it(struct uk_node *dir, const char *name, __sz len, struct uk_node *node)
{
	int rc = ext_dir_enter(dir, name, len, node->ino, node->mode);

	if (rc) {
		(void)ext_lost_name(node);
		(void)ext_dir_changed(dir); /* takes back the link of a directory's ".." */
		return rc;
	}
	if (S_ISDIR(node->mode))
		ext_add_child(dir);
	return ext_dir_changed(dir);
}

static int make_named(struct uk_node *dir, const char *name, __sz len, mode_t mode, dev_t rdev,
                      const char *target, struct uk_node **out)
{
	struct uk_node *node = NULL;
	int rc = S_ISDIR(mode) ? ext_check_links(dir) : 0;

	if (rc)
		return rc;
	rc = make(dir, mode, rdev, target, &node);
	if (rc || !node) {
		if (S_ISDIR(mode))
			(void)ext_dir_changed(dir); /* has perhaps the link of a ".." */
		return rc;
	}
	rc = name_it(dir, name, len, node);
	if (rc || !out)
		uk_node_put(node);
	else
		*out = node;
	return rc;
}

/* Space that was freed since the last commit is there after it. */
static int with_space(struct uk_node *dir, const char *name, __sz len, mode_t mode, dev_t rdev,
                      const char *target, struct uk_node **out)
{
	struct ext_mount *mount = ext_mount_of(dir);
	struct uk_node *there = NULL;
	int rc = ext_enter(mount, 1);

	if (rc)
		return rc;
	/* Another thread may have been quicker. */
	rc = lookup_locked(dir, name, len, &there);
	if (!rc) {
		uk_node_put(there);
		rc = -EEXIST;
	} else if (rc == -ENOENT) {
		rc = dir->nlink ? make_named(dir, name, len, mode, rdev, target, out) : -ENOENT;
	}
	if (rc == -ENOSPC && mount->freed_count) {
		rc = ext_commit(mount);
		ext_reap(mount);
		rc = rc ? rc : make_named(dir, name, len, mode, rdev, target, out);
	}
	return (int)ext_leave(mount, 1, rc);
}

static int create(struct uk_node *dir, const char *name, __sz len, mode_t mode, dev_t rdev,
                  struct uk_node **out)
{
	return with_space(dir, name, len, mode, rdev, NULL, out);
}

static int symlink_at(struct uk_node *dir, const char *name, __sz len, const char *target)
{
	if (strlen(target) >= ext_mount_of(dir)->fs->blocksize)
		return -ENAMETOOLONG;
	return with_space(dir, name, len, S_IFLNK | 0777, 0, target, NULL);
}

static int tmpfile_locked(struct uk_node *dir, mode_t mode, struct uk_node **out)
{
	int rc = make(dir, mode, 0, NULL, out);

	if (rc)
		return rc;
	rc = ext_lost_name(*out);
	if (rc)
		uk_node_put(*out);
	return rc;
}

static int tmpfile_in(struct uk_node *dir, mode_t mode, struct uk_node **out)
{
	struct ext_mount *mount = ext_mount_of(dir);
	int rc = ext_enter(mount, 1);

	return rc ? rc : (int)ext_leave(mount, 1, tmpfile_locked(dir, mode, out));
}

static int link_locked(struct uk_node *dir, const char *name, __sz len, struct uk_node *node)
{
	int rc = node->nlink >= EXT_LINKS_MAX ? -EMLINK : 0;

	rc = rc ? rc : ext_dir_enter(dir, name, len, node->ino, node->mode);
	if (!rc && !node->nlink)
		rc = ext_orphan_remove(ext_mount_of(dir), (ext2_ino_t)node->ino);
	if (rc)
		return rc;
	node->nlink++;
	uk_node_touch(node, UK_NODE_CTIME);
	rc = ext_node_store(node);
	return rc ? rc : ext_dir_changed(dir);
}

static int link_at(struct uk_node *dir, const char *name, __sz len, struct uk_node *node)
{
	struct ext_mount *mount = ext_mount_of(dir);
	int rc = ext_enter(mount, 1);

	return rc ? rc : (int)ext_leave(mount, 1, link_locked(dir, name, len, node));
}

/* --- removing ----------------------------------------------------------------------------------
 */

static int remove_locked(struct uk_node *dir, const char *name, __sz len, struct uk_node *node)
{
	int is_dir = S_ISDIR(node->mode), rc = is_dir ? ext_check_empty(node) : 0;

	rc = rc ? rc : ext_dir_remove(dir, name, len, node->ino);
	if (rc)
		return rc;
	if (is_dir)
		ext_drop_child(dir);
	rc = ext_lost_name(node);
	return rc ? rc : ext_dir_changed(dir);
}

static int remove_at(struct uk_node *dir, const char *name, __sz len, struct uk_node *node)
{
	struct ext_mount *mount = ext_mount_of(dir);
	int rc = ext_enter(mount, 1);

	return rc ? rc : (int)ext_leave(mount, 1, remove_locked(dir, name, len, node));
}

const struct uk_node_ops ext_node_ops = {
        .lookup = lookup,
        .create = create,
        .symlink = symlink_at,
        .link = link_at,
        .unlink = remove_at,
        .rmdir = remove_at,
        .rename = ext_rename,
        .tmpfile = tmpfile_in,
        .readlink = ext_read_link,
        .setattr = ext_set_attributes,
};

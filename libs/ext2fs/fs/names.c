/* SPDX-License-Identifier: BSD-3-Clause */
/* What a directory does by a name. */
#include <string.h>
#include <sys/sysmacros.h>
#include "mount.h"

#define LINKS_MAX 65000

/* libext2fs wants names that end in NUL. */
struct name {
	char text[UK_NAME_MAX + 1];
};

static const char *copy(struct name *name, const char *from, __sz len)
{
	memcpy(name->text, from, len);
	name->text[len] = '\0';
	return name->text;
}

static int file_type(mode_t mode)
{
	static const unsigned char types[16] = {
	        [1] = EXT2_FT_FIFO,   [2] = EXT2_FT_CHRDEV,   [4] = EXT2_FT_DIR,
	        [6] = EXT2_FT_BLKDEV, [8] = EXT2_FT_REG_FILE, [10] = EXT2_FT_SYMLINK,
	        [12] = EXT2_FT_SOCK};

	return types[mode >> 12 & 15];
}

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

/* --- entries -----------------------------------------------------------------------------------
 */

/* The entries of a directory were changed: its size may have been. */
static int changed(struct uk_node *dir)
{
	struct ext2_inode_large inode;
	int rc = ext_inode_read(dir, &inode);

	if (rc)
		return rc;
	ext_map_changed(dir);
	dir->size = inode.i_size;
	uk_node_touch(dir, UK_NODE_MTIME | UK_NODE_CTIME);
	return ext_inode_write(dir, &inode);
}

static int enter_name(struct uk_node *dir, const char *name, __sz len, ino_t ino, mode_t mode)
{
	struct ext_mount *mount = ext_mount_of(dir);
	ext2_ino_t at = (ext2_ino_t)dir->ino;
	struct name text;
	errcode_t error;

	copy(&text, name, len);
	error = ext2fs_link(mount->fs, at, text.text, (ext2_ino_t)ino, file_type(mode));
	if (error == EXT2_ET_DIR_NO_SPACE || error == EXT2_ET_INLINE_DATA_NO_SPACE) {
		error = ext2fs_expand_dir(mount->fs, at);
		if (!error)
			error = ext2fs_link(mount->fs, at, text.text, (ext2_ino_t)ino,
			                    file_type(mode));
	}
	return ext_error(mount, error);
}

static int remove_name(struct uk_node *dir, const char *name, __sz len, ino_t ino)
{
	struct ext_mount *mount = ext_mount_of(dir);
	struct name text;
	errcode_t error = ext2fs_unlink(mount->fs, (ext2_ino_t)dir->ino, copy(&text, name, len),
	                                (ext2_ino_t)ino, 0);

	return error == EXT2_ET_DIR_NO_SPACE ? -ENOENT : ext_error(mount, error);
}

/* An entry that shall lead elsewhere. */
struct redirection {
	const char *name;
	__sz len;
	ext2_ino_t ino;
	int type; /* <0: as it is */
	int done;
};

static int redirect_entry(ext2_ino_t dir, int entry, struct ext2_dir_entry *dirent, int offset,
                          int blocksize, char *buf, void *data)
{
	struct redirection *r = data;

	(void)dir;
	(void)entry;
	(void)offset;
	(void)blocksize;
	(void)buf;
	if (!dirent->inode || (__sz)ext2fs_dirent_name_len(dirent) != r->len ||
	    memcmp(dirent->name, r->name, r->len) != 0)
		return 0;
	dirent->inode = r->ino;
	if (r->type >= 0)
		ext2fs_dirent_set_file_type(dirent, r->type);
	r->done = 1;
	return DIRENT_ABORT | DIRENT_CHANGED;
}

static int redirect(struct uk_node *dir, const char *name, __sz len, struct uk_node *to)
{
	struct ext_mount *mount = ext_mount_of(dir);
	struct redirection r = {.name = name, .len = len, .ino = (ext2_ino_t)to->ino, .type = -1};
	errcode_t error;

	if (ext2fs_has_feature_filetype(mount->fs->super))
		r.type = file_type(to->mode);
	error = ext2fs_dir_iterate2(mount->fs, (ext2_ino_t)dir->ino, 0, NULL, redirect_entry, &r);
	if (!error && !r.done)
		return -ENOENT;
	return ext_error(mount, error);
}

/* --- links -------------------------------------------------------------------------------------
 */

/* A directory with too many folders in it has one link. */
static void add_child(struct uk_node *dir)
{
	if (dir->nlink != 1)
		dir->nlink = dir->nlink >= LINKS_MAX ? 1 : dir->nlink + 1;
}

static void drop_child(struct uk_node *dir)
{
	if (dir->nlink > 2)
		dir->nlink--;
}

static int check_links(struct uk_node *dir)
{
	return dir->nlink >= LINKS_MAX &&
	                       !ext2fs_has_feature_dir_nlink(ext_mount_of(dir)->fs->super)
	               ? -EMLINK
	               : 0;
}

/* A node lost a name, perhaps its last. */
static int lost_name(struct uk_node *node)
{
	int rc = 0;

	node->nlink = S_ISDIR(node->mode) ? 0 : node->nlink - 1;
	uk_node_touch(node, UK_NODE_CTIME);
	if (!node->nlink)
		rc = ext_orphan_add(ext_mount_of(node), (ext2_ino_t)node->ino);
	return rc ? rc : ext_node_store(node);
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
	return ext_node_store(*out);
}

/* What was made gets its name, or goes away again. */
static int name_it(struct uk_node *dir, const char *name, __sz len, struct uk_node *node)
{
	int rc = enter_name(dir, name, len, node->ino, node->mode);

	if (rc) {
		(void)lost_name(node);
		(void)changed(dir); /* takes back the link of a directory's ".." */
		return rc;
	}
	if (S_ISDIR(node->mode))
		add_child(dir);
	return changed(dir);
}

static int make_named(struct uk_node *dir, const char *name, __sz len, mode_t mode, dev_t rdev,
                      const char *target, struct uk_node **out)
{
	struct uk_node *node;
	int rc = S_ISDIR(mode) ? check_links(dir) : 0;

	rc = rc ? rc : make(dir, mode, rdev, target, &node);
	if (rc)
		return rc;
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
	struct uk_node *there;
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
	rc = lost_name(*out);
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
	int rc = node->nlink >= LINKS_MAX ? -EMLINK : 0;

	rc = rc ? rc : enter_name(dir, name, len, node->ino, node->mode);
	if (!rc && !node->nlink)
		rc = ext_orphan_remove(ext_mount_of(dir), (ext2_ino_t)node->ino);
	if (rc)
		return rc;
	node->nlink++;
	uk_node_touch(node, UK_NODE_CTIME);
	rc = ext_node_store(node);
	return rc ? rc : changed(dir);
}

static int link_at(struct uk_node *dir, const char *name, __sz len, struct uk_node *node)
{
	struct ext_mount *mount = ext_mount_of(dir);
	int rc = ext_enter(mount, 1);

	return rc ? rc : (int)ext_leave(mount, 1, link_locked(dir, name, len, node));
}

/* --- removing ----------------------------------------------------------------------------------
 */

static int each_entry(ext2_ino_t dir, int entry, struct ext2_dir_entry *dirent, int offset,
                      int blocksize, char *buf, void *data)
{
	(void)dir;
	(void)offset;
	(void)blocksize;
	(void)buf;
	(void)entry; /* of an inode's own entries it says too little */
	if (!dirent->inode || ext_is_dots(dirent->name, (__sz)ext2fs_dirent_name_len(dirent)))
		return 0;
	*(int *)data = 1;
	return DIRENT_ABORT;
}

static int check_empty(struct uk_node *node)
{
	struct ext_mount *mount = ext_mount_of(node);
	int found = 0;
	errcode_t error =
	        ext2fs_dir_iterate2(mount->fs, (ext2_ino_t)node->ino, 0, NULL, each_entry, &found);

	if (error)
		return ext_error(mount, error);
	return found ? -ENOTEMPTY : 0;
}

static int remove_locked(struct uk_node *dir, const char *name, __sz len, struct uk_node *node)
{
	int is_dir = S_ISDIR(node->mode), rc = is_dir ? check_empty(node) : 0;

	rc = rc ? rc : remove_name(dir, name, len, node->ino);
	if (rc)
		return rc;
	if (is_dir)
		drop_child(dir);
	rc = lost_name(node);
	return rc ? rc : changed(dir);
}

static int remove_at(struct uk_node *dir, const char *name, __sz len, struct uk_node *node)
{
	struct ext_mount *mount = ext_mount_of(dir);
	int rc = ext_enter(mount, 1);

	return rc ? rc : (int)ext_leave(mount, 1, remove_locked(dir, name, len, node));
}

/* --- renaming ----------------------------------------------------------------------------------
 */

/* A name as rename() gets it. */
struct place {
	struct uk_node *dir;
	const char *name;
	__sz len;
};

/* A directory moved from one directory to another. */
static int move_parent(struct uk_node *node, struct uk_node *from, struct uk_node *to)
{
	if (!S_ISDIR(node->mode) || from == to)
		return 0;
	drop_child(from);
	add_child(to);
	return redirect(node, "..", 2, to);
}

static int both_changed(const struct place *from, const struct place *to)
{
	int rc = changed(from->dir);

	return rc || from->dir == to->dir ? rc : changed(to->dir);
}

static int exchange_locked(const struct place *from, struct uk_node *node, const struct place *to,
                           struct uk_node *victim)
{
	int rc = redirect(to->dir, to->name, to->len, node);

	rc = rc ? rc : redirect(from->dir, from->name, from->len, victim);
	rc = rc ? rc : move_parent(node, from->dir, to->dir);
	rc = rc ? rc : move_parent(victim, to->dir, from->dir);
	uk_node_touch(node, UK_NODE_CTIME);
	uk_node_touch(victim, UK_NODE_CTIME);
	rc = rc ? rc : ext_node_store(node);
	rc = rc ? rc : ext_node_store(victim);
	return rc ? rc : both_changed(from, to);
}

/* The new name first; it replaces the victim's in its place. */
static int rename_locked(const struct place *from, struct uk_node *node, const struct place *to,
                         struct uk_node *victim)
{
	int rc = victim && S_ISDIR(victim->mode) ? check_empty(victim) : 0;

	if (!rc && S_ISDIR(node->mode) && from->dir != to->dir && !victim)
		rc = check_links(to->dir);
	if (rc)
		return rc;
	rc = victim ? redirect(to->dir, to->name, to->len, node)
	            : enter_name(to->dir, to->name, to->len, node->ino, node->mode);
	rc = rc ? rc : remove_name(from->dir, from->name, from->len, node->ino);
	if (rc)
		return rc;
	if (victim && S_ISDIR(victim->mode))
		drop_child(to->dir);
	rc = move_parent(node, from->dir, to->dir);
	rc = rc || !victim ? rc : lost_name(victim);
	uk_node_touch(node, UK_NODE_CTIME);
	rc = rc ? rc : ext_node_store(node);
	return rc ? rc : both_changed(from, to);
}

static int rename_at(struct uk_node *dir, const char *name, __sz len, struct uk_node *node,
                     struct uk_node *new_dir, const char *new_name, __sz new_len,
                     struct uk_node *victim, int exchange)
{
	struct ext_mount *mount = ext_mount_of(dir);
	const struct place from = {dir, name, len}, to = {new_dir, new_name, new_len};
	int rc = ext_enter(mount, 1);

	if (rc)
		return rc;
	rc = exchange ? exchange_locked(&from, node, &to, victim)
	              : rename_locked(&from, node, &to, victim);
	return (int)ext_leave(mount, 1, rc);
}

/* --- attributes --------------------------------------------------------------------------------
 */

static int read_target(struct uk_node *node, char *target, __sz size)
{
	struct ext_mount *mount = ext_mount_of(node);
	struct ext2_inode_large inode;
	struct ext_block *block;
	struct ext_run run;
	size_t got = size;
	int rc = ext_inode_read(node, &inode);

	if (rc)
		return rc;
	if (inode.i_flags & EXT4_INLINE_DATA_FL)
		return ext_error(mount,
		                 ext2fs_inline_data_get(mount->fs, (ext2_ino_t)node->ino,
		                                        (struct ext2_inode *)&inode, target, &got));
	if (ext2fs_is_fast_symlink((struct ext2_inode *)&inode)) {
		memcpy(target, inode.i_block, MIN(size, sizeof(inode.i_block)));
		return 0;
	}
	rc = ext_map(node, &inode, 0, &run);
	if (!rc && !run.physical)
		rc = ext_error(mount, EXT2_ET_FILESYSTEM_CORRUPTED);
	if (!rc)
		rc = ext_cache_block(&mount->cache, run.physical, EXT_FILL_READ, &block);
	if (!rc)
		memcpy(target, block->data, MIN(size, (__sz)mount->fs->blocksize));
	return rc;
}

static int target_locked(struct uk_node *node)
{
	struct ext_mount *mount = ext_mount_of(node);
	__sz room = MAX((__sz)mount->fs->blocksize, 4096UL) + 1, size = (__sz)node->size;
	struct ext_node *en = ext_of(node);
	char *target;
	int rc;

	if (en->target)
		return 0;
	if (!size || size >= UK_PATH_MAX || size > mount->fs->blocksize)
		return ext_error(mount, EXT2_ET_FILESYSTEM_CORRUPTED);
	target = uk_calloc(uk_alloc_get_default(), 1, room);
	if (!target)
		return -ENOMEM;
	rc = read_target(node, target, room - 1);
	if (rc) {
		uk_free(uk_alloc_get_default(), target);
		return rc;
	}
	target[size] = '\0';
	en->target = target;
	return 0;
}

static int read_link(struct uk_node *node, const char **target)
{
	struct ext_mount *mount = ext_mount_of(node);
	int rc;

	(void)ext_enter(mount, 0);
	rc = (int)ext_leave(mount, 0, target_locked(node));
	*target = ext_of(node)->target;
	return rc;
}

/* The VFS repeats it on the node. */
static int set_locked(struct uk_node *node, const struct uk_node_attr *attr)
{
	unsigned int which = attr->which, touch = UK_NODE_CTIME;

	if (which & UK_ATTR_MODE)
		node->mode = (node->mode & S_IFMT) | (attr->mode & 07777);
	if (which & UK_ATTR_UID)
		node->uid = attr->uid;
	if (which & UK_ATTR_GID)
		node->gid = attr->gid;
	if ((which & (UK_ATTR_UID | UK_ATTR_GID)) && S_ISREG(node->mode)) {
		node->mode &= (mode_t)~S_ISUID;
		if (node->mode & S_IXGRP)
			node->mode &= (mode_t)~S_ISGID;
	}
	if (which & UK_ATTR_ATIME_NOW)
		touch |= UK_NODE_ATIME;
	else if (which & UK_ATTR_ATIME)
		node->atime = attr->atime;
	if (which & UK_ATTR_MTIME_NOW)
		touch |= UK_NODE_MTIME;
	else if (which & UK_ATTR_MTIME)
		node->mtime = attr->mtime;
	uk_node_touch(node, touch);
	return ext_node_store(node);
}

static int set_attributes(struct uk_node *node, const struct uk_node_attr *attr)
{
	struct ext_mount *mount = ext_mount_of(node);
	int rc = ext_enter(mount, 1);

	if (rc)
		return rc;
	rc = set_locked(node, attr);
	ext_of(node)->stale = 1; /* the VFS takes another time of now */
	return (int)ext_leave(mount, 1, rc);
}

const struct uk_node_ops ext_node_ops = {
        .lookup = lookup,
        .create = create,
        .symlink = symlink_at,
        .link = link_at,
        .unlink = remove_at,
        .rmdir = remove_at,
        .rename = rename_at,
        .tmpfile = tmpfile_in,
        .readlink = read_link,
        .setattr = set_attributes,
};

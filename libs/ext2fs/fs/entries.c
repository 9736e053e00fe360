/* SPDX-License-Identifier: BSD-3-Clause */
/* The entries of directories, through libext2fs, and the counts of links that follow from them. */
#include <string.h>
#include "names.h"

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

/* The entries of a directory were changed: its size may have been. */
int ext_dir_changed(struct uk_node *dir)
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

int ext_dir_enter(struct uk_node *dir, const char *name, __sz len, ino_t ino, mode_t mode)
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

int ext_dir_remove(struct uk_node *dir, const char *name, __sz len, ino_t ino)
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

int ext_dir_redirect(struct uk_node *dir, const char *name, __sz len, struct uk_node *to)
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

int ext_check_empty(struct uk_node *node)
{
	struct ext_mount *mount = ext_mount_of(node);
	int found = 0;
	errcode_t error =
	        ext2fs_dir_iterate2(mount->fs, (ext2_ino_t)node->ino, 0, NULL, each_entry, &found);

	if (error)
		return ext_error(mount, error);
	return found ? -ENOTEMPTY : 0;
}

/* A directory with too many folders in it has one link. */
void ext_add_child(struct uk_node *dir)
{
	if (dir->nlink != 1)
		dir->nlink = dir->nlink >= EXT_LINKS_MAX ? 1 : dir->nlink + 1;
}

void ext_drop_child(struct uk_node *dir)
{
	if (dir->nlink > 2)
		dir->nlink--;
}

int ext_check_links(struct uk_node *dir)
{
	return dir->nlink >= EXT_LINKS_MAX &&
	                       !ext2fs_has_feature_dir_nlink(ext_mount_of(dir)->fs->super)
	               ? -EMLINK
	               : 0;
}

/* A node lost a name, perhaps its last. */
int ext_lost_name(struct uk_node *node)
{
	int rc = 0;

	node->nlink = S_ISDIR(node->mode) ? 0 : node->nlink - 1;
	uk_node_touch(node, UK_NODE_CTIME);
	if (!node->nlink)
		rc = ext_orphan_add(ext_mount_of(node), (ext2_ino_t)node->ino);
	return rc ? rc : ext_node_store(node);
}

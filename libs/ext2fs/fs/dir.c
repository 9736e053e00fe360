/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Reading directories: a position is that of an entry in the directory's blocks, and two more,
 * since the VFS has 0 and 1 for "." and "..". It survives the removal of names.
 */
#include <string.h>
#include <unistd.h>
#include "mount.h"

/* One enumeration. */
struct listing {
	struct uk_open_file *of;
	struct ext_mount *mount;
	uk_readdir_fn emit;
	void *arg;
	__u64 base; /* the place of the block in the directory */
	int rc;     /* of emit */
};

/* File types of the disk, as DT_*. */
static const unsigned char types[] = {0, 8, 4, 2, 6, 1, 12, 10};

/* Non-zero: the program has enough. */
static int give(struct listing *l, const struct ext2_dir_entry *entry, __u64 place, __u64 next)
{
	__sz len = (__sz)ext2fs_dirent_name_len(entry);
	unsigned int type = (unsigned int)ext2fs_dirent_file_type(entry);
	__off position = (__off)next + EXT_FIRST_POSITION;

	if ((__off)place + EXT_FIRST_POSITION < l->of->pos)
		return 0;
	if (entry->inode && len && !ext_is_dots(entry->name, len) && !memchr(entry->name, '/', len))
		l->rc = l->emit(l->arg, entry->name, len, entry->inode,
		                type < sizeof(types) ? types[type] : 0, position);
	if (!l->rc)
		l->of->pos = position;
	return l->rc;
}

static int list_block(struct listing *l, const char *data)
{
	ext2_filsys fs = l->mount->fs;
	unsigned int at = 0, length;

	while (at + 8 <= fs->blocksize && !l->rc) {
		const struct ext2_dir_entry *entry = (const void *)(data + at);

		if (ext2fs_get_rec_len(fs, (struct ext2_dir_entry *)entry, &length) || length < 8 ||
		    length % 4 || length > fs->blocksize - at ||
		    8 + (unsigned int)ext2fs_dirent_name_len(entry) > length)
			return ext_error(l->mount, EXT2_ET_DIR_CORRUPTED);
		give(l, entry, l->base + at, l->base + at + length);
		at += length;
	}
	return l->rc;
}

static int list_blocks(struct listing *l, struct uk_node *dir, struct ext2_inode_large *inode,
                       char *data)
{
	__u64 size = l->mount->fs->blocksize;
	__u64 logical = (__u64)MAX(l->of->pos - EXT_FIRST_POSITION, 0L) / size;
	int rc = 0;

	for (; !rc && logical * size < (__u64)dir->size; logical++) {
		struct ext_run run;

		rc = ext_map(dir, inode, logical, &run);
		if (rc || !run.physical)
			continue;
		rc = ext_error(l->mount, ext2fs_read_dir_block4(l->mount->fs, run.physical, data, 0,
		                                                (ext2_ino_t)dir->ino));
		l->base = logical * size;
		rc = rc ? rc : list_block(l, data);
	}
	return rc;
}

/* Entries inside the inode. */
static int each_inline(ext2_ino_t dir, int entry, struct ext2_dir_entry *dirent, int offset,
                       int blocksize, char *buf, void *data)
{
	struct listing *l = data;

	(void)dir;
	(void)blocksize;
	(void)buf;
	(void)entry;
	(void)offset; /* the two parts of an inode have offsets of their own */
	l->base += 8;
	return give(l, dirent, l->base, l->base + 1) ? DIRENT_ABORT : 0;
}

static int list_inline(struct listing *l, struct uk_node *dir)
{
	errcode_t error = ext2fs_dir_iterate2(l->mount->fs, (ext2_ino_t)dir->ino,
	                                      DIRENT_FLAG_INCLUDE_EMPTY, NULL, each_inline, l);

	return error ? ext_error(l->mount, error) : l->rc;
}

static int list(struct listing *l, struct uk_node *dir)
{
	struct ext2_inode_large inode;
	int rc = ext_inode_read(dir, &inode);
	char *data;

	if (rc)
		return rc;
	if (inode.i_flags & EXT4_INLINE_DATA_FL)
		return list_inline(l, dir);
	data = uk_malloc(uk_alloc_get_default(), l->mount->fs->blocksize);
	if (!data)
		return -ENOMEM;
	rc = list_blocks(l, dir, &inode, data);
	uk_free(uk_alloc_get_default(), data);
	return rc;
}

static int dir_read(struct uk_open_file *of, uk_readdir_fn emit, void *arg)
{
	struct uk_node *dir = uk_file_node(of->file);
	struct listing l = {.of = of, .mount = ext_mount_of(dir), .emit = emit, .arg = arg};

	(void)ext_enter(l.mount, 0);
	if (l.mount->writable && !l.mount->no_atime) {
		uk_node_touch(dir, UK_NODE_ATIME);
		ext_of(dir)->stale = 1;
	}
	return (int)ext_leave(l.mount, 0, list(&l, dir));
}

static __ssz dir_no_read(struct uk_open_file *of, const struct iovec *iov, int iovcnt, __off off)
{
	(void)of;
	(void)iov;
	(void)iovcnt;
	(void)off;
	return -EISDIR;
}

static __off dir_seek(struct uk_open_file *of, __off off, int whence)
{
	if (whence == SEEK_CUR)
		off += of->pos;
	else if (whence != SEEK_SET)
		return -EINVAL;
	if (off < 0)
		return -EINVAL;
	of->pos = off;
	return off;
}

const struct uk_file_ops ext_dir_ops = {
        .read = dir_no_read,
        .seek = dir_seek,
        .stat = ext_stat,
        .sync = ext_sync_node,
        .readdir = dir_read,
        .release = ext_release,
};

/* SPDX-License-Identifier: BSD-3-Clause */
/* The size of a file, its holes, and positions in it. */
#include <fcntl.h>
#include <string.h>
#include <unistd.h>
#include "mount.h"

/* --- size --------------------------------------------------------------------------------------
 */

/* What lies behind the end in its block reads as zeroes when the file grows again. */
static int clear_range(struct uk_node *node, struct ext2_inode_large *inode, __off from, __sz len)
{
	struct ext_mount *mount = ext_mount_of(node);
	__sz size = mount->fs->blocksize;
	struct ext_block *block;
	struct ext_run run;
	int rc = ext_map(node, inode, (__u64)from / size, &run);

	if (rc || !run.physical || run.unwritten)
		return rc;
	rc = ext_cache_block(&mount->cache, run.physical, EXT_FILL_READ, &block);
	if (rc)
		return rc;
	memset(block->data + (__sz)from % size, 0, len);
	ext_cache_change(&mount->cache, block, 0);
	return 0;
}

static int cut(struct uk_node *node, struct ext2_inode_large *inode, __off length)
{
	__sz size = ext_mount_of(node)->fs->blocksize, tail = (__sz)length % size;
	int rc = tail ? clear_range(node, inode, length, size - tail) : 0;

	if (rc ||
	    !ext2fs_inode_has_valid_blocks2(ext_mount_of(node)->fs, (struct ext2_inode *)inode))
		return rc;
	return ext_map_free(node, inode, ((__u64)length + size - 1) / size, ~0ULL);
}

static int truncate_locked(struct uk_node *node, __off length)
{
	struct ext2_inode_large inode;
	int rc = ext_inode_read(node, &inode);

	rc = rc ? rc : ext_map_expand_inline(node, &inode);
	if (!rc && length < node->size)
		rc = cut(node, &inode, length);
	if (rc)
		return rc;
	node->size = length;
	uk_node_touch(node, UK_NODE_MTIME | UK_NODE_CTIME);
	return ext_inode_write(node, &inode);
}

int ext_file_truncate(struct uk_file *file, __off length)
{
	struct uk_node *node = uk_file_node(file);
	struct ext_mount *mount = ext_mount_of(node);
	int rc;

	if (length > 1L << 47 || (__u64)length / mount->fs->blocksize >= 0xffffffffUL)
		return -EFBIG;
	rc = ext_enter(mount, 1);
	if (rc)
		return rc;
	return (int)ext_leave(mount, 1, truncate_locked(node, length));
}

/* Zeroes [from, to): the edges in their blocks, blocks between them go. */
static int punch(struct uk_node *node, struct ext2_inode_large *inode, __off from, __off to)
{
	__sz size = ext_mount_of(node)->fs->blocksize;
	__off first = (__off)ALIGN_UP((__sz)from, size), last = (__off)ALIGN_DOWN((__sz)to, size);
	int rc = 0;

	if (from >= to)
		return 0;
	if (first > last)
		return clear_range(node, inode, from, (__sz)(to - from));
	if (from < first)
		rc = clear_range(node, inode, from, (__sz)(first - from));
	if (!rc && last < to)
		rc = clear_range(node, inode, last, (__sz)(to - last));
	if (!rc && first < last)
		rc = ext_map_free(node, inode, (__u64)first / size, (__u64)last / size - 1);
	return rc;
}

/* Blocks for the holes of a range, which read as zeroes. */
static int reserve(struct uk_node *node, struct ext2_inode_large *inode, __off from, __off to)
{
	__sz size = ext_mount_of(node)->fs->blocksize;
	__u64 at = (__u64)from / size, end = ((__u64)to + size - 1) / size;
	int rc = 0;

	while (at < end && !rc) {
		struct ext_run run;

		rc = ext_map(node, inode, at, &run);
		if (rc)
			break;
		run.count = MIN(run.count, end - at);
		if (!run.physical)
			rc = ext_map_allocate(node, inode, &run, 1);
		at += run.count;
	}
	return rc;
}

static int allocate_locked(struct uk_node *node, int mode, __off off, __off end)
{
	struct ext2_inode_large inode;
	int rc = ext_inode_read(node, &inode), error;

	rc = rc ? rc : ext_map_expand_inline(node, &inode);
	if (rc)
		return rc;
	if (mode & FALLOC_FL_PUNCH_HOLE)
		rc = punch(node, &inode, off, MIN(end, node->size));
	else
		rc = reserve(node, &inode, off, end);
	if (!rc && !(mode & FALLOC_FL_KEEP_SIZE) && end > node->size)
		node->size = end;
	uk_node_touch(node,
	              mode & FALLOC_FL_PUNCH_HOLE ? UK_NODE_MTIME | UK_NODE_CTIME : UK_NODE_CTIME);
	error = ext_inode_write(node, &inode);
	return rc ? rc : error;
}

int ext_file_allocate(struct uk_file *file, int mode, __off off, __off len)
{
	struct uk_node *node = uk_file_node(file);
	struct ext_mount *mount = ext_mount_of(node);
	int rc;

	if (mode != 0 && mode != FALLOC_FL_KEEP_SIZE &&
	    mode != (FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE))
		return -EOPNOTSUPP;
	if (!(mode & FALLOC_FL_PUNCH_HOLE) && !ext2fs_has_feature_extents(mount->fs->super))
		return -EOPNOTSUPP;
	if ((__u64)(off + len) / mount->fs->blocksize >= 0xffffffffUL)
		return -EFBIG;
	rc = ext_enter(mount, 1);
	if (rc)
		return rc;
	return (int)ext_leave(mount, 1, allocate_locked(node, mode, off, off + len));
}

/* --- position ----------------------------------------------------------------------------------
 */

static __off seek_kind(struct uk_node *node, __off off, int data)
{
	__sz size = ext_mount_of(node)->fs->blocksize;
	struct ext2_inode_large inode;
	__off at = off;
	int rc;

	if (off < 0 || off >= node->size)
		return -ENXIO;
	rc = ext_inode_read(node, &inode);
	if (!rc && inode.i_flags & EXT4_INLINE_DATA_FL)
		return data ? off : node->size;
	while (!rc && at < node->size) {
		struct ext_run run;

		rc = ext_map(node, &inode, (__u64)at / size, &run);
		if (!rc && (run.physical && !run.unwritten) == (data != 0))
			return at;
		if (run.count > (__u64)node->size / size)
			break;
		at = (__off)(((__u64)at / size + run.count) * size);
	}
	return rc ? rc : data ? -ENXIO : node->size;
}

static __off new_position(struct uk_open_file *of, __off off, int whence)
{
	struct uk_node *node = uk_file_node(of->file);
	__off base = 0;

	if (whence == SEEK_DATA || whence == SEEK_HOLE)
		return seek_kind(node, off, whence == SEEK_DATA);
	if (whence == SEEK_CUR)
		base = of->pos;
	else if (whence == SEEK_END)
		base = node->size;
	if (__builtin_add_overflow(off, base, &off) || off < 0)
		return -EINVAL;
	return off;
}

__off ext_file_seek(struct uk_open_file *of, __off off, int whence)
{
	struct ext_mount *mount = ext_mount_of(uk_file_node(of->file));

	(void)ext_enter(mount, 0);
	off = new_position(of, off, whence);
	if (off >= 0)
		of->pos = off;
	return ext_leave(mount, 0, off);
}

/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Regular files. Long transfers of whole blocks go between the program's memory and the disk; short
 * ones and the edges of blocks go through the cache.
 */
#include <fcntl.h>
#include <string.h>
#include "mount.h"

/* Bytes of whole blocks that are worth a request of their own. */
#define LONG_TRANSFER (32UL << 10)

/* A transfer on its way. */
struct transfer {
	struct uk_node *node;
	struct ext_mount *mount;
	struct ext2_inode_large inode;
	const struct iovec *iov;
	__sz done; /* of the vector */
	__off at;  /* in the file */
	__sz left;
	__sz block; /* its size */
};

/* The place in the vector: where it lies, and how much lies there together. */
static char *contiguous(const struct transfer *t, __sz *len)
{
	const struct iovec *iov = t->iov;
	__sz skip = t->done;

	while (skip >= iov->iov_len) {
		skip -= iov->iov_len;
		iov++;
	}
	*len = MIN(iov->iov_len - skip, t->left);
	return (char *)iov->iov_base + skip;
}

static void advance(struct transfer *t, __sz n)
{
	t->done += n;
	t->at += (__off)n;
	t->left -= n;
}

/* Bytes that can go without the cache: whole blocks of one run, together in memory, and many. */
static __sz direct_length(const struct transfer *t, const struct ext_run *run, char **buf)
{
	__sz len = 0;

	if ((__sz)t->at % t->block || !t->left)
		return 0;
	*buf = contiguous(t, &len);
	len = ALIGN_DOWN(len, t->block);
	if (len / t->block > run->count)
		len = run->count * t->block;
	return len >= MAX(LONG_TRANSFER, t->block) ? len : 0;
}

/* Bytes of the transfer in the block of the present place. */
static __sz in_block(const struct transfer *t)
{
	return MIN(t->left, t->block - (__sz)t->at % t->block);
}

/* --- reading -----------------------------------------------------------------------------------
 */

static void read_zeroes(struct transfer *t, const struct ext_run *run)
{
	__sz room = t->left;

	if (run->count < (t->left + t->block) / t->block)
		room = MIN(room, run->count * t->block - (__sz)t->at % t->block);
	uk_iov_zero(t->iov, t->done, room);
	advance(t, room);
}

static int read_cached(struct transfer *t, const struct ext_run *run)
{
	struct ext_cache *cache = &t->mount->cache;
	__sz n = in_block(t), in = (__sz)t->at % t->block;
	struct ext_block *block;
	int rc = 0;

	if (ext_of(t->node)->read_on == t->at || t->left > t->block)
		rc = ext_cache_read_ahead(cache, run->physical, run->count);
	if (!rc)
		rc = ext_cache_block(cache, run->physical, EXT_FILL_READ, &block);
	if (rc)
		return rc;
	uk_iov_put(t->iov, t->done, block->data + in, n);
	advance(t, n);
	ext_of(t->node)->read_on = t->at;
	return 0;
}

static int read_piece(struct transfer *t)
{
	struct ext_run run;
	char *buf;
	__sz len;
	int rc = ext_map(t->node, &t->inode, (__u64)t->at / t->block, &run);

	if (rc)
		return rc;
	if (!run.physical || run.unwritten) {
		read_zeroes(t, &run);
		return 0;
	}
	len = direct_length(t, &run, &buf);
	if (!len)
		return read_cached(t, &run);
	rc = ext_cache_read_data(&t->mount->cache, run.physical, len / t->block, buf);
	if (!rc)
		advance(t, len);
	return rc;
}

/* A file that lies inside its inode. */
static int read_inline(struct transfer *t)
{
	ext2_filsys fs = t->mount->fs;
	ext2_ino_t ino = (ext2_ino_t)t->node->ino;
	size_t size = 0, have;
	char *data;
	errcode_t error = ext2fs_inline_data_size(fs, ino, &size);

	if (error)
		return ext_error(t->mount, error);
	data = uk_calloc(uk_alloc_get_default(), 1, size + 1);
	if (!data)
		return -ENOMEM;
	error = ext2fs_inline_data_get(fs, ino, (struct ext2_inode *)&t->inode, data, &size);
	have = (__sz)t->at < size ? MIN(t->left, size - (__sz)t->at) : 0;
	if (!error) {
		uk_iov_put(t->iov, t->done, data + t->at, have);
		uk_iov_zero(t->iov, t->done + have, t->left - have);
		advance(t, t->left);
	}
	uk_free(uk_alloc_get_default(), data);
	return ext_error(t->mount, error);
}

static void set_up(struct transfer *t, struct uk_open_file *of, const struct iovec *iov, int iovcnt)
{
	struct uk_node *node = uk_file_node(of->file);

	*t = (struct transfer){.node = node, .mount = ext_mount_of(node), .iov = iov};
	t->left = uk_iov_length(iov, iovcnt);
	t->block = t->mount->fs->blocksize;
}

/* Access times are written when the node is released or synchronised. */
static void touch_read(struct transfer *t)
{
	struct timespec before = t->node->atime;

	if (!t->mount->writable || t->mount->no_atime)
		return;
	uk_node_touch(t->node, UK_NODE_ATIME);
	if (before.tv_sec != t->node->atime.tv_sec || before.tv_nsec != t->node->atime.tv_nsec)
		ext_of(t->node)->stale = 1;
}

static __ssz read_locked(struct transfer *t)
{
	int rc = 0;

	if (t->at >= t->node->size || !t->left)
		return 0;
	t->left = MIN(t->left, (__sz)(t->node->size - t->at));
	rc = ext_inode_read(t->node, &t->inode);
	if (!rc && t->inode.i_flags & EXT4_INLINE_DATA_FL)
		rc = read_inline(t);
	while (!rc && t->left)
		rc = read_piece(t);
	touch_read(t);
	return t->done ? (__ssz)t->done : rc;
}

static __ssz file_read(struct uk_open_file *of, const struct iovec *iov, int iovcnt, __off off)
{
	struct transfer t;
	__ssz n;

	set_up(&t, of, iov, iovcnt);
	(void)ext_enter(t.mount, 0);
	t.at = off < 0 ? of->pos : off;
	n = read_locked(&t);
	if (off < 0 && n > 0)
		of->pos = t.at;
	return ext_leave(t.mount, 0, n);
}

/* --- writing -----------------------------------------------------------------------------------
 */

/* fresh: what the disk has there is nobody's. */
static int write_cached(struct transfer *t, const struct ext_run *run, int fresh)
{
	struct ext_cache *cache = &t->mount->cache;
	__sz n = in_block(t), in = (__sz)t->at % t->block;
	enum ext_fill fill = fresh ? EXT_FILL_ZERO : EXT_FILL_READ;
	struct ext_block *block;
	int rc =
	        ext_cache_block(cache, run->physical, n == t->block ? EXT_FILL_NONE : fill, &block);

	if (rc)
		return rc;
	uk_iov_get(t->iov, t->done, block->data + in, n);
	ext_cache_change(cache, block, 0);
	advance(t, n);
	return 0;
}

static int write_run(struct transfer *t, struct ext_run *run, int fresh)
{
	while (run->count && t->left) {
		char *buf;
		__sz len = direct_length(t, run, &buf), blocks = len ? len / t->block : 1;
		int rc;

		if (!len)
			rc = write_cached(t, run, fresh);
		else
			rc = ext_cache_write_data(&t->mount->cache, run->physical, blocks, buf);
		if (rc)
			return rc;
		if (len)
			advance(t, len);
		run->physical += blocks;
		run->logical += blocks;
		run->count -= blocks;
	}
	return 0;
}

/* No space but for blocks that were freed since the last commit: they are free after it. */
static int allocate(struct transfer *t, struct ext_run *run)
{
	struct ext_run want = *run;
	int rc = ext_map_allocate(t->node, &t->inode, run, 0);

	if (rc != -ENOSPC || !t->mount->freed_count)
		return rc;
	rc = ext_inode_write(t->node, &t->inode);
	rc = rc ? rc : ext_commit(t->mount);
	*run = want;
	return rc ? rc : ext_map_allocate(t->node, &t->inode, run, 0);
}

/* Blocks that were allocated and got nothing must not show what they held before. */
static void take_back(struct transfer *t, const struct ext_run *rest)
{
	if (rest->count)
		(void)ext_map_free(t->node, &t->inode, rest->logical,
		                   rest->logical + rest->count - 1);
}

static int write_piece(struct transfer *t)
{
	__u64 logical = (__u64)t->at / t->block;
	__u64 want = ((__sz)t->at % t->block + t->left + t->block - 1) / t->block;
	struct ext_run run, converted;
	int rc = ext_map(t->node, &t->inode, logical, &run), fresh;

	if (rc)
		return rc;
	run.count = MIN(run.count, want);
	fresh = !run.physical || run.unwritten;
	if (!run.physical)
		rc = allocate(t, &run);
	if (rc)
		return rc;
	converted = run;
	rc = write_run(t, &run, fresh);
	converted.count -= run.count;
	if (rc && fresh && !converted.unwritten)
		take_back(t, &run);
	if (converted.unwritten && converted.count) {
		int error = ext_map_convert(t->node, &t->inode, &converted);

		rc = rc ? rc : error;
	}
	return rc;
}

static __ssz write_locked(struct transfer *t)
{
	int rc = ext_inode_read(t->node, &t->inode), error;

	rc = rc ? rc : ext_map_expand_inline(t->node, &t->inode);
	while (!rc && t->left) {
		rc = write_piece(t);
		t->node->size = MAX(t->node->size, t->at);
	}
	if (t->done)
		uk_node_touch(t->node, UK_NODE_MTIME | UK_NODE_CTIME);
	error = ext_inode_write(t->node, &t->inode);
	if (error)
		return error;
	return t->done ? (__ssz)t->done : rc;
}

static __ssz file_write(struct uk_open_file *of, const struct iovec *iov, int iovcnt, __off off)
{
	struct transfer t;
	__ssz n;
	int rc;

	set_up(&t, of, iov, iovcnt);
	if (!t.left)
		return 0;
	rc = ext_enter(t.mount, 1);
	if (rc)
		return rc;
	t.at = of->flags & O_APPEND ? t.node->size : off < 0 ? of->pos : off;
	n = t.at > (1L << 47) ? -EFBIG : write_locked(&t);
	if (off < 0 && n > 0)
		of->pos = t.at;
	if (n > 0 && (of->flags & O_DSYNC)) { /* O_SYNC contains it */
		rc = ext_commit(t.mount);
		n = rc ? rc : n;
	}
	return ext_leave(t.mount, 1, n);
}

const struct uk_file_ops ext_file_ops = {
        .read = file_read,
        .write = file_write,
        .seek = ext_file_seek,
        .stat = ext_stat,
        .truncate = ext_file_truncate,
        .allocate = ext_file_allocate,
        .sync = ext_sync_node,
        .release = ext_release,
};

/* SPDX-License-Identifier: BSD-3-Clause */
/* Where the blocks of a file are: extents, or the older lists of blocks. */
#include <string.h>
#include "mount.h"

/* The longest extent of written blocks. */
#define LONGEST 32768u
/* Blocks of a list that are looked at in one go. */
#define LISTED 512u
/* More than there are in a leaf, twice. */
#define EXTENTS_MAX 16384u
/* No tree of the kernel's or of libext2fs's is deeper. */
#define DEEPEST 5u
/* A hole behind the last block. */
#define ENDLESS (1ULL << 60)

static struct ext2_inode *base_of(struct ext2_inode_large *inode)
{
	return (struct ext2_inode *)inode;
}

static int open_tree(struct uk_node *node, struct ext2_inode_large *inode,
                     ext2_extent_handle_t *handle)
{
	struct ext_mount *mount = ext_mount_of(node);
	const struct ext3_extent_header *head = (const void *)inode->i_block;

	if (ext2fs_le16_to_cpu(head->eh_depth) > DEEPEST)
		return ext_error(mount, EXT2_ET_EXTENT_HEADER_BAD);
	return ext_error(mount, ext2fs_extent_open2(mount->fs, (ext2_ino_t)node->ino,
	                                            base_of(inode), handle));
}

/* The extent at or before a block; after it when there is none before. 1: there is none at all. */
static errcode_t nearest(ext2_extent_handle_t handle, __u64 logical, struct ext2fs_extent *extent)
{
	errcode_t error = ext2fs_extent_goto(handle, logical);

	if (error && error != EXT2_ET_EXTENT_NOT_FOUND)
		return error;
	return ext2fs_extent_get(handle, EXT2_EXTENT_CURRENT, extent);
}

static int run_of_extent(const struct ext2fs_extent *extent, __u64 logical, struct ext_run *run)
{
	__u64 skip = logical - extent->e_lblk;

	run->physical = extent->e_pblk + skip;
	run->count = extent->e_len - skip;
	run->unwritten = (extent->e_flags & EXT2_EXTENT_FLAGS_UNINIT) != 0;
	return 0;
}

static errcode_t search(ext2_extent_handle_t handle, __u64 logical, struct ext_run *run)
{
	struct ext2fs_extent extent;
	errcode_t error = nearest(handle, logical, &extent);

	run->count = ENDLESS;
	if (error)
		return error == EXT2_ET_NO_CURRENT_NODE ? 0 : error;
	if (logical >= extent.e_lblk && logical - extent.e_lblk < extent.e_len)
		return run_of_extent(&extent, logical, run);
	/* After a goto, the way on begins with the first extent of the same leaf again. */
	for (unsigned int left = EXTENTS_MAX; extent.e_lblk <= logical; left--) {
		error = left ? ext2fs_extent_get(handle, EXT2_EXTENT_NEXT_LEAF, &extent)
		             : EXT2_ET_EXTENT_HEADER_BAD;
		if (error)
			return error == EXT2_ET_EXTENT_NO_NEXT ? 0 : error;
	}
	run->count = extent.e_lblk - logical;
	return 0;
}

static int map_extents(struct uk_node *node, struct ext2_inode_large *inode, struct ext_run *run)
{
	struct ext_mount *mount = ext_mount_of(node);
	ext2_extent_handle_t handle = NULL;
	errcode_t error;
	int rc = open_tree(node, inode, &handle);

	if (rc)
		return rc;
	error = search(handle, run->logical, run);
	ext2fs_extent_free(handle);
	return ext_error(mount, error);
}

static errcode_t listed(struct uk_node *node, struct ext2_inode_large *inode, __u64 logical,
                        int flags, blk64_t *physical)
{
	*physical = 0;
	return ext2fs_bmap2(ext_mount_of(node)->fs, (ext2_ino_t)node->ino, base_of(inode), NULL,
	                    flags, logical, NULL, physical);
}

/* How far a hole reaches at least: a missing block of a list stands for all that it would name. */
static int list_hole(struct uk_node *node, struct ext2_inode_large *inode, struct ext_run *run)
{
	struct ext_cache *cache = &ext_mount_of(node)->cache;
	__u64 names = cache->block_size / 4, span = names, at = run->logical - EXT2_NDIR_BLOCKS;
	unsigned int root = EXT2_IND_BLOCK;
	struct ext_block *block;
	__u32 place;

	run->count = 1;
	if (run->logical < EXT2_NDIR_BLOCKS)
		return 0;
	for (; at >= span; root++, span *= names) {
		if (root == EXT2_TIND_BLOCK) {
			run->count = ENDLESS;
			return 0;
		}
		at -= span;
	}
	for (place = inode->i_block[root]; place && span > 1; at %= span) {
		int rc = ext_cache_block(cache, place, EXT_FILL_READ, &block);

		if (rc)
			return rc;
		span /= names;
		place = ext2fs_le32_to_cpu(((__u32 *)block->data)[at / span]);
	}
	run->count = span - at;
	return 0;
}

static int map_list(struct uk_node *node, struct ext2_inode_large *inode, struct ext_run *run)
{
	__u64 most = LISTED;
	blk64_t at;
	errcode_t error = listed(node, inode, run->logical, 0, &run->physical);

	if (error == EXT2_ET_FILE_TOO_BIG || (!error && !run->physical))
		return list_hole(node, inode, run);
	for (run->count = 1; !error && run->count < most; run->count++) {
		error = listed(node, inode, run->logical + run->count, 0, &at);
		if (!error && at != run->physical + run->count)
			break;
	}
	return ext_error(ext_mount_of(node), error);
}

int ext_map(struct uk_node *node, struct ext2_inode_large *inode, __u64 logical,
            struct ext_run *run)
{
	struct ext_mount *mount = ext_mount_of(node);
	struct ext_run *last = &ext_of(node)->run;
	struct ext2_super_block *super = mount->fs->super;
	int rc;

	if (logical < last->logical || logical - last->logical >= last->count) {
		struct ext_run found = {.logical = logical};

		rc = inode->i_flags & EXT4_EXTENTS_FL ? map_extents(node, inode, &found)
		                                      : map_list(node, inode, &found);
		if (rc)
			return rc;
		if (found.physical && (found.physical < super->s_first_data_block ||
		                       found.count > ext2fs_blocks_count(super) ||
		                       found.physical > ext2fs_blocks_count(super) - found.count))
			return ext_error(mount, EXT2_ET_BAD_BLOCK_NUM);
		*last = found;
	}
	*run = *last;
	run->count -= logical - run->logical;
	if (run->physical)
		run->physical += logical - run->logical;
	run->logical = logical;
	return 0;
}

/* The library's own count in punch.c (see Makefile.uk). */
blk64_t ext_punch_limit(struct ext2_super_block *super)
{
	return ext2fs_blocks_count(super) + 1;
}

/* --- allocating --------------------------------------------------------------------------------
 */

/* Claims blocks near the goal, at most `count`. */
static errcode_t claim(struct ext_mount *mount, struct ext2_inode_large *inode, blk64_t goal,
                       blk64_t count, blk64_t *physical, blk64_t *got)
{
	ext2_filsys fs = mount->fs;
	errcode_t error;

	if (goal >= ext2fs_blocks_count(fs->super))
		goal = fs->super->s_first_data_block;
	error = ext2fs_new_range(fs, 0, goal, count, NULL, physical, got);
	if (error)
		return error;
	*got = MIN(*got, count); /* it may have found more */
	ext2fs_block_alloc_stats_range(fs, *physical, (blk_t)*got, +1);
	return ext2fs_iblk_add_blocks(fs, base_of(inode), *got);
}

static void unclaim(struct ext_mount *mount, struct ext2_inode_large *inode, blk64_t physical,
                    blk64_t count)
{
	ext2fs_block_alloc_stats_range(mount->fs, physical, (blk_t)count, -1);
	(void)ext2fs_iblk_sub_blocks(mount->fs, base_of(inode), count);
}

static int may_grow(const struct ext2fs_extent *left, const struct ext2fs_extent *more)
{
	return left->e_lblk + left->e_len == more->e_lblk &&
	       left->e_pblk + left->e_len == more->e_pblk && left->e_flags == more->e_flags &&
	       left->e_len + more->e_len < LONGEST - 1;
}

/* Enters an extent: the one before it grows, or it gets a place of its own. */
static errcode_t enter(ext2_extent_handle_t handle, struct ext2fs_extent *more)
{
	struct ext2fs_extent left;
	errcode_t error = nearest(handle, more->e_lblk, &left);
	int flags = 0;

	if (!error && left.e_lblk < more->e_lblk) {
		left.e_flags &= EXT2_EXTENT_FLAGS_UNINIT;
		if (may_grow(&left, more)) {
			left.e_len += more->e_len;
			return ext2fs_extent_replace(handle, 0, &left);
		}
		flags = EXT2_EXTENT_INSERT_AFTER;
	} else if (error && error != EXT2_ET_NO_CURRENT_NODE) {
		return error;
	}
	error = ext2fs_extent_insert(handle, flags, more);
	return error ? error : ext2fs_extent_fix_parents(handle);
}

static blk64_t goal_of(struct uk_node *node, struct ext2_inode_large *inode,
                       ext2_extent_handle_t handle, __u64 logical)
{
	struct ext2fs_extent left;

	if (!nearest(handle, logical, &left) && left.e_lblk < logical)
		return left.e_pblk + (logical - left.e_lblk);
	return ext2fs_find_inode_goal(ext_mount_of(node)->fs, (ext2_ino_t)node->ino, base_of(inode),
	                              logical);
}

static int allocate_extent(struct uk_node *node, struct ext2_inode_large *inode,
                           struct ext_run *run, int unwritten)
{
	struct ext_mount *mount = ext_mount_of(node);
	struct ext2fs_extent more = {.e_lblk = run->logical,
	                             .e_flags = unwritten ? EXT2_EXTENT_FLAGS_UNINIT : 0};
	blk64_t physical, got;
	ext2_extent_handle_t handle = NULL;
	errcode_t error;
	int rc;

	if (run->logical + run->count > 0xffffffffULL)
		return -EFBIG;
	rc = open_tree(node, inode, &handle);
	if (rc)
		return rc;
	error = claim(mount, inode, goal_of(node, inode, handle, run->logical),
	              MIN(run->count, (__u64)LONGEST / 2), &physical, &got);
	if (!error) {
		more.e_pblk = physical;
		more.e_len = (__u32)got;
		error = enter(handle, &more);
		if (error)
			unclaim(mount, inode, physical, got);
	}
	ext2fs_extent_free(handle);
	run->physical = physical;
	run->count = got;
	run->unwritten = unwritten;
	return ext_error(mount, error);
}

/* A block of a list at a time, as long as they follow each other. */
static int allocate_list(struct uk_node *node, struct ext2_inode_large *inode, struct ext_run *run)
{
	__u64 want = run->count;
	errcode_t error = listed(node, inode, run->logical, BMAP_ALLOC, &run->physical);
	blk64_t at;

	run->unwritten = 0;
	for (run->count = 1; !error && run->count < want; run->count++) {
		if (listed(node, inode, run->logical + run->count, BMAP_ALLOC, &at))
			break;
		if (at == run->physical + run->count)
			continue;
		/* Lies elsewhere: the next run. It holds zeroes already. */
		break;
	}
	return ext_error(ext_mount_of(node), error);
}

int ext_map_allocate(struct uk_node *node, struct ext2_inode_large *inode, struct ext_run *run,
                     int unwritten)
{
	ext_map_changed(node);
	if (inode->i_flags & EXT4_EXTENTS_FL)
		return allocate_extent(node, inode, run, unwritten);
	return unwritten ? -EOPNOTSUPP : allocate_list(node, inode, run);
}

int ext_map_convert(struct uk_node *node, struct ext2_inode_large *inode, const struct ext_run *run)
{
	struct ext_mount *mount = ext_mount_of(node);
	ext2_extent_handle_t handle = NULL;
	errcode_t error = 0;
	int rc = open_tree(node, inode, &handle);

	if (rc)
		return rc;
	ext_map_changed(node);
	for (__u64 i = 0; !error && i < run->count; i++)
		error = ext2fs_extent_set_bmap(handle, run->logical + i, run->physical + i, 0);
	ext2fs_extent_free(handle);
	return ext_error(mount, error);
}

int ext_map_free(struct uk_node *node, struct ext2_inode_large *inode, __u64 from, __u64 to)
{
	struct ext_mount *mount = ext_mount_of(node);

	ext_map_changed(node);
	return ext_error(mount, ext2fs_punch(mount->fs, (ext2_ino_t)node->ino, base_of(inode), NULL,
	                                     from, to));
}

int ext_map_expand_inline(struct uk_node *node, struct ext2_inode_large *inode)
{
	struct ext_mount *mount = ext_mount_of(node);
	errcode_t error;

	if (!(inode->i_flags & EXT4_INLINE_DATA_FL))
		return 0;
	ext_map_changed(node);
	error = ext2fs_inline_data_expand(mount->fs, (ext2_ino_t)node->ino);
	return error ? ext_error(mount, error) : ext_inode_read(node, inode);
}

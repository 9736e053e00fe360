/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Nodes: one per inode, as long as somebody uses it. The node's attributes are the newer ones; the
 * inode on the disk follows with each change, but for access times, which follow when the node is
 * released or the file system is synchronised.
 */
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include "mount.h"

static struct uk_list_head *bucket_of(struct ext_mount *mount, ino_t ino)
{
	return &mount->buckets[ino % EXT_NODE_BUCKETS];
}

/* --- inodes ------------------------------------------------------------------------------------
 */

#define HAS_FIELD(inode, size, field)                               \
	((size) > EXT2_GOOD_OLD_INODE_SIZE &&                       \
	 (__sz)EXT2_GOOD_OLD_INODE_SIZE + (inode)->i_extra_isize >= \
	         __builtin_offsetof(struct ext2_inode_large, field) + sizeof((inode)->field))

/* The low 32 bits are signed; two more and the nanoseconds are in the extra field. */
static struct timespec time_from(__u32 low, __u32 extra)
{
	return (struct timespec){.tv_sec = (__s32)low + ((__s64)(extra & 3) << 32),
	                         .tv_nsec = MIN(extra >> 2, 999999999U)};
}

static __u32 extra_of(struct timespec time)
{
	__s64 epoch = (time.tv_sec - (__s32)time.tv_sec) >> 32;

	return (__u32)(epoch & 3) | (__u32)time.tv_nsec << 2;
}

static dev_t device_from(const struct ext2_inode_large *inode)
{
	__u32 old = inode->i_block[0], dev = inode->i_block[1];

	if (old)
		return makedev(old >> 8 & 0xff, old & 0xff);
	return makedev((dev & 0xfff00) >> 8, (dev & 0xff) | (dev >> 12 & 0xfff00));
}

static void attributes_from(struct uk_node *node, struct ext2_inode_large *inode)
{
	struct ext_mount *mount = ext_mount_of(node);
	struct ext2_inode *base = (struct ext2_inode *)inode;
	__sz size = EXT2_INODE_SIZE(mount->fs->super);

	node->uid = inode_uid(*inode);
	node->gid = inode_gid(*inode);
	node->nlink = inode->i_links_count;
	node->size = (__off)(S_ISREG(node->mode) ? EXT2_I_SIZE(base) : base->i_size);
	node->blocks = (blkcnt_t)ext2fs_get_stat_i_blocks(mount->fs, base);
	if (S_ISCHR(node->mode) || S_ISBLK(node->mode))
		node->rdev = device_from(inode);
	node->ctime = time_from(inode->i_ctime,
	                        HAS_FIELD(inode, size, i_ctime_extra) ? inode->i_ctime_extra : 0);
	node->mtime = time_from(inode->i_mtime,
	                        HAS_FIELD(inode, size, i_mtime_extra) ? inode->i_mtime_extra : 0);
	node->atime = time_from(inode->i_atime,
	                        HAS_FIELD(inode, size, i_atime_extra) ? inode->i_atime_extra : 0);
	if (HAS_FIELD(inode, size, i_crtime_extra))
		node->btime = time_from(inode->i_crtime, inode->i_crtime_extra);
	ext_of(node)->flags = inode->i_flags;
}

static void attributes_to(struct uk_node *node, struct ext2_inode_large *inode)
{
	struct ext_mount *mount = ext_mount_of(node);
	__sz size = EXT2_INODE_SIZE(mount->fs->super);

	inode->i_mode = (__u16)node->mode;
	inode->i_uid = (__u16)node->uid;
	inode->osd2.linux2.l_i_uid_high = (__u16)(node->uid >> 16);
	inode->i_gid = (__u16)node->gid;
	inode->osd2.linux2.l_i_gid_high = (__u16)(node->gid >> 16);
	inode->i_links_count = (__u16)node->nlink;
	inode->i_size = (__u32)node->size;
	if (S_ISREG(node->mode))
		inode->i_size_high = (__u32)(node->size >> 32);
	inode->i_ctime = (__u32)node->ctime.tv_sec;
	inode->i_mtime = (__u32)node->mtime.tv_sec;
	inode->i_atime = (__u32)node->atime.tv_sec;
	if (HAS_FIELD(inode, size, i_ctime_extra))
		inode->i_ctime_extra = extra_of(node->ctime);
	if (HAS_FIELD(inode, size, i_mtime_extra))
		inode->i_mtime_extra = extra_of(node->mtime);
	if (HAS_FIELD(inode, size, i_atime_extra))
		inode->i_atime_extra = extra_of(node->atime);
	node->blocks = (blkcnt_t)ext2fs_get_stat_i_blocks(mount->fs, (struct ext2_inode *)inode);
	ext_of(node)->flags = inode->i_flags;
}

int ext_inode_read(struct uk_node *node, struct ext2_inode_large *inode)
{
	struct ext_mount *mount = ext_mount_of(node);

	memset(inode, 0, sizeof(*inode));
	return ext_error(mount, ext2fs_read_inode_full(mount->fs, (ext2_ino_t)node->ino,
	                                               (struct ext2_inode *)inode, sizeof(*inode)));
}

int ext_inode_write(struct uk_node *node, struct ext2_inode_large *inode)
{
	struct ext_mount *mount = ext_mount_of(node);
	struct ext2_super_block *super = mount->fs->super;

	attributes_to(node, inode);
	/* The first file of 2 GiB says so. */
	if (node->size > 0x7fffffff && !ext2fs_has_feature_large_file(super)) {
		ext2fs_set_feature_large_file(super);
		ext2fs_update_dynamic_rev(mount->fs);
		ext2fs_mark_super_dirty(mount->fs);
	}
	ext_of(node)->stale = 0;
	return ext_error(mount,
	                 ext2fs_write_inode_full(mount->fs, (ext2_ino_t)node->ino,
	                                         (struct ext2_inode *)inode, sizeof(*inode)));
}

int ext_node_store(struct uk_node *node)
{
	struct ext2_inode_large inode;
	int rc = ext_inode_read(node, &inode);

	return rc ? rc : ext_inode_write(node, &inode);
}

/* --- nodes -------------------------------------------------------------------------------------
 */

/* A node nobody had is somebody's again. */
static struct uk_node *revive(struct ext_node *en)
{
	if (uk_list_empty(&en->released))
		return uk_node_get(&en->node);
	uk_list_del_init(&en->released);
	en->node.file.refs = 1;
	return &en->node;
}

static int is_plausible(struct ext_mount *mount, ext2_ino_t ino, const struct ext2_inode *inode)
{
	static const __u16 types = 1 << 1 | 1 << 2 | 1 << 4 | 1 << 6 | 1 << 8 | 1 << 10 | 1 << 12;
	unsigned int first = EXT2_FIRST_INODE(mount->fs->super);

	if (ino != EXT2_ROOT_INO && ino < first)
		return 0;
	if (!(types >> (inode->i_mode >> 12) & 1) || !inode->i_links_count)
		return 0;
	if (LINUX_S_ISREG(inode->i_mode) && (__s64)EXT2_I_SIZE(inode) < 0)
		return 0;
	return 1;
}

static struct ext_node *node_new(struct ext_mount *mount, ext2_ino_t ino, mode_t mode)
{
	struct ext_node *en = uk_calloc(uk_alloc_get_default(), 1, sizeof(*en));
	const struct uk_file_ops *fops = &ext_other_ops;

	if (!en)
		return NULL;
	if (S_ISREG(mode))
		fops = &ext_file_ops;
	else if (S_ISDIR(mode))
		fops = &ext_dir_ops;
	uk_node_init(&en->node, mount->super, &ext_node_ops, fops, ino, mode);
	UK_INIT_LIST_HEAD(&en->released);
	uk_list_add(&en->bucket, bucket_of(mount, ino));
	mount->nodes++;
	return en;
}

int ext_node_get(struct ext_mount *mount, ext2_ino_t ino, struct uk_node **out)
{
	struct ext2_inode_large inode;
	struct ext_node *en;
	errcode_t error;

	uk_list_for_each_entry (en, bucket_of(mount, ino), bucket)
		if (en->node.ino == ino) {
			*out = revive(en);
			return 0;
		}
	memset(&inode, 0, sizeof(inode));
	error = ext2fs_read_inode_full(mount->fs, ino, (struct ext2_inode *)&inode, sizeof(inode));
	if (!error && !is_plausible(mount, ino, (struct ext2_inode *)&inode))
		error = EXT2_ET_FILESYSTEM_CORRUPTED;
	if (error)
		return ext_error(mount, error);
	en = node_new(mount, ino, inode.i_mode);
	if (!en)
		return -ENOMEM;
	attributes_from(&en->node, &inode);
	*out = &en->node;
	return 0;
}

/* Called from anywhere: what has to wait for the disk is done by who enters next. */
void ext_release(struct uk_file *file)
{
	struct uk_node *node = uk_file_node(file);

	uk_node_fini(node);
	uk_list_add_tail(&ext_of(node)->released, &ext_mount_of(node)->released);
}

static void node_free(struct ext_mount *mount, struct ext_node *en)
{
	uk_list_del(&en->bucket);
	mount->nodes--;
	uk_free(uk_alloc_get_default(), en->target);
	uk_free(uk_alloc_get_default(), en);
}

static int settle(struct ext_mount *mount, struct uk_node *node)
{
	ext2_ino_t ino = (ext2_ino_t)node->ino;
	int rc = 0;

	if (!mount->writable || mount->broken)
		return 0;
	if (!node->nlink) {
		rc = ext_orphan_remove(mount, ino);
		return rc ? rc : ext_inode_delete(mount, ino);
	}
	return ext_of(node)->stale ? ext_node_store(node) : 0;
}

/* An error is known to ext_error(), and the next check of the file system finds what is left. */
void ext_reap(struct ext_mount *mount)
{
	while (!uk_list_empty(&mount->released)) {
		struct ext_node *en =
		        uk_list_first_entry(&mount->released, struct ext_node, released);

		uk_list_del_init(&en->released);
		(void)settle(mount, &en->node);
		node_free(mount, en);
	}
}

int ext_inode_delete(struct ext_mount *mount, ext2_ino_t ino)
{
	ext2_filsys fs = mount->fs;
	struct ext2_inode_large large = {0};
	struct ext2_inode *inode = (struct ext2_inode *)&large;
	errcode_t error = ext2fs_read_inode_full(fs, ino, inode, sizeof(large));

	if (!error && ext2fs_inode_has_valid_blocks2(fs, inode))
		error = ext2fs_punch(fs, ino, inode, NULL, 0, ~0ULL);
	if (!error)
		error = ext2fs_free_ext_attr(fs, ino, &large);
	if (!error)
		error = ext2fs_read_inode_full(fs, ino, inode, sizeof(large));
	if (!error) {
		inode->i_links_count = 0;
		inode->i_dtime = (__u32)time(NULL);
		error = ext2fs_write_inode_full(fs, ino, inode, sizeof(large));
	}
	if (!error)
		ext2fs_inode_alloc_stats2(fs, ino, -1, LINUX_S_ISDIR(inode->i_mode));
	return ext_error(mount, error);
}

int ext_stat(struct uk_file *file, struct stat *st)
{
	struct uk_node *node = uk_file_node(file);

	uk_node_stat(node, st);
	st->st_blksize = (blksize_t)ext_mount_of(node)->fs->blocksize;
	return 0;
}

int ext_sync_node(struct uk_file *file, int data_only)
{
	struct uk_node *node = uk_file_node(file);
	struct ext_mount *mount = ext_mount_of(node);
	int rc;

	if (!mount->writable)
		return 0;
	rc = ext_enter(mount, 1);
	if (rc)
		return rc;
	if (!data_only && ext_of(node)->stale)
		rc = ext_node_store(node);
	if (!rc)
		rc = ext_commit(mount);
	return (int)ext_leave(mount, 0, rc);
}

const struct uk_file_ops ext_other_ops = {
        .stat = ext_stat,
        .release = ext_release,
};

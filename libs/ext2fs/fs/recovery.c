/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What a crash left: the journal is replayed by e2fsprogs' own code (debugfs/journal.c,
 * e2fsck/recovery.c), then files that were open without a name are removed.
 */
#include <string.h>
#include <uk/print.h>
#include <blkid/blkid.h>
#include <uuid/uuid.h>
#include "journal.h"
#include "mount.h"

/* --- what e2fsprogs takes from other libraries -------------------------------------------------
 */

int uuid_is_null(const uuid_t uuid)
{
	for (unsigned int i = 0; i < sizeof(uuid_t); i++)
		if (uuid[i])
			return 0;
	return 1;
}

void uuid_unparse(const uuid_t uuid, char *out)
{
	static const char digits[] = "0123456789abcdef";

	for (unsigned int i = 0; i < sizeof(uuid_t); i++) {
		if (i == 4 || i == 6 || i == 8 || i == 10)
			*out++ = '-';
		*out++ = digits[uuid[i] >> 4];
		*out++ = digits[uuid[i] & 15];
	}
	*out = '\0';
}

/* No other device has a journal for us. */
int blkid_get_cache(blkid_cache *cache, const char *filename)
{
	(void)filename;
	*cache = NULL;
	return 0;
}

void blkid_put_cache(blkid_cache cache)
{
	(void)cache;
}

char *blkid_get_devname(blkid_cache cache, const char *token, const char *value)
{
	(void)cache;
	(void)token;
	(void)value;
	return NULL;
}

char *blkid_devno_to_devname(dev_t devno)
{
	(void)devno;
	return NULL;
}

/* Named by debugfs/journal.c for a journal on a device of its own, which is refused before. */
io_manager unix_io_manager;

/* --- the journal -------------------------------------------------------------------------------
 */

/* What the library leaves behind when it finds no journal. */
void ext_forget_revocations(void)
{
	jbd2_journal_destroy_revoke_record_cache();
	jbd2_journal_destroy_revoke_table_cache();
}

int ext_recover(struct ext_mount *mount)
{
	errcode_t error;

	if (ext2fs_has_feature_fast_commit(mount->fs->super)) {
		ext_report(mount, "needs recovery of fast commits");
		return -EUCLEAN;
	}
	uk_pr_warn("%s was not unmounted: the journal is replayed\n", mount->device->name);
	error = ext2fs_run_ext3_journal(&mount->fs);
	if (!error)
		error = ext2fs_flush(mount->fs);
	if (!error)
		return 0;
	ext_forget_revocations();
	uk_pr_err("%s: the journal cannot be replayed: %s\n", mount->device->name,
	          ext_error_text(error));
	ext_report(mount, "needs recovery");
	return error < 4096 ? -(int)error : -EUCLEAN;
}

/* One of the list: a file without a name goes, one with a name was being cut. */
static int settle(struct ext_mount *mount, ext2_ino_t ino, ext2_ino_t *next)
{
	ext2_filsys fs = mount->fs;
	struct ext2_inode inode;
	__u64 end;
	errcode_t error;

	if (ino < EXT2_FIRST_INODE(fs->super) || ino > fs->super->s_inodes_count ||
	    !ext2fs_test_inode_bitmap2(fs->inode_map, ino))
		return ext_error(mount, EXT2_ET_FILESYSTEM_CORRUPTED);
	error = ext2fs_read_inode(fs, ino, &inode);
	if (error)
		return ext_error(mount, error);
	*next = inode.i_dtime;
	if (!inode.i_links_count)
		return ext_inode_delete(mount, ino);
	inode.i_dtime = 0;
	end = (EXT2_I_SIZE(&inode) + fs->blocksize - 1) / fs->blocksize;
	error = ext2fs_write_inode(fs, ino, &inode);
	if (!error && ext2fs_inode_has_valid_blocks2(fs, &inode))
		error = ext2fs_punch(fs, ino, &inode, NULL, end, ~0ULL);
	return ext_error(mount, error);
}

int ext_recover_orphans(struct ext_mount *mount)
{
	struct ext2_super_block *super = mount->fs->super;
	ext2_ino_t ino = super->s_last_orphan, next = 0;
	unsigned int count = 0;
	int rc = 0;

	/* A list that leads back to itself ends at an inode that is free by then. */
	for (; ino && !rc; ino = next, count++)
		rc = settle(mount, ino, &next);
	if (rc)
		return rc;
	if (count) {
		super->s_last_orphan = 0;
		ext2fs_mark_super_dirty(mount->fs);
		uk_pr_warn("%s: %u files without a name were removed\n", mount->device->name,
		           count);
	}
	return 0;
}

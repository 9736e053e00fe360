/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * From memory to the disk. With a journal a commit is one transaction: data; all changed metadata
 * into the journal; a commit block; then the metadata to its places, and the journal is empty
 * again. There is never more than one transaction to be replayed, so nothing has to be revoked, and
 * a block that was freed is used again only after the commit that freed it. The journal is used in
 * a circle: that it is empty reaches the disk with the next flush, until then the last transaction
 * must stay as it is.
 *
 * Without a journal the super block says "not clean" from the first change to the unmount.
 */
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <uk/plat/time.h>
#include <uk/print.h>
#include <uk/sched.h>
#include <uk/wait.h>
#include "journal.h"
#include "mount.h"

#define STACK (64UL << 10)

/* --- blocks that were freed --------------------------------------------------------------------
 */

static void note_freed(struct ext_mount *mount, blk64_t block)
{
	struct ext_freed *last = mount->freed_count ? &mount->freed[mount->freed_count - 1] : NULL;
	struct ext_freed *more;

	if (last && last->start + last->count == block) {
		last->count++;
	} else {
		if (!mount->freed || mount->freed_count == mount->freed_room) {
			more = uk_realloc(uk_alloc_get_default(), mount->freed,
			                  (mount->freed_room * 2 + 64) * sizeof(*more));
			if (!more)
				return; /* used again too early, if the machine dies now */
			mount->freed = more;
			mount->freed_room = mount->freed_room * 2 + 64;
		}
		mount->freed[mount->freed_count++] = (struct ext_freed){block, 1};
	}
	ext2fs_mark_block_bitmap2(mount->fs->block_map, block);
}

static void block_changed(ext2_filsys fs, blk64_t block, int inuse)
{
	if (inuse < 0)
		note_freed(fs->priv_data, block);
}

void ext_forget_freed(struct ext_mount *mount)
{
	for (__u32 i = 0; i < mount->freed_count; i++)
		ext2fs_unmark_block_bitmap_range2(mount->fs->block_map, mount->freed[i].start,
		                                  (blk_t)mount->freed[i].count);
	if (mount->freed_count)
		ext2fs_mark_bb_dirty(mount->fs);
	mount->freed_count = 0;
}

/* --- the journal -------------------------------------------------------------------------------
 */

static int journal_write(struct ext_mount *mount, __u32 at, const void *data)
{
	unsigned long long physical = 0;
	errcode_t error = (errcode_t)jbd2_journal_bmap(mount->journal, at, &physical);

	if (error || !physical)
		return ext_error(mount, error ? error : EXT2_ET_CORRUPT_JOURNAL_SB);
	mount->cache.unflushed = 1;
	return ext_cache_write_data(&mount->cache, physical, 1, data);
}

/* start 0: the journal is empty. */
static int write_journal_super(struct ext_mount *mount, __u32 start)
{
	journal_t *journal = mount->journal;
	journal_superblock_t *super = journal->j_superblock;

	super->s_start = htonl(start);
	super->s_sequence = htonl(journal->j_transaction_sequence);
	super->s_checksum = 0;
	if (jbd2_journal_has_csum_v2or3(journal))
		super->s_checksum =
		        htonl(ext2fs_crc32c_le(~0U, (unsigned char *)super, sizeof(*super)));
	return journal_write(mount, 0, journal->j_sb_buffer->b_data);
}

static void write_header(void *block, __u32 type, __u32 sequence)
{
	journal_header_t *header = block;

	header->h_magic = htonl(JBD2_MAGIC_NUMBER);
	header->h_blocktype = htonl(type);
	header->h_sequence = htonl(sequence);
}

/* A transaction on its way into the journal. */
struct transaction {
	struct ext_mount *mount;
	journal_t *journal;
	struct buffer_head *descriptor, *copy;
	__u32 at; /* the next block of the journal */
};

/* The next block of the circle. */
static __u32 take_block(struct transaction *t)
{
	__u32 at = t->at++;

	if (t->at >= t->journal->j_last)
		t->at = t->journal->j_first;
	return at;
}

static unsigned int tags_per_block(journal_t *journal)
{
	unsigned int room = (unsigned int)journal->j_blocksize - sizeof(journal_header_t) - 16;

	if (jbd2_journal_has_csum_v2or3(journal))
		room -= sizeof(struct jbd2_journal_block_tail);
	return room / (unsigned int)journal_tag_bytes(journal);
}

/* The tag of a block and its copy; the first tag of a descriptor is followed by a UUID. */
static int write_tagged(struct transaction *t, const struct ext_block *block, unsigned int index,
                        unsigned int count)
{
	char *tags = t->descriptor->b_data + sizeof(journal_header_t);
	__sz bytes = journal_tag_bytes(t->journal);
	journal_block_tag_t *tag = (void *)(tags + index * bytes + (index ? 16 : 0));
	__u32 flags =
	        (index ? JBD2_FLAG_SAME_UUID : 0) | (index + 1 == count ? JBD2_FLAG_LAST_TAG : 0);
	__be32 magic = htonl(JBD2_MAGIC_NUMBER);

	memcpy(t->copy->b_data, block->data, t->mount->cache.block_size);
	if (!memcmp(t->copy->b_data, &magic, sizeof(magic))) {
		memset(t->copy->b_data, 0, sizeof(magic));
		flags |= JBD2_FLAG_ESCAPE;
	}
	tag->t_blocknr = htonl((__u32)block->number);
	if (jbd2_has_feature_csum3(t->journal))
		((journal_block_tag3_t *)tag)->t_flags = htonl(flags);
	else
		tag->t_flags = htons((__u16)flags);
	if (jbd2_has_feature_64bit(t->journal))
		tag->t_blocknr_high = htonl((__u32)(block->number >> 32));
	if (!index)
		memcpy((char *)tag + bytes, t->journal->j_uuid, 16);
	jbd2_block_tag_csum_set(t->journal, tag, t->copy, t->journal->j_transaction_sequence);
	return journal_write(t->mount, take_block(t), t->copy->b_data);
}

/* One descriptor and the blocks that it names. */
static int write_group(struct transaction *t, struct ext_block **list, unsigned int count)
{
	__u32 place = take_block(t);
	int rc = 0;

	memset(t->descriptor->b_data, 0, t->mount->cache.block_size);
	write_header(t->descriptor->b_data, JBD2_DESCRIPTOR_BLOCK,
	             t->journal->j_transaction_sequence);
	for (unsigned int i = 0; !rc && i < count; i++)
		rc = write_tagged(t, list[i], i, count);
	jbd2_descr_block_csum_set(t->journal, t->descriptor);
	return rc ? rc : journal_write(t->mount, place, t->descriptor->b_data);
}

static int write_commit_block(struct transaction *t)
{
	struct commit_header *header = (void *)t->descriptor->b_data;
	struct timespec now = {0};

	clock_gettime(CLOCK_REALTIME, &now);
	memset(header, 0, t->mount->cache.block_size);
	write_header(header, JBD2_COMMIT_BLOCK, t->journal->j_transaction_sequence);
	header->h_commit_sec = ext2fs_cpu_to_be64((__u64)now.tv_sec);
	header->h_commit_nsec = htonl((__u32)now.tv_nsec);
	jbd2_commit_block_csum_set(t->journal, t->descriptor);
	return journal_write(t->mount, take_block(t), header);
}

static int write_transaction(struct transaction *t, struct ext_block **list, unsigned int count)
{
	unsigned int most = tags_per_block(t->journal);
	int rc = write_journal_super(t->mount, t->at);

	for (unsigned int i = 0, n; !rc && i < count; i += n) {
		n = MIN(most, count - i);
		rc = write_group(t, list + i, n);
	}
	/* All of it, and the files' data, before what makes it valid. */
	rc = rc ? rc : ext_cache_flush(&t->mount->cache);
	rc = rc ? rc : write_commit_block(t);
	return rc ? rc : ext_cache_flush(&t->mount->cache);
}

/* Blocks of the journal that a transaction takes: with descriptors and the commit block. */
static unsigned int log_size(journal_t *journal, unsigned int count)
{
	unsigned int most = tags_per_block(journal);

	return count + (count + most - 1) / most + 1;
}

static unsigned int log_room(const journal_t *journal)
{
	return journal->j_last - journal->j_first;
}

static int log_blocks(struct ext_mount *mount, struct ext_block **list, unsigned int count)
{
	journal_t *journal = mount->journal;
	struct transaction t = {.mount = mount, .journal = journal, .at = mount->log_at};
	unsigned int size = log_size(journal, count);
	int rc = -ENOMEM;

	if (size + mount->log_size > log_room(journal)) {
		rc = ext_cache_flush(&mount->cache);
		if (rc)
			return rc;
		rc = -ENOMEM;
	}

	t.descriptor = getblk(journal->j_dev, 0, journal->j_blocksize);
	t.copy = getblk(journal->j_dev, 0, journal->j_blocksize);
	if (t.descriptor && t.copy)
		rc = write_transaction(&t, list, count);
	free(t.descriptor);
	free(t.copy);
	mount->log_at = t.at;
	mount->log_size = size;
	return rc;
}

/* The metadata goes to its places; then the journal may be forgotten, or data that takes the place
 * of metadata would be overwritten by a replay. */
static int check_point(struct ext_mount *mount)
{
	int rc = ext_cache_write_back(&mount->cache, 1);

	rc = rc ? rc : ext_cache_flush(&mount->cache);
	if (rc || !mount->journal)
		return rc;
	mount->journal->j_transaction_sequence++;
	return write_journal_super(mount, 0);
}

/* --- commits -----------------------------------------------------------------------------------
 */

static int write_all(struct ext_mount *mount)
{
	struct ext_block **list = NULL;
	unsigned int count = 0;
	int rc = ext_cache_write_back(&mount->cache, 0);

	if (!rc && !mount->cache.dirty_meta)
		return ext_cache_flush(&mount->cache);
	if (!rc && mount->journal)
		rc = ext_cache_changed(&mount->cache, 1, &list, &count);
	/* What is larger than the journal cannot be one step. */
	if (!rc && count && log_size(mount->journal, count) <= log_room(mount->journal))
		rc = log_blocks(mount, list, count);
	else if (!rc)
		rc = ext_cache_flush(&mount->cache);
	uk_free(uk_alloc_get_default(), list);
	return rc ? rc : check_point(mount);
}

static int flush_library(struct ext_mount *mount)
{
	errcode_t error = 0;

	ext_forget_freed(mount);
	if (mount->fs->flags & EXT2_FLAG_DIRTY)
		error = ext2fs_flush2(mount->fs, EXT2_FLAG_FLUSH_NO_SYNC);
	return ext_error(mount, error);
}

int ext_commit(struct ext_mount *mount)
{
	int rc;

	if (!mount->writable)
		return 0;
	if (mount->broken)
		return mount->broken;
	rc = flush_library(mount);
	rc = rc ? rc : write_all(mount);
	mount->changed = 0;
	if (rc) {
		mount->broken = rc;
		uk_pr_err("%s: cannot be written (error %d): nothing is changed any more\n",
		          mount->device->name, -rc);
	}
	return rc;
}

/* Changes do not wait longer than the interval. */
static void committer(void *arg)
{
	struct ext_mount *mount = arg;

	for (;;) {
		uk_waitq_wait_event(&mount->wake, mount->stop || mount->changed);
		if (mount->stop)
			break;
		uk_waitq_wait_event_deadline(&mount->wake, mount->stop,
		                             mount->changed + mount->interval);
		if (mount->stop)
			break;
		uk_mutex_lock(&mount->lock);
		if (mount->changed)
			(void)ext_commit(mount);
		uk_mutex_unlock(&mount->lock);
	}
	mount->committer = 0;
	uk_waitq_wake_up(&mount->wake);
}

/* The features of the journal that a kernel would choose for this file system. */
static void set_journal_features(struct ext_mount *mount)
{
	journal_t *journal = mount->journal;
	journal_superblock_t *super = journal->j_superblock;
	__u32 incompatible = 0;

	if (journal->j_format_version < 2)
		return;
	if (ext2fs_has_feature_64bit(mount->fs->super))
		incompatible |= JBD2_FEATURE_INCOMPAT_64BIT;
	if (ext2fs_has_feature_metadata_csum(mount->fs->super)) {
		incompatible |= JBD2_FEATURE_INCOMPAT_CSUM_V3;
		super->s_checksum_type = JBD2_CRC32C_CHKSUM;
	}
	super->s_feature_compat = 0;
	super->s_feature_incompat = htonl(incompatible);
	journal->j_csum_seed = jbd2_chksum(journal, ~0U, super->s_uuid, sizeof(super->s_uuid));
	memcpy(journal->j_uuid, super->s_uuid, sizeof(journal->j_uuid));
}

static int open_journal(struct ext_mount *mount)
{
	errcode_t error = ext2fs_open_journal(mount->fs, &mount->journal);
	journal_t *journal = mount->journal;

	if (!error && (journal->j_first == 0 || journal->j_last <= journal->j_first ||
	               journal->j_last - journal->j_first < 16 ||
	               journal->j_last > journal->j_total_len || journal->j_superblock->s_start))
		error = EXT2_ET_CORRUPT_JOURNAL_SB;
	if (error) {
		ext_forget_revocations();
		mount->journal = NULL;
		return ext_error(mount, error);
	}
	if (!journal->j_transaction_sequence)
		journal->j_transaction_sequence = 1;
	set_journal_features(mount);
	mount->log_at = journal->j_first;
	mount->log_size = 0;
	return write_journal_super(mount, 0);
}

/* The marks of a mounted file system, on the disk before anything else changes. */
static int mark_mounted(struct ext_mount *mount)
{
	struct ext2_super_block *super = mount->fs->super;
	int rc;

	super->s_mtime = (__u32)time(NULL);
	super->s_mnt_count++;
	if (mount->journal)
		ext2fs_set_feature_journal_needs_recovery(super);
	else
		super->s_state &= (__u16)~EXT2_VALID_FS;
	ext2fs_mark_super_dirty(mount->fs);
	rc = flush_library(mount);
	rc = rc ? rc : ext_cache_write_back(&mount->cache, 1);
	return rc ? rc : ext_cache_flush(&mount->cache);
}

int ext_commit_start(struct ext_mount *mount)
{
	int rc = 0;

	mount->cache.hold = 1;
	mount->fs->priv_data = mount;
	if (ext2fs_has_feature_journal(mount->fs->super))
		rc = open_journal(mount);
	rc = rc ? rc : mark_mounted(mount);
	if (rc)
		return rc;
	if (mount->journal)
		ext2fs_set_block_alloc_stats_callback(mount->fs, block_changed, NULL);
	mount->committer = uk_sched_thread_create_kernel(uk_sched_current(), committer, mount,
	                                                 STACK, "ext4-commit") != NULL;
	return mount->committer ? 0 : -ENOMEM;
}

void ext_commit_stop(struct ext_mount *mount)
{
	struct ext2_super_block *super = mount->fs->super;
	int clean = !ext_commit(mount);

	if (mount->journal) {
		mount->journal->j_tail_sequence = mount->journal->j_transaction_sequence;
		(void)ext2fs_close_journal(mount->fs, &mount->journal);
	}
	if (clean) {
		ext2fs_clear_feature_journal_needs_recovery(super);
		super->s_state |= EXT2_VALID_FS;
		ext2fs_mark_super_dirty(mount->fs);
		clean = !flush_library(mount) && !ext_cache_write_back(&mount->cache, 1) &&
		        !ext_cache_flush(&mount->cache);
	}
	if (!clean)
		ext_report(mount, "was not written completely");
	uk_free(uk_alloc_get_default(), mount->freed);
	mount->freed = NULL;
	mount->freed_count = mount->freed_room = 0;
	mount->cache.hold = 0;
	mount->writable = 0;
}

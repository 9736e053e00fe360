/* SPDX-License-Identifier: BSD-3-Clause */
/* Mounting, unmounting, and what both need to know about the file system on the disk. */
#include <string.h>
#include <uk/plat/time.h>
#include <uk/print.h>
#include <uk/wait.h>
#include "mount.h"

#define MAGIC      0xef53
#define SECONDS    1000000000ULL
#define READ_ONLY  1UL /* MS_RDONLY */
#define OPEN_FLAGS (EXT2_FLAG_64BITS | EXT2_FLAG_SOFTSUPP_FEATURES)

static UK_LIST_HEAD(mounts);
/* Called at the end of the system; set by the first mount, so that an image that never mounts
 * carries none of this. */
void (*ext_shutdown)(void);

struct ext_cache *ext_io_cache(const char *name)
{
	struct ext_mount *mount;

	uk_list_for_each_entry (mount, &mounts, link)
		if (!strcmp(mount->device->name, name))
			return &mount->cache;
	return NULL;
}

/* --- entering ----------------------------------------------------------------------------------
 */

int ext_enter(struct ext_mount *mount, int change)
{
	uk_mutex_lock(&mount->lock);
	ext_reap(mount);
	if (!change || (mount->writable && !mount->broken))
		return 0;
	uk_mutex_unlock(&mount->lock);
	return -EROFS;
}

/* Memory and journal have room for so much; it must not be reached in the middle of an operation.
 */
static int is_due(const struct ext_mount *mount)
{
	return mount->cache.dirty_meta > mount->cache.limit / 4 || mount->freed_count > 4096;
}

long ext_leave(struct ext_mount *mount, int change, long rc)
{
	int due = change && mount->writable && !mount->broken && is_due(mount);
	int error = due ? ext_commit(mount) : 0;

	if (change && !due && !mount->changed) {
		mount->changed = ukplat_monotonic_clock();
		uk_waitq_wake_up(&mount->wake);
	}
	uk_mutex_unlock(&mount->lock);
	return rc < 0 || !error ? rc : error;
}

/* --- options -----------------------------------------------------------------------------------
 */

static int is_accepted(const char *option, __sz len)
{
	static const char *const accepted[] = {"rw",
	                                       "ro",
	                                       "relatime",
	                                       "defaults",
	                                       "errors=remount-ro",
	                                       "errors=continue",
	                                       "data=ordered",
	                                       "barrier=1",
	                                       "user_xattr",
	                                       "acl"};

	for (unsigned int i = 0; i < ARRAY_SIZE(accepted); i++)
		if (strlen(accepted[i]) == len && !strncmp(accepted[i], option, len))
			return 1;
	return 0;
}

static int seconds(const char *text, __sz len, __nsec *interval)
{
	unsigned int value = 0;

	for (__sz i = 0; i < len; i++) {
		if (text[i] < '0' || text[i] > '9' || value > 100000)
			return -EINVAL;
		value = value * 10 + (unsigned int)(text[i] - '0');
	}
	if (!len)
		return -EINVAL;
	*interval = (value ? value : 5) * SECONDS;
	return 0;
}

static int parse_options(struct ext_mount *mount, const char *data)
{
	int rc = 0;

	mount->interval = 5 * SECONDS;
	for (const char *option = data ? data : ""; *option && !rc;) {
		__sz len = strcspn(option, ",");

		if (len == 7 && !strncmp(option, "noatime", len))
			mount->no_atime = 1;
		else if (len > 7 && !strncmp(option, "commit=", 7))
			rc = seconds(option + 7, len - 7, &mount->interval);
		else if (len && !is_accepted(option, len))
			rc = -EINVAL;
		if (rc)
			uk_pr_err("there is no mount option \"%.*s\"\n", (int)len, option);
		option += len + (option[len] == ',');
	}
	return rc;
}

/* --- what is on the disk -----------------------------------------------------------------------
 */

static int open_library(struct ext_mount *mount, int flags)
{
	errcode_t error = ext2fs_open(mount->device->name, OPEN_FLAGS | flags, 0, 0, ext_io_manager,
	                              &mount->fs);

	if (!error) {
		mount->fs->default_bitmap_type = EXT2FS_BMAP64_BITARRAY;
		return 0;
	}
	mount->fs = NULL;
	if (error == EXT2_ET_BAD_MAGIC || error == EXT2_ET_SHORT_READ) {
		uk_pr_err("there is no ext2, ext3 or ext4 file system on %s; make one on the "
		          "host with mke2fs -t ext4 IMAGE\n",
		          mount->device->name);
		return -EINVAL;
	}
	if (error == EXT2_ET_UNSUPP_FEATURE || error == EXT2_ET_RO_UNSUPP_FEATURE) {
		uk_pr_err("the file system on %s has a feature that is not known here\n",
		          mount->device->name);
		return -EOPNOTSUPP;
	}
	return ext_error(mount, error);
}

static void close_library(struct ext_mount *mount)
{
	if (mount->fs)
		ext2fs_free(mount->fs);
	mount->fs = NULL;
	mount->cache.hold = 0;
	ext_cache_forget(&mount->cache);
}

/* Features that are read but not written, by the names that mke2fs knows them by. */
static const char *unwritable(struct ext2_super_block *super)
{
	if (ext2fs_has_feature_bigalloc(super))
		return "bigalloc";
	if (ext2fs_has_feature_quota(super) || ext2fs_has_feature_project(super))
		return "quota";
	if (ext2fs_has_feature_verity(super))
		return "verity";
	if (ext2fs_has_feature_shared_blocks(super) || ext2fs_has_feature_readonly(super))
		return "read-only";
	if (ext2fs_has_feature_casefold(super))
		return "casefold";
	if (ext2fs_has_feature_encrypt(super))
		return "encrypt";
	if (ext2fs_has_feature_fast_commit(super))
		return "fast_commit";
	if (ext2fs_has_feature_journal(super) && !super->s_journal_inum)
		return "a journal on another device";
	return NULL;
}

static int check_writable(struct ext_mount *mount)
{
	struct ext2_super_block *super = mount->fs->super;
	const char *feature = unwritable(super);

	if (feature) {
		uk_pr_err("the file system on %s has %s, which is only read here: mount it "
		          "read-only\n",
		          mount->device->name, feature);
		return -EOPNOTSUPP;
	}
	if (!(super->s_state & EXT2_VALID_FS) || super->s_state & EXT2_ERROR_FS ||
	    ext2fs_has_feature_orphan_present(super)) {
		ext_report(mount, super->s_state & EXT2_ERROR_FS ? "has errors"
		                                                 : "was not unmounted cleanly");
		return -EUCLEAN;
	}
	return 0;
}

static int check_size(struct ext_mount *mount)
{
	blk64_t blocks = ext2fs_blocks_count(mount->fs->super);

	if (blocks <= mount->device->size / mount->fs->blocksize)
		return 0;
	uk_pr_err("the disk %s is smaller than the file system on it\n", mount->device->name);
	ext_report(mount, "is cut off");
	return -EUCLEAN;
}

static int needs_recovery(struct ext_mount *mount)
{
	return ext2fs_has_feature_journal_needs_recovery(mount->fs->super) != 0;
}

/* Opens it for reading, for a replay of the journal also for writing. */
static int open_checked(struct ext_mount *mount)
{
	int rc = open_library(mount, 0);

	rc = rc ? rc : check_size(mount);
	if (rc || !needs_recovery(mount))
		return rc;
	if (ext_device_read_only(mount->device)) {
		ext_report(mount, "needs recovery, and the disk is read-only");
		return -EUCLEAN;
	}
	close_library(mount);
	rc = open_library(mount, EXT2_FLAG_RW);
	rc = rc ? rc : ext_recover(mount);
	close_library(mount);
	rc = rc ? rc : open_library(mount, 0);
	return rc ? rc : check_size(mount);
}

/* Everything that a change needs. */
static int make_writable(struct ext_mount *mount)
{
	int rc = check_writable(mount);

	if (rc)
		return rc;
	if (ext_device_read_only(mount->device)) {
		uk_pr_err("the disk %s is read-only: mount it read-only\n", mount->device->name);
		return -EROFS;
	}
	close_library(mount);
	rc = open_library(mount, EXT2_FLAG_RW);
	if (rc)
		return rc;
	rc = ext_error(mount, ext2fs_read_bitmaps(mount->fs));
	if (rc)
		return rc;
	mount->writable = 1;
	rc = ext_commit_start(mount);
	rc = rc ? rc : ext_recover_orphans(mount);
	return rc ? rc : ext_commit(mount);
}

/* --- the file system ---------------------------------------------------------------------------
 */

static void stop_committer(struct ext_mount *mount)
{
	mount->stop = 1;
	uk_waitq_wake_up(&mount->wake);
	uk_waitq_wait_event(&mount->wake, !mount->committer);
}

static void mount_free(struct ext_mount *mount)
{
	stop_committer(mount);
	uk_mutex_lock(&mount->lock);
	ext_reap(mount);
	if (mount->writable)
		ext_commit_stop(mount);
	close_library(mount);
	uk_mutex_unlock(&mount->lock);
	uk_list_del(&mount->link);
	ext_device_close(mount->device);
	uk_free(uk_alloc_get_default(), mount);
}

static void shut_down(void)
{
	struct ext_mount *mount;

	uk_list_for_each_entry (mount, &mounts, link) {
		uk_mutex_lock(&mount->lock);
		ext_reap(mount);
		if (mount->writable)
			ext_commit_stop(mount);
		uk_mutex_unlock(&mount->lock);
	}
}

static int mount_new(struct uk_super *super, struct ext_device *device, struct ext_mount **out)
{
	struct ext_mount *mount = uk_calloc(uk_alloc_get_default(), 1, sizeof(*mount));

	if (!mount)
		return -ENOMEM;
	mount->super = super;
	mount->device = device;
	ext_cache_init(&mount->cache, device);
	uk_mutex_init(&mount->lock);
	uk_waitq_init(&mount->wake);
	UK_INIT_LIST_HEAD(&mount->released);
	for (unsigned int i = 0; i < EXT_NODE_BUCKETS; i++)
		UK_INIT_LIST_HEAD(&mount->buckets[i]);
	super->priv = mount;
	uk_list_add(&mount->link, &mounts);
	ext_shutdown = shut_down;
	*out = mount;
	return 0;
}

static int root_node(struct ext_mount *mount)
{
	int rc = ext_node_get(mount, EXT2_ROOT_INO, &mount->super->root);

	if (!rc && !S_ISDIR(mount->super->root->mode)) {
		uk_node_put(mount->super->root);
		rc = ext_error(mount, EXT2_ET_FILESYSTEM_CORRUPTED);
	}
	return rc;
}

static int ext_mount(struct uk_super *super, const char *source, const char *data)
{
	struct ext_device *device;
	struct ext_mount *mount;
	int rc = ext_device_open(source ? source : "", &device);

	if (rc)
		return rc;
	rc = mount_new(super, device, &mount);
	if (rc) {
		ext_device_close(device);
		return rc;
	}
	rc = parse_options(mount, data);
	rc = rc ? rc : open_checked(mount);
	if (!rc && !(super->flags & READ_ONLY))
		rc = make_writable(mount);
	rc = rc ? rc : root_node(mount);
	if (rc)
		mount_free(mount);
	return rc;
}

static int ext_unmount(struct uk_super *super)
{
	struct ext_mount *mount = super->priv;

	(void)ext_enter(mount, 0);
	(void)ext_leave(mount, 0, 0);
	if (mount->nodes > 1 || super->root->file.refs > 1)
		return -EBUSY;
	uk_node_put(super->root);
	mount_free(mount);
	return 0;
}

static int ext_statfs(struct uk_super *super, struct statfs *buf)
{
	struct ext_mount *mount = super->priv;
	struct ext2_super_block *from;
	blk64_t free, reserved;

	(void)ext_enter(mount, 0);
	from = mount->fs->super;
	free = ext2fs_free_blocks_count(from);
	reserved = ext2fs_r_blocks_count(from);
	buf->f_bsize = buf->f_frsize = mount->fs->blocksize;
	buf->f_blocks = ext2fs_blocks_count(from) -
	                MIN((blk64_t)from->s_overhead_clusters, ext2fs_blocks_count(from));
	buf->f_bfree = free;
	buf->f_bavail = free > reserved ? free - reserved : 0;
	buf->f_files = from->s_inodes_count;
	buf->f_ffree = from->s_free_inodes_count;
	return (int)ext_leave(mount, 0, 0);
}

static int ext_sync(struct uk_super *super)
{
	struct ext_mount *mount = super->priv;
	int rc = ext_enter(mount, 0);

	rc = rc ? rc : ext_commit(mount);
	return (int)ext_leave(mount, 0, rc);
}

#define FILE_SYSTEM(name_)                                                                   \
	{                                                                                    \
		.name = (name_), .magic = MAGIC, .mount = ext_mount, .unmount = ext_unmount, \
		.statfs = ext_statfs, .sync = ext_sync                                       \
	}

struct uk_fs uk_ext2 = FILE_SYSTEM("ext2");
struct uk_fs uk_ext3 = FILE_SYSTEM("ext3");
struct uk_fs uk_ext4 = FILE_SYSTEM("ext4");

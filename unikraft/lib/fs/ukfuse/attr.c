/* SPDX-License-Identifier: BSD-3-Clause */
/* Attributes of files and of the host's file system, and entries. */
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include "fuse.h"

#define SECOND 1000000000ul
/* Longer than any machine runs, and far from the end of the clock. */
#define EVER (100ul * 365 * 24 * 3600 * SECOND)

/* A time that something is valid. What makes no sense counts as Linux counts it. */
static __nsec duration(__u64 seconds, __u32 nanoseconds)
{
	if (seconds >= EVER / SECOND)
		return EVER;
	return seconds * SECOND + MIN((__u64)nanoseconds, SECOND - 1);
}

static int is_type(__u32 mode)
{
	return S_ISREG(mode) || S_ISDIR(mode) || S_ISLNK(mode) || S_ISFIFO(mode) ||
	       S_ISSOCK(mode) || S_ISCHR(mode) || S_ISBLK(mode);
}

/* The protocol's number of a device has 12 bits for the major, 20 for the minor number. */
static dev_t to_dev(__u32 number)
{
	return makedev((number >> 8) & 0xfff, (number & 0xff) | ((number >> 12) & 0xfff00));
}

static __u32 from_dev(dev_t rdev)
{
	return (minor(rdev) & 0xff) | (major(rdev) & 0xfff) << 8 | (minor(rdev) & 0xfff00u) << 12;
}

int fuse_take_attr(const struct fuse_attr *from, __u64 seconds, __u32 nanoseconds,
                   struct uk_fuse_attr *attr)
{
	if (!is_type(from->mode) || from->size >> 63 || from->atimensec >= SECOND ||
	    from->mtimensec >= SECOND || from->ctimensec >= SECOND)
		return -EIO;
	*attr = (struct uk_fuse_attr){
	        .ino = from->ino,
	        .size = from->size,
	        .blocks = from->blocks,
	        .mode = from->mode,
	        .nlink = from->nlink,
	        .uid = from->uid,
	        .gid = from->gid,
	        .rdev = to_dev(from->rdev),
	        .atime = {.tv_sec = (time_t)from->atime, .tv_nsec = from->atimensec},
	        .mtime = {.tv_sec = (time_t)from->mtime, .tv_nsec = from->mtimensec},
	        .ctime = {.tv_sec = (time_t)from->ctime, .tv_nsec = from->ctimensec},
	        .valid = duration(seconds, nanoseconds),
	};
	return 0;
}

int fuse_take_entry(const struct fuse_entry_out *from, struct uk_fuse_entry *entry)
{
	entry->node = from->nodeid;
	entry->valid = duration(from->entry_valid, from->entry_valid_nsec);
	if (!from->nodeid)
		return 0;
	/* The root has no name in its own folder. */
	if (from->nodeid == UK_FUSE_ROOT)
		return -EIO;
	return fuse_take_attr(&from->attr, from->attr_valid, from->attr_valid_nsec, &entry->attr);
}

int fuse_finish_entry(struct fuse_message *m, struct uk_fuse_entry *entry)
{
	struct fuse_entry_out answer;
	int rc = fuse_finish(m, &answer, sizeof(answer));

	return rc ? rc : fuse_take_entry(&answer, entry);
}

static int finish_attr(struct fuse_message *m, struct uk_fuse_attr *attr)
{
	struct fuse_attr_out answer;
	int rc = fuse_finish(m, &answer, sizeof(answer));

	return rc ? rc
	          : fuse_take_attr(&answer.attr, answer.attr_valid, answer.attr_valid_nsec, attr);
}

int uk_fuse_getattr(struct uk_fuse_client *client, __u64 node, struct uk_fuse_file *file,
                    struct uk_fuse_attr *attr)
{
	const struct fuse_getattr_in in = {.getattr_flags = file ? FUSE_GETATTR_FH : 0,
	                                   .fh = file ? file->fh : 0};
	struct fuse_message m;
	int rc = fuse_begin(client, FUSE_GETATTR, node, &m);

	if (rc)
		return rc;
	fuse_put(&m, &in, sizeof(in));
	return finish_attr(&m, attr);
}

int uk_fuse_setattr(struct uk_fuse_client *client, __u64 node, struct uk_fuse_file *file,
                    unsigned int which, struct uk_fuse_attr *attr)
{
	const struct fuse_setattr_in in = {
	        .valid = which | (file ? FUSE_SET_FH : 0),
	        .fh = file ? file->fh : 0,
	        .size = attr->size,
	        .atime = (__u64)attr->atime.tv_sec,
	        .mtime = (__u64)attr->mtime.tv_sec,
	        .atimensec = (__u32)attr->atime.tv_nsec,
	        .mtimensec = (__u32)attr->mtime.tv_nsec,
	        .mode = attr->mode,
	        .uid = attr->uid,
	        .gid = attr->gid,
	};
	struct fuse_message m;
	int rc = fuse_begin(client, FUSE_SETATTR, node, &m);

	if (rc)
		return rc;
	fuse_put(&m, &in, sizeof(in));
	return finish_attr(&m, attr);
}

int uk_fuse_mknod(struct uk_fuse_client *client, __u64 dir, const char *name, __sz len, __u32 mode,
                  dev_t rdev, struct uk_fuse_entry *entry)
{
	const struct fuse_mknod_in in = {.mode = mode, .rdev = from_dev(rdev)};
	struct fuse_message m;
	int rc = fuse_begin(client, FUSE_MKNOD, dir, &m);

	if (rc)
		return rc;
	fuse_put(&m, &in, sizeof(in));
	fuse_put_name(&m, name, len);
	return fuse_finish_entry(&m, entry);
}

int uk_fuse_statfs(struct uk_fuse_client *client, __u64 node, struct uk_fuse_statfs *statfs)
{
	struct fuse_kstatfs answer;
	struct fuse_message m;
	int rc = fuse_begin(client, FUSE_STATFS, node, &m);

	if (!rc)
		rc = fuse_finish(&m, &answer, sizeof(answer));
	if (rc)
		return rc;
	*statfs = (struct uk_fuse_statfs){.blocks = answer.blocks,
	                                  .free = answer.bfree,
	                                  .available = answer.bavail,
	                                  .files = answer.files,
	                                  .files_free = answer.ffree,
	                                  .block_size = answer.frsize,
	                                  .name_max = answer.namelen};
	return 0;
}

/* SPDX-License-Identifier: BSD-3-Clause */
/* stat(2) in its forms, access(2), readlink(2), truncate(2). */
#include <string.h>
#include <unistd.h>
#include <uk/fdtab.h>
#include <uk/syscall.h>
#include <sys/sysmacros.h>
#include "vfs.h"

int uk_fdio_stat(struct uk_open_file *of, struct stat *st);

static int stat_at(int dirfd, const char *path, int at_flags, struct stat *st)
{
	struct uk_open_file *of;
	struct uk_node *node;
	int rc;

	if ((__uptr)path < 4096)
		return -EFAULT;
	/* Pipes and sockets have no node, but fstatat(fd, "", AT_EMPTY_PATH) means them too. */
	if ((at_flags & AT_EMPTY_PATH) && !*path && dirfd != AT_FDCWD) {
		of = uk_fdtab_get(dirfd);
		if (!of)
			return -EBADF;
		rc = uk_fdio_stat(of, st);
		uk_open_file_put(of);
		return rc;
	}
	rc = vfs_node_at(dirfd, path, at_flags, &node);
	if (rc)
		return rc;
	rc = node->file.ops->stat(&node->file, st);
	uk_node_put(node);
	return rc;
}

UK_SYSCALL_R_DEFINE(int, stat, const char *, path, struct stat *, st)
{
	return stat_at(AT_FDCWD, path, 0, st);
}

UK_SYSCALL_R_DEFINE(int, lstat, const char *, path, struct stat *, st)
{
	return stat_at(AT_FDCWD, path, AT_SYMLINK_NOFOLLOW, st);
}

UK_SYSCALL_R_DEFINE(int, newfstatat, int, dirfd, const char *, path, struct stat *, st, int, flags)
{
	if (flags & ~(AT_SYMLINK_NOFOLLOW | AT_EMPTY_PATH | AT_NO_AUTOMOUNT))
		return -EINVAL;
	return stat_at(dirfd, path, flags, st);
}

/* struct statx of Linux; the libc's headers need not have it. */
struct statx_time {
	__s64 sec;
	__u32 nsec;
	__s32 pad;
};

struct statx_buffer {
	__u32 mask, blksize;
	__u64 attributes;
	__u32 nlink, uid, gid;
	__u16 mode, pad0;
	__u64 ino, size, blocks, attributes_mask;
	struct statx_time atime, btime, ctime, mtime;
	__u32 rdev_major, rdev_minor, dev_major, dev_minor;
	__u64 spare[14];
};

#define STATX_BASIC        0x7ffu
#define STATX_RESERVED_BIT 0x80000000u
#define STATX_SYNC_TYPE    0x6000 /* AT_STATX_SYNC_TYPE */

static struct statx_time statx_time(struct timespec t)
{
	return (struct statx_time){.sec = t.tv_sec, .nsec = t.tv_nsec};
}

static void convert(const struct stat *st, struct statx_buffer *out)
{
	*out = (struct statx_buffer){
	        .mask = STATX_BASIC,
	        .blksize = st->st_blksize,
	        .nlink = st->st_nlink,
	        .uid = st->st_uid,
	        .gid = st->st_gid,
	        .mode = st->st_mode,
	        .ino = st->st_ino,
	        .size = st->st_size,
	        .blocks = st->st_blocks,
	        .atime = statx_time(st->st_atim),
	        .ctime = statx_time(st->st_ctim),
	        .mtime = statx_time(st->st_mtim),
	        .rdev_major = major(st->st_rdev),
	        .rdev_minor = minor(st->st_rdev),
	        .dev_major = major(st->st_dev),
	        .dev_minor = minor(st->st_dev),
	};
}

UK_SYSCALL_R_DEFINE(int, statx, int, dirfd, const char *, path, int, flags, unsigned int, mask,
                    struct statx_buffer *, out)
{
	struct stat st;
	int rc;

	if ((flags & ~(AT_SYMLINK_NOFOLLOW | AT_EMPTY_PATH | AT_NO_AUTOMOUNT | STATX_SYNC_TYPE)) ||
	    (flags & STATX_SYNC_TYPE) == STATX_SYNC_TYPE || (mask & STATX_RESERVED_BIT))
		return -EINVAL;
	rc = stat_at(dirfd, path, flags, &st);
	if (!rc)
		convert(&st, out);
	return rc;
}

/* The program is the superuser: it may do all but execute what nobody may, and write what is
 * read-only. */
static int access_at(int dirfd, const char *path, int how, int flags)
{
	struct uk_node *node;
	int rc;

	if ((how & ~(R_OK | W_OK | X_OK)) ||
	    (flags & ~(AT_EACCESS | AT_SYMLINK_NOFOLLOW | AT_EMPTY_PATH)))
		return -EINVAL;
	rc = vfs_node_at(dirfd, path, flags, &node);
	if (rc)
		return rc;
	if ((how & W_OK) && vfs_read_only(node) &&
	    (S_ISREG(node->mode) || S_ISDIR(node->mode) || S_ISLNK(node->mode)))
		rc = -EROFS;
	else if ((how & X_OK) && !S_ISDIR(node->mode) && !(node->mode & 0111))
		rc = -EACCES;
	uk_node_put(node);
	return rc;
}

UK_SYSCALL_R_DEFINE(int, access, const char *, path, int, how)
{
	return access_at(AT_FDCWD, path, how, 0);
}

UK_SYSCALL_R_DEFINE(int, faccessat, int, dirfd, const char *, path, int, how)
{
	return access_at(dirfd, path, how, 0);
}

UK_SYSCALL_R_DEFINE(int, faccessat2, int, dirfd, const char *, path, int, how, int, flags)
{
	return access_at(dirfd, path, how, flags);
}

static __ssz read_link(struct uk_node *node, char *buf, __sz size)
{
	const char *target;
	__sz len;
	int rc;

	if (!S_ISLNK(node->mode))
		return -EINVAL;
	rc = node->ops->readlink(node, &target);
	if (rc)
		return rc;
	len = strlen(target);
	len = len < size ? len : size;
	memcpy(buf, target, len);
	return len;
}

static __ssz read_link_at(int dirfd, const char *path, char *buf, int size)
{
	struct uk_node *node;
	__ssz n;

	if (size <= 0)
		return -EINVAL;
	n = vfs_node_at(dirfd, path, AT_SYMLINK_NOFOLLOW | AT_EMPTY_PATH, &node);
	if (n)
		return n;
	n = read_link(node, buf, size);
	if (n == -EINVAL && !*path)
		n = -ENOENT;
	uk_node_put(node);
	return n;
}

UK_SYSCALL_R_DEFINE(ssize_t, readlink, const char *, path, char *, buf, int, size)
{
	return read_link_at(AT_FDCWD, path, buf, size);
}

UK_SYSCALL_R_DEFINE(ssize_t, readlinkat, int, dirfd, const char *, path, char *, buf, int, size)
{
	return read_link_at(dirfd, path, buf, size);
}

UK_SYSCALL_R_DEFINE(int, truncate, const char *, path, off_t, length)
{
	struct uk_node *node;
	int rc;

	if (length < 0)
		return -EINVAL;
	rc = uk_vfs_lookup(NULL, path, 0, &node);
	if (rc)
		return rc;
	if (S_ISDIR(node->mode))
		rc = -EISDIR;
	else if (!S_ISREG(node->mode))
		rc = -EINVAL;
	else if (vfs_read_only(node) || !node->file.ops->truncate)
		rc = -EROFS;
	else
		rc = node->file.ops->truncate(&node->file, length);
	uk_node_put(node);
	return rc;
}

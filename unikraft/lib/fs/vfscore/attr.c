/* SPDX-License-Identifier: BSD-3-Clause */
/* Attributes: mode, owner, times. */
#include <sys/time.h>
#include <utime.h>
#include <uk/syscall.h>
#include "vfs.h"

static struct timespec chosen(unsigned int now, struct timespec time)
{
	return now ? vfs_now() : time;
}

int vfs_set_attributes(struct uk_node *node, const struct uk_node_attr *attr)
{
	unsigned int which = attr->which;
	int rc = node->ops->setattr ? node->ops->setattr(node, attr) : 0;

	if (rc)
		return rc;
	if (which & UK_ATTR_MODE)
		node->mode = (node->mode & S_IFMT) | (attr->mode & 07777);
	if (which & UK_ATTR_UID)
		node->uid = attr->uid;
	if (which & UK_ATTR_GID)
		node->gid = attr->gid;
	if (which & UK_ATTR_ATIME)
		node->atime = chosen(which & UK_ATTR_ATIME_NOW, attr->atime);
	if (which & UK_ATTR_MTIME)
		node->mtime = chosen(which & UK_ATTR_MTIME_NOW, attr->mtime);
	uk_node_touch(node, UK_NODE_CTIME);
	return 0;
}

static int change_mode(struct uk_node *node, mode_t mode)
{
	if (vfs_read_only(node))
		return -EROFS;
	if (S_ISLNK(node->mode))
		return -EOPNOTSUPP;
	return vfs_set_attributes(
	        node, &(struct uk_node_attr){.which = UK_ATTR_MODE, .mode = mode & 07777});
}

static int change_owner(struct uk_node *node, uid_t uid, gid_t gid)
{
	struct uk_node_attr attr = {.uid = uid, .gid = gid};
	int rc;

	if (vfs_read_only(node))
		return -EROFS;
	if (uid != (uid_t)-1)
		attr.which |= UK_ATTR_UID;
	if (gid != (gid_t)-1)
		attr.which |= UK_ATTR_GID;
	rc = vfs_set_attributes(node, &attr);
	/* A new owner must not inherit the right to run as the old one. (A host sees to that by
	 * itself.) */
	if (!rc && S_ISREG(node->mode) && attr.which) {
		node->mode &= ~S_ISUID;
		if (node->mode & S_IXGRP)
			node->mode &= ~S_ISGID;
	}
	return rc;
}

static int valid_time(const struct timespec *t)
{
	return t->tv_nsec == UTIME_NOW || t->tv_nsec == UTIME_OMIT ||
	       (t->tv_nsec >= 0 && t->tv_nsec < 1000000000);
}

/* The flags of one time (NULL: now) in a change of attributes. */
static unsigned int time_flags(const struct timespec *t, unsigned int set, unsigned int now)
{
	if (!t || t->tv_nsec == UTIME_NOW)
		return set | now;
	return t->tv_nsec == UTIME_OMIT ? 0 : set;
}

static int change_times(struct uk_node *node, const struct timespec *times)
{
	struct uk_node_attr attr = {0};

	if (times && (!valid_time(&times[0]) || !valid_time(&times[1])))
		return -EINVAL;
	attr.which = time_flags(times ? &times[0] : NULL, UK_ATTR_ATIME, UK_ATTR_ATIME_NOW) |
	             time_flags(times ? &times[1] : NULL, UK_ATTR_MTIME, UK_ATTR_MTIME_NOW);
	if (!attr.which)
		return 0;
	if (vfs_read_only(node))
		return -EROFS;
	if (times) {
		attr.atime = times[0];
		attr.mtime = times[1];
	}
	return vfs_set_attributes(node, &attr);
}

static int mode_at(int dirfd, const char *path, mode_t mode)
{
	struct uk_node *node;
	int rc = vfs_node_at(dirfd, path, 0, &node);

	if (rc)
		return rc;
	rc = change_mode(node, mode);
	uk_node_put(node);
	return rc;
}

UK_SYSCALL_R_DEFINE(int, chmod, const char *, path, mode_t, mode)
{
	return mode_at(AT_FDCWD, path, mode);
}

UK_SYSCALL_R_DEFINE(int, fchmodat, int, dirfd, const char *, path, mode_t, mode)
{
	return mode_at(dirfd, path, mode);
}

UK_SYSCALL_R_DEFINE(int, fchmod, int, fd, mode_t, mode)
{
	struct uk_node *node;
	int rc = vfs_node_of_fd(fd, 0, &node);

	if (rc)
		return rc;
	rc = change_mode(node, mode);
	uk_node_put(node);
	return rc;
}

static int owner_at(int dirfd, const char *path, uid_t uid, gid_t gid, int flags)
{
	struct uk_node *node;
	int rc;

	if (flags & ~(AT_SYMLINK_NOFOLLOW | AT_EMPTY_PATH))
		return -EINVAL;
	rc = vfs_node_at(dirfd, path, flags, &node);
	if (rc)
		return rc;
	rc = change_owner(node, uid, gid);
	uk_node_put(node);
	return rc;
}

UK_SYSCALL_R_DEFINE(int, chown, const char *, path, uid_t, uid, gid_t, gid)
{
	return owner_at(AT_FDCWD, path, uid, gid, 0);
}

UK_SYSCALL_R_DEFINE(int, lchown, const char *, path, uid_t, uid, gid_t, gid)
{
	return owner_at(AT_FDCWD, path, uid, gid, AT_SYMLINK_NOFOLLOW);
}

UK_SYSCALL_R_DEFINE(int, fchownat, int, dirfd, const char *, path, uid_t, uid, gid_t, gid, int,
                    flags)
{
	return owner_at(dirfd, path, uid, gid, flags);
}

UK_SYSCALL_R_DEFINE(int, fchown, int, fd, uid_t, uid, gid_t, gid)
{
	struct uk_node *node;
	int rc = vfs_node_of_fd(fd, 0, &node);

	if (rc)
		return rc;
	rc = change_owner(node, uid, gid);
	uk_node_put(node);
	return rc;
}

static int times_at(int dirfd, const char *path, const struct timespec *times, int flags)
{
	struct uk_node *node;
	int rc;

	/* futimens(fd): no path at all */
	rc = path ? vfs_node_at(dirfd, path, flags, &node) : vfs_node_of_fd(dirfd, 0, &node);
	if (rc)
		return rc;
	rc = change_times(node, times);
	uk_node_put(node);
	return rc;
}

UK_SYSCALL_R_DEFINE(int, utimensat, int, dirfd, const char *, path, const struct timespec *, times,
                    int, flags)
{
	if (flags & ~(AT_SYMLINK_NOFOLLOW | AT_EMPTY_PATH))
		return -EINVAL;
	if (!path && (flags || dirfd == AT_FDCWD))
		return dirfd == AT_FDCWD ? -EFAULT : -EINVAL;
	return times_at(dirfd, path, times, flags);
}

static int times_from_timeval(int dirfd, const char *path, const struct timeval *times)
{
	struct timespec converted[2];

	if (!times)
		return times_at(dirfd, path, NULL, 0);
	for (int i = 0; i < 2; i++) {
		if (times[i].tv_usec < 0 || times[i].tv_usec >= 1000000)
			return -EINVAL;
		converted[i].tv_sec = times[i].tv_sec;
		converted[i].tv_nsec = times[i].tv_usec * 1000;
	}
	return times_at(dirfd, path, converted, 0);
}

UK_SYSCALL_R_DEFINE(int, utimes, const char *, path, const struct timeval *, times)
{
	return path ? times_from_timeval(AT_FDCWD, path, times) : -EFAULT;
}

UK_SYSCALL_R_DEFINE(int, futimesat, int, dirfd, const char *, path, const struct timeval *, times)
{
	return times_from_timeval(dirfd, path, times);
}

UK_SYSCALL_R_DEFINE(int, utime, const char *, path, const struct utimbuf *, times)
{
	struct timespec converted[2];

	if (!path)
		return -EFAULT;
	if (!times)
		return times_at(AT_FDCWD, path, NULL, 0);
	converted[0] = (struct timespec){.tv_sec = times->actime};
	converted[1] = (struct timespec){.tv_sec = times->modtime};
	return times_at(AT_FDCWD, path, converted, 0);
}

/* SPDX-License-Identifier: BSD-3-Clause */
/* New names: mkdir, mknod, symlink, link. */
#include <string.h>
#include <uk/syscall.h>
#include "vfs.h"

int uk_vfs_mknod(struct uk_node *at, const char *path, mode_t mode, dev_t rdev,
                 struct uk_node **out)
{
	struct uk_node *node = NULL;
	struct vfs_walk w;
	int rc;

	if (!(mode & S_IFMT))
		mode |= S_IFREG;
	mode &= ~uk_vfs.umask;
	rc = vfs_walk_new(&w, at, path, S_ISDIR(mode));
	if (!rc)
		rc = w.dir->ops->create
		             ? w.dir->ops->create(w.dir, w.name, w.len, mode, rdev, &node)
		             : -EROFS;
	vfs_walk_end(&w);
	if (rc)
		return rc;
	if (out)
		*out = node;
	else
		uk_node_put(node);
	return 0;
}

int uk_vfs_mkdir(struct uk_node *at, const char *path, mode_t mode)
{
	return uk_vfs_mknod(at, path, S_IFDIR | (mode & 01777), 0, NULL);
}

int uk_vfs_symlink(const char *target, struct uk_node *at, const char *path)
{
	struct vfs_walk w;
	int rc;

	if ((__uptr)target < 4096)
		return -EFAULT;
	if (!*target)
		return -ENOENT;
	if (strlen(target) >= UK_PATH_MAX)
		return -ENAMETOOLONG;
	rc = vfs_walk_new(&w, at, path, 0);
	if (!rc)
		rc = w.dir->ops->symlink ? w.dir->ops->symlink(w.dir, w.name, w.len, target)
		                         : -EPERM;
	vfs_walk_end(&w);
	return rc;
}

static int link_node(struct uk_node *node, struct uk_node *at, const char *path)
{
	struct vfs_walk w;
	int rc = vfs_walk_new(&w, at, path, 0);

	if (!rc && node->super != w.dir->super)
		rc = -EXDEV;
	if (!rc && S_ISDIR(node->mode))
		rc = -EPERM;
	if (!rc)
		rc = w.dir->ops->link ? w.dir->ops->link(w.dir, w.name, w.len, node) : -EPERM;
	vfs_walk_end(&w);
	return rc;
}

static int mkdir_at(int dirfd, const char *path, mode_t mode)
{
	struct uk_node *at;
	int rc = vfs_at(dirfd, path, &at);

	if (rc)
		return rc;
	rc = uk_vfs_mkdir(at, path, mode);
	uk_node_put(at);
	return rc;
}

static int mknod_at(int dirfd, const char *path, mode_t mode, dev_t rdev)
{
	struct uk_node *at;
	int rc;

	switch (mode & S_IFMT) {
	case 0:
	case S_IFREG:
	case S_IFCHR:
	case S_IFBLK:
	case S_IFIFO:
	case S_IFSOCK:
		break;
	default:
		return S_ISDIR(mode) ? -EPERM : -EINVAL;
	}
	rc = vfs_at(dirfd, path, &at);
	if (rc)
		return rc;
	rc = uk_vfs_mknod(at, path, mode, S_ISCHR(mode) || S_ISBLK(mode) ? rdev : 0, NULL);
	uk_node_put(at);
	return rc;
}

static int symlink_at(const char *target, int dirfd, const char *path)
{
	struct uk_node *at;
	int rc = vfs_at(dirfd, path, &at);

	if (rc)
		return rc;
	rc = uk_vfs_symlink(target, at, path);
	uk_node_put(at);
	return rc;
}

static int link_at(int old_dirfd, const char *old_path, int dirfd, const char *path, int flags)
{
	struct uk_node *node, *at;
	int rc;

	if (flags & ~(AT_SYMLINK_FOLLOW | AT_EMPTY_PATH))
		return -EINVAL;
	rc = vfs_node_at(old_dirfd, old_path,
	                 (flags & AT_EMPTY_PATH) |
	                         (flags & AT_SYMLINK_FOLLOW ? 0 : AT_SYMLINK_NOFOLLOW),
	                 &node);
	if (rc)
		return rc;
	rc = vfs_at(dirfd, path, &at);
	if (!rc) {
		rc = link_node(node, at, path);
		uk_node_put(at);
	}
	uk_node_put(node);
	return rc;
}

UK_SYSCALL_R_DEFINE(int, mkdir, const char *, path, mode_t, mode)
{
	return mkdir_at(AT_FDCWD, path, mode);
}

UK_SYSCALL_R_DEFINE(int, mkdirat, int, dirfd, const char *, path, mode_t, mode)
{
	return mkdir_at(dirfd, path, mode);
}

UK_SYSCALL_R_DEFINE(int, mknod, const char *, path, mode_t, mode, unsigned int, rdev)
{
	return mknod_at(AT_FDCWD, path, mode, rdev);
}

UK_SYSCALL_R_DEFINE(int, mknodat, int, dirfd, const char *, path, mode_t, mode, unsigned int, rdev)
{
	return mknod_at(dirfd, path, mode, rdev);
}

UK_SYSCALL_R_DEFINE(int, symlink, const char *, target, const char *, path)
{
	return symlink_at(target, AT_FDCWD, path);
}

UK_SYSCALL_R_DEFINE(int, symlinkat, const char *, target, int, dirfd, const char *, path)
{
	return symlink_at(target, dirfd, path);
}

UK_SYSCALL_R_DEFINE(int, link, const char *, old_path, const char *, path)
{
	return link_at(AT_FDCWD, old_path, AT_FDCWD, path, 0);
}

UK_SYSCALL_R_DEFINE(int, linkat, int, old_dirfd, const char *, old_path, int, dirfd, const char *,
                    path, int, flags)
{
	return link_at(old_dirfd, old_path, dirfd, path, flags);
}

/* SPDX-License-Identifier: BSD-3-Clause */
/* The working directory, the root directory, the file mode creation mask. */
#include <string.h>
#include <uk/syscall.h>
#include "vfs.h"

__ssz uk_vfs_path(struct uk_node *dir, char *buf, __sz size)
{
	__sz at = size, len;

	if (size < 2)
		return -ERANGE;
	buf[--at] = '\0';
	while (dir != uk_vfs.root) {
		if (!dir->nlink)
			return -ENOENT;
		if (!dir->parent) {
			if (!dir->super->covered)
				break;
			dir = dir->super->covered;
			continue;
		}
		if (!dir->name)
			return -ENOMEM;
		len = strlen(dir->name);
		if (at < len + 1)
			return -ERANGE;
		at -= len;
		memcpy(buf + at, dir->name, len);
		buf[--at] = '/';
		dir = dir->parent;
	}
	if (buf[at] == '\0')
		buf[--at] = '/';
	memmove(buf, buf + at, size - at);
	return size - at;
}

UK_SYSCALL_R_DEFINE(long, getcwd, char *, buf, size_t, size)
{
	int rc = vfs_start();

	if (rc)
		return rc;
	return uk_vfs_path(uk_vfs.cwd, buf, size);
}

static int change(struct uk_node **which, struct uk_node *dir)
{
	struct uk_node *old = *which;

	if (!S_ISDIR(dir->mode)) {
		uk_node_put(dir);
		return -ENOTDIR;
	}
	*which = dir;
	uk_node_put(old);
	return 0;
}

UK_SYSCALL_R_DEFINE(int, chdir, const char *, path)
{
	struct uk_node *dir;
	int rc = uk_vfs_lookup(NULL, path, 0, &dir);

	return rc ? rc : change(&uk_vfs.cwd, dir);
}

UK_SYSCALL_R_DEFINE(int, fchdir, int, fd)
{
	struct uk_node *dir;
	int rc = vfs_start();

	if (!rc)
		rc = vfs_node_of_fd(fd, 1, &dir);
	if (rc)
		return rc == -EINVAL ? -ENOTDIR : rc;
	return change(&uk_vfs.cwd, dir);
}

UK_SYSCALL_R_DEFINE(int, chroot, const char *, path)
{
	struct uk_node *dir;
	int rc = uk_vfs_lookup(NULL, path, 0, &dir);

	return rc ? rc : change(&uk_vfs.root, dir);
}

UK_SYSCALL_R_DEFINE(mode_t, umask, mode_t, mask)
{
	mode_t old = uk_vfs.umask;

	uk_vfs.umask = mask & 0777;
	return old;
}

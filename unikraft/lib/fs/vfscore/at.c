/* SPDX-License-Identifier: BSD-3-Clause */
/* From descriptors to nodes, for the *at() and f*() calls. */
#include <uk/fdtab.h>
#include "vfs.h"

int vfs_node_of_fd(int fd, int path_ok, struct uk_node **out)
{
	struct uk_open_file *of = uk_fdtab_get(fd);
	struct uk_node *node;
	int rc = 0;

	if (!of)
		return -EBADF;
	node = of->node ? uk_file_node(of->node) : NULL;
	if ((of->flags & O_PATH) && !path_ok)
		rc = -EBADF;
	else if (!node)
		rc = -EINVAL;
	else
		*out = uk_node_get(node);
	uk_open_file_put(of);
	return rc;
}

int vfs_at(int dirfd, const char *path, struct uk_node **at)
{
	int rc;

	*at = NULL;
	if (dirfd == AT_FDCWD || (path && *path == '/'))
		return 0;
	rc = vfs_node_of_fd(dirfd, 1, at);
	if (rc == -EINVAL)
		return -ENOTDIR;
	if (rc)
		return rc;
	if (!S_ISDIR((*at)->mode)) {
		uk_node_put(*at);
		*at = NULL;
		return -ENOTDIR;
	}
	return 0;
}

int vfs_node_at(int dirfd, const char *path, int at_flags, struct uk_node **out)
{
	unsigned int walk = at_flags & AT_SYMLINK_NOFOLLOW ? UK_WALK_NOFOLLOW : 0;
	struct uk_node *at;
	int rc;

	if ((__uptr)path < 4096)
		return -EFAULT;
	if ((at_flags & AT_EMPTY_PATH) && !*path) {
		if (dirfd != AT_FDCWD)
			return vfs_node_of_fd(dirfd, 1, out);
		return uk_vfs_lookup(NULL, path, UK_WALK_EMPTY, out);
	}
	rc = vfs_at(dirfd, path, &at);
	if (rc)
		return rc;
	rc = uk_vfs_lookup(at, path, walk, out);
	uk_node_put(at);
	return rc;
}

/* SPDX-License-Identifier: BSD-3-Clause */
/* open(2) and its relatives. */
#include <uk/fdtab.h>
#include <uk/syscall.h>
#include "vfs.h"

#ifndef O_TMPFILE
#define O_TMPFILE 020200000
#endif
#define TMPFILE_BIT 020000000u
#define LARGEFILE   0100000u
/* What open() consumes and F_GETFL does not show. */
#define CREATION_FLAGS (O_CREAT | O_EXCL | O_NOCTTY | O_TRUNC | O_CLOEXEC)

int uk_dev_open(mode_t type, dev_t rdev, struct uk_file **file) __attribute__((weak));
/* posix-pipe: the end of a FIFO; may wait for the other end. */
int uk_fifo_open(struct uk_node *node, unsigned int flags, struct uk_file **file)
        __attribute__((weak));

static int writes(unsigned int flags)
{
	return (flags & O_ACCMODE) != O_RDONLY;
}

/* The file behind a node: the node itself, a device, a pipe. */
static int node_file(struct uk_node *node, unsigned int flags, struct uk_file **file)
{
	switch (node->mode & S_IFMT) {
	case S_IFCHR:
	case S_IFBLK:
		return uk_dev_open ? uk_dev_open(node->mode & S_IFMT, node->rdev, file) : -ENXIO;
	case S_IFIFO:
		return uk_fifo_open ? uk_fifo_open(node, flags, file) : -ENXIO;
	case S_IFSOCK:
		return -ENXIO;
	default:
		*file = uk_file_get(&node->file);
		return 0;
	}
}

static int check(struct uk_node *node, unsigned int flags)
{
	if ((flags & O_DIRECTORY) && !S_ISDIR(node->mode))
		return -ENOTDIR;
	if (S_ISLNK(node->mode) && !(flags & O_PATH))
		return -ELOOP;
	if (flags & O_PATH)
		return 0;
	if (S_ISDIR(node->mode) && (writes(flags) || (flags & (O_CREAT | O_TRUNC))))
		return -EISDIR;
	if (vfs_read_only(node) && (writes(flags) || (flags & O_TRUNC)) &&
	    (S_ISREG(node->mode) || S_ISDIR(node->mode)))
		return -EROFS;
	return 0;
}

/* Gives back the handle of a file that is not opened after all. */
static void drop_handle(struct uk_node *node, void *handle)
{
	struct uk_open_file of = {.file = &node->file, .handle = handle};

	if (handle)
		node->file.ops->closed(&of);
}

/* A new open file; takes over the reference of file and the handle, also when it fails. */
static int new_open_file(struct uk_node *node, struct uk_file *file, unsigned int flags,
                         void *handle, struct uk_open_file **out)
{
	*out = uk_open_file_new(file, (flags & ~CREATION_FLAGS) | LARGEFILE);
	if (!*out) {
		drop_handle(node, handle);
		return -ENOMEM;
	}
	(*out)->node = &uk_node_get(node)->file;
	(*out)->handle = handle;
	return 0;
}

/* Whether the file system wants to know that this node is opened. */
static int has_handle(struct uk_node *node, unsigned int flags)
{
	return node->ops->open && !(flags & O_PATH) && (S_ISREG(node->mode) || S_ISDIR(node->mode));
}

/* An open file of the node; truncates when asked, unless it was just created. */
static int open_node(struct uk_node *node, unsigned int flags, int created,
                     struct uk_open_file **out)
{
	struct uk_file *file;
	void *handle = NULL;
	int rc = created ? 0 : check(node, flags);

	if (rc)
		return rc;
	if (flags & O_PATH)
		file = uk_file_get(&node->file);
	else
		rc = node_file(node, flags, &file);
	if (rc)
		return rc;
	if (has_handle(node, flags))
		rc = node->ops->open(node, flags & ~CREATION_FLAGS, &handle);
	if (!rc && (flags & O_TRUNC) && !created && S_ISREG(node->mode) && file->ops->truncate)
		rc = file->ops->truncate(file, 0);
	if (rc) {
		drop_handle(node, handle);
		uk_file_put(file);
		return rc;
	}
	return new_open_file(node, file, flags, handle, out);
}

static int open_tmpfile(struct uk_node *dir, unsigned int flags, mode_t mode,
                        struct uk_open_file **out)
{
	struct uk_node *node;
	int rc;

	if (!S_ISDIR(dir->mode))
		return -ENOTDIR;
	if (vfs_read_only(dir))
		return -EROFS;
	if (!dir->ops->tmpfile)
		return -EOPNOTSUPP;
	rc = dir->ops->tmpfile(dir, S_IFREG | (mode & 07777 & ~uk_vfs.umask), &node);
	if (rc)
		return rc;
	rc = open_node(node, flags & ~(TMPFILE_BIT | O_DIRECTORY), 1, out);
	uk_node_put(node);
	return rc;
}

/* Makes and opens a regular file. */
static int create(struct vfs_walk *w, unsigned int flags, mode_t mode, struct uk_open_file **out)
{
	const struct uk_node_ops *ops = w->dir->ops;
	struct uk_node *node;
	void *handle = NULL;
	int rc;

	if (!w->dir->nlink)
		return -ENOENT;
	if (vfs_read_only(w->dir) || !ops->create)
		return -EROFS;
	mode = S_IFREG | (mode & 07777 & ~uk_vfs.umask);
	if (ops->create_open)
		rc = ops->create_open(w->dir, w->name, w->len, mode, flags & ~CREATION_FLAGS, &node,
		                      &handle);
	else
		rc = ops->create(w->dir, w->name, w->len, mode, 0, &node);
	if (rc)
		return rc;
	if (ops->create_open)
		rc = new_open_file(node, uk_file_get(&node->file), flags, handle, out);
	else
		rc = open_node(node, flags, 1, out);
	uk_node_put(node);
	return rc;
}

static int open_walked(struct vfs_walk *w, unsigned int flags, mode_t mode,
                       struct uk_open_file **out)
{
	int exclusive = (flags & O_CREAT) && (flags & O_EXCL);
	struct uk_node *node;
	int rc;

	if ((flags & O_CREAT) && (w->kind != VFS_NAME || w->trailing))
		return -EISDIR;
	rc = vfs_walk_last(w, !(flags & O_NOFOLLOW) && !exclusive, &node);
	if (!rc && exclusive) {
		uk_node_put(node);
		return -EEXIST;
	}
	if (rc == -ENOENT && (flags & O_CREAT) && w->name) {
		if (w->trailing)
			return -EISDIR;
		rc = create(w, flags, mode, out);
		/* Unless the host made it since the walk. */
		if (rc != -EEXIST || exclusive)
			return rc;
		rc = vfs_walk_last(w, !(flags & O_NOFOLLOW), &node);
	}
	if (rc)
		return rc;
	if ((flags & TMPFILE_BIT))
		rc = open_tmpfile(node, flags, mode, out);
	else
		rc = open_node(node, flags, 0, out);
	uk_node_put(node);
	return rc;
}

int uk_vfs_open(struct uk_node *at, const char *path, unsigned int flags, mode_t mode,
                struct uk_open_file **out)
{
	struct vfs_walk w;
	int rc;

	if (flags & O_PATH)
		flags &= O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;
	if ((flags & TMPFILE_BIT) &&
	    (!writes(flags) || !(flags & O_DIRECTORY) || (flags & O_CREAT)))
		return -EINVAL;
	rc = vfs_walk_parent(&w, at, path);
	if (!rc)
		rc = open_walked(&w, flags, mode, out);
	vfs_walk_end(&w);
	return rc;
}

int vfs_open_fd(int dirfd, const char *path, unsigned int flags, mode_t mode)
{
	struct uk_open_file *of;
	struct uk_node *at;
	int rc = vfs_at(dirfd, path, &at);

	if (rc)
		return rc;
	rc = uk_vfs_open(at, path, flags, mode, &of);
	uk_node_put(at);
	if (rc)
		return rc;
	rc = uk_fdtab_install(of, flags & O_CLOEXEC);
	if (rc < 0)
		uk_open_file_put(of);
	return rc;
}

UK_SYSCALL_R_DEFINE(int, open, const char *, path, int, flags, mode_t, mode)
{
	return vfs_open_fd(AT_FDCWD, path, flags, mode);
}

UK_SYSCALL_R_DEFINE(int, openat, int, dirfd, const char *, path, int, flags, mode_t, mode)
{
	return vfs_open_fd(dirfd, path, flags, mode);
}

UK_SYSCALL_R_DEFINE(int, creat, const char *, path, mode_t, mode)
{
	return vfs_open_fd(AT_FDCWD, path, O_CREAT | O_WRONLY | O_TRUNC, mode);
}

#define MEMFD_CLOEXEC       1u
#define MEMFD_ALLOW_SEALING 2u

/* A file without a name on the root's file system. Sealing is not provided: F_ADD_SEALS gives
 * EINVAL. */
UK_SYSCALL_R_DEFINE(int, memfd_create, const char *, name, unsigned int, flags)
{
	if ((__uptr)name < 4096)
		return -EFAULT;
	if (flags & ~(MEMFD_CLOEXEC | MEMFD_ALLOW_SEALING))
		return -EINVAL;
	return vfs_open_fd(
	        AT_FDCWD, "/",
	        TMPFILE_BIT | O_DIRECTORY | O_RDWR | (flags & MEMFD_CLOEXEC ? O_CLOEXEC : 0), 0777);
}

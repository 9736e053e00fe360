/* SPDX-License-Identifier: BSD-3-Clause */
/* A file's size and its way to the disk: ftruncate, fallocate, fsync, fdatasync, fadvise64,
 * readahead. */
#include "fdio.h"

static int is_type(struct uk_open_file *of, mode_t type)
{
	struct stat st;

	return !uk_fdio_stat(of, &st) && (st.st_mode & S_IFMT) == type;
}

UK_SYSCALL_R_DEFINE(int, ftruncate, int, fd, off_t, length)
{
	struct uk_open_file *of;
	int rc;

	if (length < 0)
		return -EINVAL;
	of = uk_fdtab_get(fd);
	if (!of)
		return -EBADF;
	if (of->flags & O_PATH)
		rc = -EBADF;
	else if (!FDIO_WRITABLE(of) || !of->file->ops->truncate)
		rc = -EINVAL;
	else
		rc = of->file->ops->truncate(of->file, length);
	uk_open_file_put(of);
	return rc;
}

static int allocate(struct uk_open_file *of, int mode, off_t off, off_t length)
{
	if (!FDIO_WRITABLE(of))
		return -EBADF;
	if (is_type(of, S_IFIFO))
		return -ESPIPE;
	if (is_type(of, S_IFDIR))
		return -EISDIR;
	if (!is_type(of, S_IFREG) && !is_type(of, S_IFBLK))
		return -ENODEV;
	if (off + length < 0)
		return -EFBIG;
	return of->file->ops->allocate ? of->file->ops->allocate(of->file, mode, off, length)
	                               : -EOPNOTSUPP;
}

UK_SYSCALL_R_DEFINE(int, fallocate, int, fd, int, mode, off_t, off, off_t, length)
{
	struct uk_open_file *of = uk_fdtab_get(fd);
	int rc;

	if (!of)
		return -EBADF;
	rc = off < 0 || length <= 0 ? -EINVAL : allocate(of, mode, off, length);
	uk_open_file_put(of);
	return rc;
}

static int synchronize(int fd, int data_only)
{
	struct uk_open_file *of = uk_fdtab_get(fd);
	int rc;

	if (!of)
		return -EBADF;
	if (of->flags & O_PATH)
		rc = -EBADF;
	else
		rc = of->file->ops->sync ? of->file->ops->sync(of->file, data_only) : -EINVAL;
	uk_open_file_put(of);
	return rc;
}

UK_SYSCALL_R_DEFINE(int, fsync, int, fd)
{
	return synchronize(fd, 0);
}

UK_SYSCALL_R_DEFINE(int, fdatasync, int, fd)
{
	return synchronize(fd, 1);
}

/* Advice is checked and has no effect: there is no cache between a file and its storage. */
UK_SYSCALL_R_DEFINE(int, fadvise64, int, fd, off_t, off, off_t, length, int, advice)
{
	struct uk_open_file *of = uk_fdtab_get(fd);
	int rc = 0;

	(void)off;
	if (!of)
		return -EBADF;
	if (of->flags & O_PATH)
		rc = -EBADF;
	else if (is_type(of, S_IFIFO))
		rc = -ESPIPE;
	else if (length < 0 || advice < 0 || advice > 5)
		rc = -EINVAL;
	uk_open_file_put(of);
	return rc;
}

UK_SYSCALL_R_DEFINE(ssize_t, readahead, int, fd, off_t, off, size_t, count)
{
	struct uk_open_file *of = uk_fdtab_get(fd);
	int rc = 0;

	(void)off;
	(void)count;
	if (!of)
		return -EBADF;
	if (!FDIO_READABLE(of))
		rc = -EBADF;
	else if (!is_type(of, S_IFREG))
		rc = -EINVAL;
	uk_open_file_put(of);
	return rc;
}

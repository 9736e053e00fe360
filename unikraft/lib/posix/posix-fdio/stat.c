/* SPDX-License-Identifier: BSD-3-Clause */
/* fstat(2) */
#include <string.h>
#include "fdio.h"

int uk_fdio_stat(struct uk_open_file *of, struct stat *st)
{
	/* A device opened by a path is described by its node. */
	struct uk_file *file = of->node ? of->node : of->file;

	memset(st, 0, sizeof(*st));
	if (file->ops->stat)
		return file->ops->stat(file, st);
	/* eventfd, epoll and their like have no type in Linux either */
	st->st_mode = 0600;
	st->st_nlink = 1;
	st->st_blksize = 4096;
	return 0;
}

UK_SYSCALL_R_DEFINE(int, fstat, int, fd, struct stat *, st)
{
	struct uk_open_file *of = uk_fdtab_get(fd);
	int rc;

	if (!of)
		return -EBADF;
	rc = st ? uk_fdio_stat(of, st) : -EFAULT;
	uk_open_file_put(of);
	return rc;
}

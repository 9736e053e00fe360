/* SPDX-License-Identifier: BSD-3-Clause */
/* lseek(2) */
#include <unistd.h>
#include "fdio.h"

UK_SYSCALL_R_DEFINE(off_t, lseek, int, fd, off_t, off, int, whence)
{
	struct uk_open_file *of = uk_fdtab_get(fd);
	__off rc;

	if (!of)
		return -EBADF;
	if (of->flags & O_PATH)
		rc = -EBADF;
	else if (whence < SEEK_SET || whence > SEEK_HOLE)
		rc = -EINVAL;
	else if (!fdio_seekable(of))
		rc = -ESPIPE;
	else
		rc = of->file->ops->seek(of, off, whence);
	uk_open_file_put(of);
	return rc;
}

/* SPDX-License-Identifier: BSD-3-Clause */
/* flock(2) */
#include "fdio.h"

UK_SYSCALL_R_DEFINE(int, flock, int, fd, int, operation)
{
	struct uk_open_file *of = uk_fdtab_get(fd);
	int rc;

	if (!of)
		return -EBADF;
	rc = of->flags & O_PATH ? -EBADF : uk_file_lock(of, operation);
	uk_open_file_put(of);
	return rc;
}

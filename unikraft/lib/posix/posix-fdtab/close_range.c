/* SPDX-License-Identifier: BSD-3-Clause */
/* Closing many: close_range(2) and what execve closes. */
#include <errno.h>
#include <uk/syscall.h>
#include "fdtab.h"

#define RANGE_UNSHARE 2u /* nothing to do: there is one process */
#define RANGE_CLOEXEC 4u

UK_SYSCALL_R_DEFINE(int, close_range, unsigned int, first, unsigned int, last, unsigned int, flags)
{
	if (first > last || (flags & ~(RANGE_UNSHARE | RANGE_CLOEXEC)))
		return -EINVAL;
	for (unsigned int fd = first; fd <= last && fd < uk_fdtab.size; fd++) {
		if (!uk_fdtab.slots[fd])
			continue;
		if (flags & RANGE_CLOEXEC)
			fdtab_set_cloexec(fd, 1);
		else
			uk_open_file_put(fdtab_take(fd));
	}
	return 0;
}

void uk_fdtab_close_on_exec(void)
{
	for (unsigned int fd = 0; fd < uk_fdtab.size; fd++)
		if (uk_fdtab.slots[fd] && fdtab_test(uk_fdtab.cloexec, fd))
			uk_open_file_put(fdtab_take(fd));
}

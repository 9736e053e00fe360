/* SPDX-License-Identifier: BSD-3-Clause */
/* dup(2), dup2(2), dup3(2). */
#include <errno.h>
#include <fcntl.h>
#include <uk/syscall.h>
#include "fdtab.h"

static int duplicate_to(int old, int fd, unsigned int flags)
{
	struct uk_open_file *of, *previous;

	if ((unsigned int)fd >= uk_fdtab_limit())
		return -EBADF;
	of = uk_fdtab_get(old);
	if (!of)
		return -EBADF;
	if (fdtab_grow(fd)) {
		uk_open_file_put(of);
		return -ENOMEM;
	}
	previous = uk_fdtab.slots[fd] ? fdtab_take(fd) : NULL;
	fdtab_enter(fd, of, (flags & O_CLOEXEC) != 0);
	if (previous)
		uk_open_file_put(previous);
	return fd;
}

UK_SYSCALL_R_DEFINE(int, dup, int, old)
{
	struct uk_open_file *of = uk_fdtab_get(old);
	int fd;

	if (!of)
		return -EBADF;
	fd = uk_fdtab_install(of, 0);
	if (fd < 0)
		uk_open_file_put(of);
	return fd;
}

UK_SYSCALL_R_DEFINE(int, dup2, int, old, int, fd)
{
	if (old == fd)
		return fdtab_slot(old) ? fd : -EBADF;
	return duplicate_to(old, fd, 0);
}

UK_SYSCALL_R_DEFINE(int, dup3, int, old, int, fd, int, flags)
{
	if (old == fd || (flags & ~O_CLOEXEC))
		return -EINVAL;
	return duplicate_to(old, fd, flags);
}

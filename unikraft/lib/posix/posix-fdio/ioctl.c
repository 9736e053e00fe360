/* SPDX-License-Identifier: BSD-3-Clause */
/* ioctl(2): requests of every descriptor are answered here, the rest by the file. */
#include <sys/ioctl.h>
#include "fdio.h"

static int set_flag(struct uk_open_file *of, unsigned int flag, const int *on)
{
	if (!on)
		return -EFAULT;
	if (*on)
		of->flags |= flag;
	else
		of->flags &= ~flag;
	return 0;
}

static int file_request(struct uk_open_file *of, unsigned int request, void *arg)
{
	/* Requests that take a pointer: a null pointer is a program's error, not a crash. */
	if (!arg && (request == FIONREAD || request == TIOCGWINSZ || request == TIOCSWINSZ))
		return -EFAULT;
	return of->file->ops->ioctl ? of->file->ops->ioctl(of, request, arg) : -ENOTTY;
}

UK_SYSCALL_R_DEFINE(int, ioctl, int, fd, unsigned int, request, void *, arg)
{
	struct uk_open_file *of = uk_fdtab_get(fd);
	int rc;

	if (!of)
		return -EBADF;
	if (of->flags & O_PATH)
		rc = -EBADF;
	else if (request == FIONBIO)
		rc = set_flag(of, O_NONBLOCK, arg);
	else if (request == FIOASYNC)
		rc = set_flag(of, O_ASYNC, arg);
	else if (request == FIOCLEX || request == FIONCLEX)
		rc = uk_fdtab_set_cloexec(fd, request == FIOCLEX);
	else
		rc = file_request(of, request, arg);
	uk_open_file_put(of);
	return rc;
}

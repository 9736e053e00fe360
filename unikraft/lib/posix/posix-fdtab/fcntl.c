/* SPDX-License-Identifier: BSD-3-Clause */
/* fcntl(2): descriptor flags, file flags, record locks, pipe sizes. */
#include <errno.h>
#include <fcntl.h>
#include <uk/syscall.h>
#include "fdtab.h"

#define SETTABLE (O_APPEND | O_NONBLOCK | O_ASYNC | O_DIRECT | O_NOATIME)

static int duplicate_from(struct uk_open_file *of, long least, unsigned int flags)
{
	int fd;

	if (least < 0 || least >= uk_fdtab_limit())
		return -EINVAL;
	fd = uk_fdtab_install_from(uk_open_file_get(of), least, flags);
	if (fd < 0)
		uk_open_file_put(of);
	return fd;
}

/* POSIX record locks never conflict inside one process, and there is one process: what is checked
 * is only what a program could see. */
static int record_lock(struct uk_open_file *of, int cmd, struct flock *lock)
{
	unsigned int access = of->flags & O_ACCMODE;

	if (!lock)
		return -EFAULT;
	if (lock->l_type != F_RDLCK && lock->l_type != F_WRLCK && lock->l_type != F_UNLCK)
		return -EINVAL;
	if (lock->l_whence < 0 || lock->l_whence > 2)
		return -EINVAL;
	if (lock->l_whence == 0 && lock->l_start < 0)
		return -EINVAL;
	if (cmd == F_GETLK) {
		if (lock->l_type == F_UNLCK)
			return -EINVAL;
		lock->l_type = F_UNLCK;
		return 0;
	}
	if ((lock->l_type == F_RDLCK && access == O_WRONLY) ||
	    (lock->l_type == F_WRLCK && access == O_RDONLY))
		return -EBADF;
	return 0;
}

static long change(struct uk_open_file *of, int fd, int cmd, unsigned long arg)
{
	switch (cmd) {
	case F_DUPFD:
		return duplicate_from(of, (int)arg, 0);
	case F_DUPFD_CLOEXEC:
		return duplicate_from(of, (int)arg, O_CLOEXEC);
	case F_GETFD:
		return fdtab_test(uk_fdtab.cloexec, fd) ? FD_CLOEXEC : 0;
	case F_SETFD:
		fdtab_set_cloexec(fd, arg & FD_CLOEXEC);
		return 0;
	case F_GETFL:
		return of->flags;
	}
	if (of->flags & O_PATH)
		return -EBADF;
	switch (cmd) {
	case F_SETFL:
		of->flags = (of->flags & ~SETTABLE) | (arg & SETTABLE);
		return 0;
	case F_GETLK:
	case F_SETLK:
	case F_SETLKW:
		return record_lock(of, cmd, (struct flock *)arg);
	case F_GETOWN:
	case F_SETOWN:
		return 0; /* SIGIO is not sent */
	case F_SETPIPE_SZ:
	case F_GETPIPE_SZ:
		return of->file->ops->fcntl ? of->file->ops->fcntl(of, cmd, arg) : -EBADF;
	default:
		return of->file->ops->fcntl ? of->file->ops->fcntl(of, cmd, arg) : -EINVAL;
	}
}

UK_SYSCALL_R_DEFINE(long, fcntl, int, fd, int, cmd, unsigned long, arg)
{
	struct uk_open_file *of = uk_fdtab_get(fd);
	long rc;

	if (!of)
		return -EBADF;
	rc = change(of, fd, cmd, arg);
	uk_open_file_put(of);
	return rc;
}

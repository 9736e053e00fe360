/* SPDX-License-Identifier: BSD-3-Clause */
/* Reading and writing at a given place: pread64, pwrite64, preadv, pwritev, preadv2, pwritev2. */
#include "fdio.h"

#define RWF_HIPRI  1
#define RWF_DSYNC  2
#define RWF_SYNC   4
#define RWF_NOWAIT 8

static __ssz positioned(int fd, const struct iovec *iov, int iovcnt, __off off, int writing,
                        unsigned int how)
{
	struct uk_open_file *of;
	__ssz n;

	of = uk_fdtab_get(fd);
	if (!of)
		return -EBADF;
	if (off >= 0 && !fdio_seekable(of))
		n = of->flags & O_PATH ? -EBADF : -ESPIPE;
	else if (writing)
		n = uk_fdio_write(of, iov, iovcnt, off, how);
	else
		n = uk_fdio_read(of, iov, iovcnt, off, how);
	uk_open_file_put(of);
	return n;
}

UK_SYSCALL_R_DEFINE(ssize_t, pread64, int, fd, void *, buf, size_t, count, off_t, off)
{
	struct iovec iov = {buf, count < FDIO_MAX ? count : FDIO_MAX};

	return off < 0 ? -EINVAL : positioned(fd, &iov, 1, off, 0, 0);
}

UK_SYSCALL_R_DEFINE(ssize_t, pwrite64, int, fd, const void *, buf, size_t, count, off_t, off)
{
	struct iovec iov = {(void *)buf, count < FDIO_MAX ? count : FDIO_MAX};

	return off < 0 ? -EINVAL : positioned(fd, &iov, 1, off, 1, 0);
}

/* The offset comes in two halves for the sake of 32-bit machines; here the first is all of it. */
UK_SYSCALL_R_DEFINE(ssize_t, preadv, int, fd, const struct iovec *, iov, int, iovcnt, long, off,
                    long, high)
{
	(void)high;
	return off < 0 ? -EINVAL : positioned(fd, iov, iovcnt, off, 0, 0);
}

UK_SYSCALL_R_DEFINE(ssize_t, pwritev, int, fd, const struct iovec *, iov, int, iovcnt, long, off,
                    long, high)
{
	(void)high;
	return off < 0 ? -EINVAL : positioned(fd, iov, iovcnt, off, 1, 0);
}

/* RWF_SYNC, RWF_DSYNC: what this call wrote is on the medium when it returns. */
static __ssz synchronized(int fd, __ssz n, int data_only)
{
	struct uk_open_file *of = uk_fdtab_get(fd);
	int rc = of && of->file->ops->sync ? of->file->ops->sync(of->file, data_only) : 0;

	if (of)
		uk_open_file_put(of);
	return rc ? rc : n;
}

static __ssz with_flags(int fd, const struct iovec *iov, int iovcnt, long off, int flags,
                        int writing)
{
	__ssz n;

	if (flags & ~(RWF_HIPRI | RWF_DSYNC | RWF_SYNC | RWF_NOWAIT))
		return -EOPNOTSUPP;
	if (off < -1)
		return -EINVAL;
	n = positioned(fd, iov, iovcnt, off, writing, flags & RWF_NOWAIT ? UK_FDIO_NONBLOCK : 0);
	if (writing && n > 0 && (flags & (RWF_DSYNC | RWF_SYNC)))
		n = synchronized(fd, n, !(flags & RWF_SYNC));
	return n;
}

UK_SYSCALL_R_DEFINE(ssize_t, preadv2, int, fd, const struct iovec *, iov, int, iovcnt, long, off,
                    long, high, int, flags)
{
	(void)high;
	return with_flags(fd, iov, iovcnt, off, flags, 0);
}

UK_SYSCALL_R_DEFINE(ssize_t, pwritev2, int, fd, const struct iovec *, iov, int, iovcnt, long, off,
                    long, high, int, flags)
{
	(void)high;
	return with_flags(fd, iov, iovcnt, off, flags, 1);
}

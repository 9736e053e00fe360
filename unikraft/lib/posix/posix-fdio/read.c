/* SPDX-License-Identifier: BSD-3-Clause */
/* Reading: read, readv, and the loop that waits for data. */
#include "fdio.h"

__ssz uk_fdio_read(struct uk_open_file *of, const struct iovec *iov, int iovcnt, __off off,
                   unsigned int how)
{
	__nsec deadline = 0;
	__ssz n = fdio_check(iov, iovcnt);

	if (!FDIO_READABLE(of))
		return -EBADF;
	if (n < 0)
		return n;
	if (!of->file->ops->read)
		return -EINVAL;
	do
		n = of->file->ops->read(of, iov, iovcnt, off);
	while (n == -EAGAIN &&
	       !(n = uk_file_block(of, EPOLLIN, how & UK_FDIO_NONBLOCK, &deadline)));
	return n;
}

UK_SYSCALL_R_DEFINE(ssize_t, read, int, fd, void *, buf, size_t, count)
{
	struct uk_open_file *of = uk_fdtab_get(fd);
	struct iovec iov = {buf, count < FDIO_MAX ? count : FDIO_MAX};
	__ssz n;

	if (!of)
		return -EBADF;
	n = uk_fdio_read(of, &iov, 1, -1, 0);
	uk_open_file_put(of);
	return n;
}

UK_SYSCALL_R_DEFINE(ssize_t, readv, int, fd, const struct iovec *, iov, int, iovcnt)
{
	struct uk_open_file *of = uk_fdtab_get(fd);
	__ssz n;

	if (!of)
		return -EBADF;
	n = uk_fdio_read(of, iov, iovcnt, -1, 0);
	uk_open_file_put(of);
	return n;
}

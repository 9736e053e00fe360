/* SPDX-License-Identifier: BSD-3-Clause */
/* Writing: write, writev, and the loop that waits for room until everything is taken. */
#include "fdio.h"

#define SIGPIPE_NUMBER 13
void uk_signal_raise_current(int signo) __attribute__((weak));

/* Moves *iov on by n bytes; *first is then what is left of the element that was begun. */
static void advance(const struct iovec **iov, int *iovcnt, struct iovec *first, __sz n)
{
	while (*iovcnt && n >= first->iov_len) {
		n -= first->iov_len;
		(*iov)++;
		if (--*iovcnt)
			*first = **iov;
	}
	if (*iovcnt) {
		first->iov_base = (char *)first->iov_base + n;
		first->iov_len -= n;
	}
}

/* The rest after a short write: element by element. */
static __ssz write_rest(struct uk_open_file *of, const struct iovec *iov, int iovcnt, __off off,
                        __sz done, __nsec *deadline)
{
	struct iovec first = *iov;
	__ssz n, total = done;

	advance(&iov, &iovcnt, &first, done);
	while (iovcnt) {
		n = of->file->ops->write(of, &first, 1, off < 0 ? off : off + total);
		if (n == -EAGAIN) {
			if (uk_file_block(of, EPOLLOUT, 0, deadline))
				break;
			continue;
		}
		if (n <= 0)
			break;
		total += n;
		advance(&iov, &iovcnt, &first, n);
	}
	return total;
}

__ssz uk_fdio_write(struct uk_open_file *of, const struct iovec *iov, int iovcnt, __off off,
                    unsigned int how)
{
	int nonblock = (how & UK_FDIO_NONBLOCK) || (of->flags & O_NONBLOCK);
	__ssz n, length = fdio_check(iov, iovcnt);
	__nsec deadline = 0;

	if (!FDIO_WRITABLE(of))
		return -EBADF;
	if (length < 0)
		return length;
	if (!of->file->ops->write)
		return -EINVAL;
	do
		n = of->file->ops->write(of, iov, iovcnt, off);
	while (n == -EAGAIN && !(n = uk_file_block(of, EPOLLOUT, nonblock, &deadline)));
	if (unlikely(n > 0 && n < length && !nonblock))
		return write_rest(of, iov, iovcnt, off, n, &deadline);
	if (unlikely(n == -EPIPE && uk_signal_raise_current))
		uk_signal_raise_current(SIGPIPE_NUMBER);
	return n;
}

UK_SYSCALL_R_DEFINE(ssize_t, write, int, fd, const void *, buf, size_t, count)
{
	struct uk_open_file *of = uk_fdtab_get(fd);
	struct iovec iov = {(void *)buf, count < FDIO_MAX ? count : FDIO_MAX};
	__ssz n;

	if (!of)
		return -EBADF;
	n = uk_fdio_write(of, &iov, 1, -1, 0);
	uk_open_file_put(of);
	return n;
}

UK_SYSCALL_R_DEFINE(ssize_t, writev, int, fd, const struct iovec *, iov, int, iovcnt)
{
	struct uk_open_file *of = uk_fdtab_get(fd);
	__ssz n;

	if (!of)
		return -EBADF;
	n = uk_fdio_write(of, iov, iovcnt, -1, 0);
	uk_open_file_put(of);
	return n;
}

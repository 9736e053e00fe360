/* SPDX-License-Identifier: BSD-3-Clause */
/* What the system calls of this library share. */
#ifndef FDIO_INTERNAL_H
#define FDIO_INTERNAL_H

#include <errno.h>
#include <uk/fdio.h>
#include <uk/fdtab.h>
#include <uk/syscall.h>

/* The most that one call transfers, as in Linux. */
#define FDIO_MAX 0x7ffff000ul

#define FDIO_READABLE(of) (((of)->flags & O_ACCMODE) != O_WRONLY && !((of)->flags & O_PATH))
#define FDIO_WRITABLE(of) (((of)->flags & O_ACCMODE) != O_RDONLY && !((of)->flags & O_PATH))

/* The length of a vector that a program passed: -EINVAL, -EFAULT for what cannot be memory. */
static inline __ssz fdio_check(const struct iovec *iov, int iovcnt)
{
	__sz total = 0;

	if (iovcnt < 0 || iovcnt > 1024)
		return -EINVAL;
	for (int i = 0; i < iovcnt; i++) {
		if ((__ssz)iov[i].iov_len < 0)
			return -EINVAL;
		if (iov[i].iov_len && (__uptr)iov[i].iov_base < 4096)
			return -EFAULT;
		total += iov[i].iov_len;
		if ((__ssz)total < 0)
			return -EINVAL;
	}
	return total;
}

static inline int fdio_seekable(struct uk_open_file *of)
{
	return of->file->ops->seek != NULL;
}

#endif /* FDIO_INTERNAL_H */

/* SPDX-License-Identifier: BSD-3-Clause */
/* Vectors of buffers. */
#ifndef NOLIBC_SYS_UIO_H
#define NOLIBC_SYS_UIO_H

#include <sys/types.h>

struct iovec {
	void *iov_base;
	size_t iov_len;
};
#define UIO_MAXIOV 1024

#ifdef __cplusplus
extern "C" {
#endif
ssize_t readv(int fd, const struct iovec *iov, int count);
ssize_t writev(int fd, const struct iovec *iov, int count);
#ifdef __cplusplus
}
#endif
#endif

/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Reading and writing open files as read(2) and write(2) do, for other libraries: validation,
 * blocking, SIGPIPE. Kernel context; may block. Results are counts or negative errno values.
 */
#ifndef UK_FDIO_H
#define UK_FDIO_H

#include <uk/file.h>

#ifdef __cplusplus
extern "C" {
#endif

#define UK_FDIO_NONBLOCK 1u /* as if O_NONBLOCK was set */

/* off -1: at the file's position. */
__ssz uk_fdio_read(struct uk_open_file *of, const struct iovec *iov, int iovcnt, __off off,
                   unsigned int how);
__ssz uk_fdio_write(struct uk_open_file *of, const struct iovec *iov, int iovcnt, __off off,
                    unsigned int how);

/* fstat(2) */
int uk_fdio_stat(struct uk_open_file *of, struct stat *st);

#ifdef __cplusplus
}
#endif

#endif /* UK_FDIO_H */

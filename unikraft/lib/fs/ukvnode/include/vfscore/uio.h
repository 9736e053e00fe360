/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What a vnode operation transfers: from or to which memory, where in the file, and how much is
 * left. An operation moves bytes with vfscore_uiomove(), or by hand; then it lowers uio_resid and
 * raises uio_offset by what it moved. The vector is the operation's to change.
 */
#ifndef VFSCORE_UIO_H
#define VFSCORE_UIO_H

#include <limits.h>
#include <sys/types.h>
#include <sys/uio.h>

#ifdef __cplusplus
extern "C" {
#endif

#ifndef UIO_MAXIOV
#define UIO_MAXIOV 1024
#endif

/* UIO_READ: from the file system to the vector. */
enum uio_rw { UIO_READ, UIO_WRITE };

struct uio {
	struct iovec *uio_iov;
	int uio_iovcnt;
	off_t uio_offset;  /* in the file */
	ssize_t uio_resid; /* bytes that are left to move */
	enum uio_rw uio_rw;
};

/* Moves up to n bytes between cp and the vector, no more than uio_resid, and notes that it did.
 * Returns 0. */
int vfscore_uiomove(void *cp, int n, struct uio *uio);

#ifdef __cplusplus
}
#endif

#endif /* VFSCORE_UIO_H */

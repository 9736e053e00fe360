/* SPDX-License-Identifier: BSD-3-Clause */
/* Moving bytes between a driver's memory and a program's vector. */
#include "ukvnode.h"

static void move(struct uio *uio, char *memory, size_t n)
{
	struct iovec *iov = uio->uio_iov;

	if (uio->uio_rw == UIO_READ)
		memcpy(iov->iov_base, memory, n);
	else
		memcpy(memory, iov->iov_base, n);
	iov->iov_base = (char *)iov->iov_base + n;
	iov->iov_len -= n;
	uio->uio_resid -= (ssize_t)n;
	uio->uio_offset += (off_t)n;
}

int vfscore_uiomove(void *cp, int n, struct uio *uio)
{
	char *memory = cp;
	ssize_t left = MIN((ssize_t)n, uio->uio_resid);

	while (left > 0 && uio->uio_iovcnt > 0) {
		size_t part = MIN((size_t)left, uio->uio_iov->iov_len);

		if (part)
			move(uio, memory, part);
		memory += part;
		left -= (ssize_t)part;
		if (!uio->uio_iov->iov_len) {
			uio->uio_iov++;
			uio->uio_iovcnt--;
		}
	}
	return 0;
}

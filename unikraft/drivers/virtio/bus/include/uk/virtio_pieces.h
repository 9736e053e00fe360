/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A request as a list of pieces of memory, for devices that work on memory of the kernel and of the
 * program (shared folders). Context: kernel context; nothing blocks.
 */
#ifndef __UK_VIRTIO_PIECES_H__
#define __UK_VIRTIO_PIECES_H__

#include <uk/virtio_ring.h>

/* The largest message goes page by page: 64 KiB that begin inside a page, and its headers. */
#define UK_VIRTIO_PIECES_MAX 32

struct uk_virtio_pieces {
	struct uk_virtq_piece piece[UK_VIRTIO_PIECES_MAX];
	unsigned int count;
	int rc; /* -EIO: something had no address, or there were too many */
};

/* Adds kernel memory, which need not be contiguous, or the program's that uk_virtio_reaches(),
 * which is. */
void uk_virtio_pieces_add(struct uk_virtio_pieces *pieces, const void *base, __sz len);

/* Whether a device may work on memory of the program as long as a request lasts. The managed area
 * may be unmapped by another thread meanwhile. */
int uk_virtio_reaches(const void *base, __sz len);

#endif /* __UK_VIRTIO_PIECES_H__ */

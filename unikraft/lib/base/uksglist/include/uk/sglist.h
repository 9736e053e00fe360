/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Scatter-gather lists: the physically contiguous pieces of buffers, for devices. Neighbours are
 * merged. The segments are memory of the caller's. 0 or a negative errno: -EFBIG when the segments
 * do not suffice; the list is then as it was.
 */
#ifndef UK_SGLIST_H
#define UK_SGLIST_H

#include <stdint.h>
#include <uk/essentials.h>

#ifdef __cplusplus
extern "C" {
#endif

struct uk_sglist_seg {
	__paddr_t ss_paddr;
	__sz ss_len;
};

struct uk_sglist {
	struct uk_sglist_seg *sg_segs;
	uint16_t sg_nseg; /* in use */
	uint16_t sg_maxseg;
};

void uk_sglist_init(struct uk_sglist *sg, uint16_t nsegs, struct uk_sglist_seg *segs);
void uk_sglist_reset(struct uk_sglist *sg);

/* A buffer of the image or the heap, of any length; a physical range. */
int uk_sglist_append(struct uk_sglist *sg, void *buf, __sz len);
int uk_sglist_append_phys(struct uk_sglist *sg, __paddr_t paddr, __sz len);

/* The bytes in all segments. */
__sz uk_sglist_length(const struct uk_sglist *sg);

#ifdef __cplusplus
}
#endif

#endif /* UK_SGLIST_H */

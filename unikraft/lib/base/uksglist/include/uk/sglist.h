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

/* length bytes of another list, from offset on. -EINVAL: it has not as many, or length is 0. */
int uk_sglist_append_sglist(struct uk_sglist *sg, const struct uk_sglist *source, __sz offset,
                            __sz length);

/* All of second behind first; second is empty then. */
int uk_sglist_join(struct uk_sglist *first, struct uk_sglist *second);

/* The first length bytes of a list, which loses them. *head is an empty list, or NULL: one is made
 * with memory of a, for uk_sglist_free(). -EINVAL: original has not as many; -ENOMEM. */
struct uk_alloc;
int uk_sglist_split(struct uk_sglist *original, struct uk_sglist **head, struct uk_alloc *a,
                    __sz length);
/* The same of the middle, and original keeps all. */
int uk_sglist_slice(struct uk_sglist *original, struct uk_sglist **slice, struct uk_alloc *a,
                    __sz offset, __sz length);

/* A list with its segments in one block; NULL when memory is short. */
struct uk_sglist *uk_sglist_alloc(struct uk_alloc *a, int nsegs);
void uk_sglist_free(struct uk_sglist *sg, struct uk_alloc *a);

/* The segments that a buffer needs when none can be merged with what is there. */
int uk_sglist_count(void *buf, __sz len);

/* The bytes in all segments. */
__sz uk_sglist_length(const struct uk_sglist *sg);

#ifdef __cplusplus
}
#endif

#endif /* UK_SGLIST_H */

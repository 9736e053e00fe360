/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What the two halves of the frame allocator share: blocks (buddy.c) and runs of pages (run.c).
 *
 * The state byte of a block's first page says what it is. Those of its other pages are undefined;
 * nobody reads them: for an aligned buddy of a block, the first page is always the start of a block
 * (a larger block around it would contain both).
 */
#ifndef UKFALLOC_REGION_H
#define UKFALLOC_REGION_H

#include <uk/arch/paging.h>
#include <uk/frame.h>

#define FRAME_FREE  0x80u /* on a free list */
#define FRAME_MORE  0x40u /* the run goes on with the block behind this one */
#define FRAME_START 0x20u /* the first block of a run */
#define FRAME_ORDER 0x1fu

/* Memory given by one uk_frame_add(), in page numbers. */
struct frame_region {
	__u64 first, end;
	__u8 *state; /* of page `first` and so on */
};

static inline __u8 *frame_state(const struct frame_region *region, __u64 page)
{
	return &region->state[page - region->first];
}

/* The region that holds [page, page + count), or NULL. */
struct frame_region *frame_region_of(__u64 page, __u64 count);
/* The index-th region, or NULL. */
struct frame_region *frame_region_at(unsigned int index);

/* Takes a free block off its list and gives it the state `mark`. */
void frame_take(struct frame_region *region, __u64 page, unsigned int order, __u8 mark);
/* Frees a block, merging it with its free buddies. */
void frame_release(struct frame_region *region, __u64 page, unsigned int order);

/* The largest order of a block that starts at `page` and ends within `count` (> 0) pages. */
static inline unsigned int frame_order_fit(__u64 page, __u64 count)
{
	unsigned int order = 63 - __builtin_clzl(count);
	unsigned int align = page ? (unsigned int)__builtin_ctzl(page) : UK_FRAME_ORDER_MAX;

	if (align < order)
		order = align;
	return order < UK_FRAME_ORDER_MAX ? order : UK_FRAME_ORDER_MAX;
}

/*
 * A page fault must not come in the middle of this code, and the stack of a program's thread may be
 * demand-paged: so touch what is needed of it before the first change.
 */
static inline void frame_touch_stack(void)
{
	__asm__ volatile("" : : "r"(*((volatile char *)__builtin_frame_address(0) - 1024)));
}

#endif /* UKFALLOC_REGION_H */

/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Runs: any number of adjacent pages. A run is a chain of blocks, each as large as its address and
 * the rest of the length allow, so the state bytes tell the length and nothing is rounded up.
 */
#include <uk/assert.h>
#include <uk/essentials.h>
#include "region.h"

/*
 * Gives the pages [page, end), which are on no free list, back in blocks. Their state bytes are
 * written first: merging looks at the next block's, which may never have been written.
 */
static void release_range(struct frame_region *region, __u64 page, __u64 end)
{
	unsigned int order;

	for (__u64 at = page; at < end; at += 1UL << order) {
		order = frame_order_fit(at, end - at);
		*frame_state(region, at) = order;
	}
	for (; page < end; page += 1UL << order) {
		order = frame_order_fit(page, end - page);
		frame_release(region, page, order);
	}
}

/* Writes the state bytes of a run. */
static void mark_run(struct frame_region *region, __u64 page, __u64 pages)
{
	__u8 start = FRAME_START;

	while (pages) {
		unsigned int order = frame_order_fit(page, pages);

		pages -= 1UL << order;
		*frame_state(region, page) = order | start | (pages ? FRAME_MORE : 0);
		page += 1UL << order;
		start = 0;
	}
}

/* Neighbouring free blocks, from `page` on, add up to `pages`: where they end, or 0. */
static __u64 free_stretch(const struct frame_region *region, __u64 page, __u64 pages)
{
	__u64 at = page;

	while (at - page < pages) {
		if (at >= region->end || !(*frame_state(region, at) & FRAME_FREE))
			return 0;
		at += 1UL << (*frame_state(region, at) & FRAME_ORDER);
	}
	return at;
}

/* Cuts a run out of the free blocks in [first, end); the run starts at `page` inside the first. */
static __paddr_t cut_run(struct frame_region *region, __u64 first, __u64 end, __u64 page,
                         __u64 pages)
{
	for (__u64 at = first; at < end;) {
		unsigned int order = *frame_state(region, at) & FRAME_ORDER;

		frame_take(region, at, order, 0);
		at += 1UL << order;
	}
	/* Marked before the rest is released, so that merging stops at it */
	mark_run(region, page, pages);
	release_range(region, first, page);
	release_range(region, page + pages, end);
	return page << __PAGE_SHIFT;
}

/* When no single block is large enough: look at all blocks in order of address. */
static __paddr_t search_run(__u64 pages, unsigned int align)
{
	struct frame_region *region;

	for (unsigned int i = 0; (region = frame_region_at(i)); i++) {
		__u64 at = region->first;

		while (at < region->end) {
			__u8 state = *frame_state(region, at);
			__u64 page = ALIGN_UP(at, 1UL << align);
			__u64 end;

			if (state & FRAME_FREE && page - at < 1UL << (state & FRAME_ORDER)) {
				end = free_stretch(region, at, page - at + pages);
				if (end)
					return cut_run(region, at, end, page, pages);
			}
			at += 1UL << (state & FRAME_ORDER);
		}
	}
	return UK_FRAME_NONE;
}

__paddr_t uk_frame_alloc_run_aligned(__sz pages, unsigned int align)
{
	unsigned int order;
	struct frame_region *region;
	__paddr_t frame;
	__u64 page;

	frame_touch_stack();
	if (!pages || pages > uk_frame_available() || align > UK_FRAME_ORDER_MAX)
		return UK_FRAME_NONE;
	order = pages > 1 ? 64 - __builtin_clzl(pages - 1) : 0;
	frame = uk_frame_alloc(MAX(order, align));
	if (frame == UK_FRAME_NONE)
		return search_run(pages, align);
	order = MAX(order, align);
	page = frame >> __PAGE_SHIFT;
	region = frame_region_of(page, 1);
	mark_run(region, page, pages);
	release_range(region, page + pages, page + (1UL << order));
	return frame;
}

__paddr_t uk_frame_alloc_run(__sz pages)
{
	return uk_frame_alloc_run_aligned(pages, 0);
}

__sz uk_frame_run_pages(__paddr_t frame)
{
	__u64 page = frame >> __PAGE_SHIFT, at = page;
	const struct frame_region *region = frame_region_of(page, 1);
	__u8 state;

	if (!region || !PAGE_ALIGNED(frame) || !(*frame_state(region, page) & FRAME_START) ||
	    *frame_state(region, page) & FRAME_FREE)
		return 0;
	do {
		state = *frame_state(region, at);
		at += 1UL << (state & FRAME_ORDER);
	} while (state & FRAME_MORE && at < region->end);
	return at - page;
}

void uk_frame_free_run(__paddr_t frame)
{
	__u64 page = frame >> __PAGE_SHIFT;
	struct frame_region *region;
	__u8 state;

	frame_touch_stack();
	region = frame_region_of(page, 1);
	UK_ASSERT(region &&
	          (*frame_state(region, page) & (FRAME_FREE | FRAME_START)) == FRAME_START);
	do {
		state = *frame_state(region, page);
		frame_release(region, page, state & FRAME_ORDER);
		page += 1UL << (state & FRAME_ORDER);
	} while (state & FRAME_MORE);
}

void uk_frame_shrink_run(__paddr_t frame, __sz pages)
{
	__u64 page = frame >> __PAGE_SHIFT;
	__sz have = uk_frame_run_pages(frame);
	struct frame_region *region = frame_region_of(page, 1);

	frame_touch_stack();
	UK_ASSERT(pages && pages <= have);
	if (pages == have)
		return;
	mark_run(region, page, pages);
	release_range(region, page + pages, page + have);
}

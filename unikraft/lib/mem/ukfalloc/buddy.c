/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Blocks of page frames: free lists per order, a bitmap of the orders that have any, and one state
 * byte per page (region.h). Free blocks hold their own list links, since all memory is in the
 * direct map.
 */
#include <errno.h>
#include <uk/assert.h>
#include <uk/essentials.h>
#include "region.h"

#define REGIONS_MAX 16

struct free_block {
	struct free_block *next, **link; /* link: the pointer that points here */
};

static struct frame_region regions[REGIONS_MAX];
static unsigned int region_count;
static struct free_block *free_list[UK_FRAME_ORDER_MAX + 1];
static __u32 free_orders;
static __u64 total_pages, free_pages;

struct frame_region *frame_region_of(__u64 page, __u64 count)
{
	for (unsigned int i = 0; i < region_count; i++)
		if (page >= regions[i].first && page < regions[i].end)
			return count <= regions[i].end - page ? &regions[i] : NULL;
	return NULL;
}

struct frame_region *frame_region_at(unsigned int index)
{
	return index < region_count ? &regions[index] : NULL;
}

static void list_insert(struct frame_region *region, __u64 page, unsigned int order)
{
	struct free_block *block = (struct free_block *)(__uptr)(page << __PAGE_SHIFT);

	UK_ASSERT(block);
	*frame_state(region, page) = FRAME_FREE | order;
	block->next = free_list[order];
	block->link = &free_list[order];
	if (block->next)
		block->next->link = &block->next;
	free_list[order] = block;
	free_orders |= 1u << order;
	free_pages += 1UL << order;
}

void frame_take(struct frame_region *region, __u64 page, unsigned int order, __u8 mark)
{
	struct free_block *block = (struct free_block *)(__uptr)(page << __PAGE_SHIFT);

	UK_ASSERT(*block->link == block);
	*block->link = block->next;
	if (block->next)
		block->next->link = block->link;
	if (!free_list[order])
		free_orders &= ~(1u << order);
	free_pages -= 1UL << order;
	*frame_state(region, page) = mark;
}

void frame_release(struct frame_region *region, __u64 page, unsigned int order)
{
	while (order < UK_FRAME_ORDER_MAX) {
		__u64 buddy = page ^ (1UL << order);

		if (buddy < region->first || buddy + (1UL << order) > region->end ||
		    *frame_state(region, buddy) != (FRAME_FREE | order))
			break;
		frame_take(region, buddy, order, 0);
		page &= ~(1UL << order);
		order++;
	}
	list_insert(region, page, order);
}

int uk_frame_add(__paddr_t start, __paddr_t end)
{
	__u64 pages, first, last = end >> __PAGE_SHIFT;
	struct frame_region *region;

	if (start < __PAGE_SIZE) /* never mapped, and its address would read as NULL */
		start = __PAGE_SIZE;
	if (end <= start || last <= start >> __PAGE_SHIFT)
		return -EINVAL;
	pages = last - (start >> __PAGE_SHIFT); /* at most: one state byte each */
	first = PAGE_ALIGN_UP(start + pages) >> __PAGE_SHIFT;
	if (start + pages < start || first >= last)
		return -EINVAL;
	if (region_count == REGIONS_MAX)
		return -ENOSPC;

	region = &regions[region_count++];
	region->first = first;
	region->end = last;
	region->state = (__u8 *)(__uptr)start;
	total_pages += last - first;
	while (first < last) {
		unsigned int order = frame_order_fit(first, last - first);

		list_insert(region, first, order);
		first += 1UL << order;
	}
	return 0;
}

__paddr_t uk_frame_alloc(unsigned int order)
{
	__u32 candidates;
	struct frame_region *region;
	unsigned int have;
	__u64 page;

	frame_touch_stack();
	if (order > UK_FRAME_ORDER_MAX)
		return UK_FRAME_NONE;
	candidates = free_orders & (~0u << order);
	if (!candidates)
		return UK_FRAME_NONE;
	have = __builtin_ctz(candidates);
	page = (__uptr)free_list[have] >> __PAGE_SHIFT;
	region = frame_region_of(page, 1);
	frame_take(region, page, have, order);
	while (have > order) {
		have--;
		list_insert(region, page + (1UL << have), have);
	}
	return page << __PAGE_SHIFT;
}

void uk_frame_free(__paddr_t frame, unsigned int order)
{
	__u64 page = frame >> __PAGE_SHIFT;
	struct frame_region *region;

	frame_touch_stack();
	region = frame_region_of(page, 1UL << order);
	UK_ASSERT(region && PAGE_ALIGNED(frame) && *frame_state(region, page) == order);
	frame_release(region, page, order);
}

void uk_frame_split(__paddr_t frame, unsigned int order)
{
	__u64 page = frame >> __PAGE_SHIFT;
	struct frame_region *region = frame_region_of(page, 1UL << order);

	UK_ASSERT(region && *frame_state(region, page) == order);
	for (__u64 i = 0; i < 1UL << order; i++)
		*frame_state(region, page + i) = 0;
}

__sz uk_frame_total(void)
{
	return total_pages;
}

__sz uk_frame_available(void)
{
	return free_pages;
}

int uk_frame_largest(void)
{
	return free_orders ? 31 - __builtin_clz(free_orders) : -1;
}

/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Page frames: a buddy allocator over the machine's memory.
 *
 * A block of order n is 2^n pages of 4 KiB, aligned to its size. A run is any number of adjacent
 * pages whose length the allocator remembers. All memory handed to uk_frame_add() must be in the
 * direct map (virtual = physical): free blocks carry their own list links.
 *
 * Cost: set-up is O(log size) for a region (metadata is one byte a page, of which only the first
 * page's of each block is ever written or read, so it needs no clearing). Allocation and release
 * are O(orders).
 *
 * Context: kernel context, or the page-fault handler with interrupts off. These functions do not
 * touch the preemption count and never cause a page fault.
 */
#ifndef UK_FRAME_H
#define UK_FRAME_H

#include <uk/arch/limits.h>
#include <uk/arch/types.h>

#define UK_FRAME_NONE      __PADDR_MAX
#define UK_FRAME_ORDER_MAX 31 /* 8 TiB */

/* Adds memory. Neither end need be aligned: the metadata goes to the start of the region, into an
 * unaligned head where it fits. -EINVAL: not even one page is left; -ENOSPC: too many regions. */
int uk_frame_add(__paddr_t start, __paddr_t end);

/* A block, or UK_FRAME_NONE. Its contents are undefined. */
__paddr_t uk_frame_alloc(unsigned int order);
/* Gives back a block of uk_frame_alloc(), whole. */
void uk_frame_free(__paddr_t frame, unsigned int order);
/* Makes 2^order single pages of an allocated block, each to be freed on its own (order 0). */
void uk_frame_split(__paddr_t frame, unsigned int order);

/* `pages` adjacent pages, not rounded up to a power of two, aligned at least to the largest power
 * of two <= pages unless memory is fragmented; or UK_FRAME_NONE. */
__paddr_t uk_frame_alloc_run(__sz pages);
/* The same with a start that is a multiple of 2^order pages. */
__paddr_t uk_frame_alloc_run_aligned(__sz pages, unsigned int order);
void uk_frame_free_run(__paddr_t frame);
/* The length of a run in pages; 0 when the address is not the start of one as far as can be told.
 */
__sz uk_frame_run_pages(__paddr_t frame);
/* Gives back all but the first `pages` (> 0) pages of a run. */
void uk_frame_shrink_run(__paddr_t frame, __sz pages);

/* In pages. Total counts what was added less metadata. */
__sz uk_frame_total(void);
__sz uk_frame_available(void);
/* The order of the largest free block, -1 when there is none. */
int uk_frame_largest(void);

#endif /* UK_FRAME_H */

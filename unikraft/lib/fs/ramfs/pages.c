/* SPDX-License-Identifier: BSD-3-Clause */
/* The pages of a file: a radix tree of page frames with holes. */
#include <string.h>
#include <uk/essentials.h>
#include <uk/frame.h>
#include <uk/plat/memory.h>
#include "ramfs.h"

#define SLOT_BITS 9
#define SLOTS     (1u << SLOT_BITS)

static inline __u64 *table(__u64 frame)
{
	return ukplat_phys_to_virt(frame);
}

/* Files may not take the last of the memory: threads and sockets need some to go on. */
static __u64 new_frame(int zeroed)
{
	__paddr_t frame;

	if (uk_frame_available() <= uk_frame_total() / 32)
		return 0;
	frame = uk_frame_alloc(0);
	if (frame == UK_FRAME_NONE)
		return 0;
	if (zeroed)
		memset(table(frame), 0, __PAGE_SIZE);
	return frame;
}

static int fits(struct ramfs_pages *pages, __u64 index)
{
	return pages->height * SLOT_BITS >= 64 || index >> pages->height * SLOT_BITS == 0;
}

__u64 ramfs_page_find(struct ramfs_pages *pages, __u64 index)
{
	__u64 frame = pages->root;

	if (!fits(pages, index))
		return 0;
	for (unsigned int level = pages->height; level && frame; level--)
		frame = table(frame)[index >> (level - 1) * SLOT_BITS & (SLOTS - 1)];
	return frame;
}

static __u64 next_below(__u64 frame, unsigned int level, __u64 base, __u64 index)
{
	__u64 span, found;

	if (!frame)
		return ~0ul;
	if (level == 0)
		return base;
	span = 1ul << (level - 1) * SLOT_BITS;
	for (unsigned int i = index > base ? (index - base) / span : 0; i < SLOTS; i++) {
		found = next_below(table(frame)[i], level - 1, base + i * span, index);
		if (found != ~0ul)
			return found;
	}
	return ~0ul;
}

__u64 ramfs_page_next(struct ramfs_pages *pages, __u64 index)
{
	return fits(pages, index) ? next_below(pages->root, pages->height, 0, index) : ~0ul;
}

/* Makes the tree tall enough for index: 0 or -ENOSPC. */
static int raise_tree(struct ramfs_pages *pages, __u64 index)
{
	while (!fits(pages, index)) {
		if (pages->root) {
			__u64 top = new_frame(1);

			if (!top)
				return -ENOSPC;
			table(top)[0] = pages->root;
			pages->root = top;
		}
		pages->height++;
	}
	return 0;
}

static void fill(struct ramfs_pages *pages, __u64 index, char *page)
{
	__sz start = index << __PAGE_SHIFT, n = 0;

	if (start < pages->source_len) {
		n = MIN(pages->source_len - start, __PAGE_SIZE);
		memcpy(page, pages->source + start, n);
	}
	memset(page + n, 0, __PAGE_SIZE - n);
}

int ramfs_page_make(struct ramfs_pages *pages, __u64 index, int keep, __u64 *frame, int *made)
{
	__u64 *slot = &pages->root;
	int rc = raise_tree(pages, index);

	*made = 0;
	if (rc)
		return rc;
	for (unsigned int level = pages->height; level; level--) {
		if (!*slot) {
			*slot = new_frame(1);
			if (!*slot)
				return -ENOSPC;
		}
		slot = &table(*slot)[index >> (level - 1) * SLOT_BITS & (SLOTS - 1)];
	}
	if (!*slot) {
		__u64 page = new_frame(0);

		if (!page)
			return -ENOSPC;
		if (keep)
			fill(pages, index, (char *)table(page));
		*slot = page;
		*made = 1;
	}
	*frame = *slot;
	return 0;
}

static void drop_page(struct ramfs_pages *pages, __u64 frame)
{
	if (!pages->mapped) {
		uk_frame_free(frame, 0);
		return;
	}
	/* A mapping may still show it: it goes when the last mapped page does. The link takes the
	 * place of contents that nobody may rely on any more. */
	table(frame)[0] = pages->orphans;
	pages->orphans = frame;
}

/* One level of the tree, whose first page has the number base. */
static __u64 drop_below(struct ramfs_pages *pages, __u64 *slot, unsigned int level, __u64 base,
                        __u64 from, __u64 end)
{
	__u64 span, dropped = 0;
	int empty = 1;

	if (!*slot)
		return 0;
	if (level == 0) {
		drop_page(pages, *slot);
		*slot = 0;
		return 1;
	}
	span = 1ul << (level - 1) * SLOT_BITS;
	for (unsigned int i = 0; i < SLOTS; i++) {
		__u64 first = base + i * span;

		if (first < end && first + (span - 1) >= from)
			dropped += drop_below(pages, &table(*slot)[i], level - 1, first, from, end);
		empty &= !table(*slot)[i];
	}
	if (empty) {
		uk_frame_free(*slot, 0);
		*slot = 0;
	}
	return dropped;
}

__u64 ramfs_pages_drop(struct ramfs_pages *pages, __u64 from, __u64 end)
{
	__u64 dropped;

	if (from >= end)
		return 0;
	if (pages->height == 0 && from > 0)
		return 0;
	dropped = drop_below(pages, &pages->root, pages->height, 0, from, end);
	if (!pages->root)
		pages->height = 0;
	return dropped;
}

void ramfs_pages_free_orphans(struct ramfs_pages *pages)
{
	while (pages->orphans) {
		__u64 frame = pages->orphans;

		pages->orphans = table(frame)[0];
		uk_frame_free(frame, 0);
	}
}

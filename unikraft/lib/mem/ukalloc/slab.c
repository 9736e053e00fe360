/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Raw blocks. A slab is one page of objects of one size, with its header at the start of the page
 * and the objects counted from its end: so an object never starts a page, and is aligned to every
 * power of two that divides its size. A block that does start a page is a run of pages.
 */
#include <uk/arch/paging.h>
#include <uk/assert.h>
#include <uk/essentials.h>
#include <uk/frame.h>
#include <uk/heap.h>
#include <uk/preempt.h>
#include "heap.h"

/* ukvmem's, when it is in the image */
__weak void *uk_vmem_block_alloc(__sz len);
__weak void uk_vmem_block_free(void *base);
__weak __sz uk_vmem_block_len(const void *base);

#define SLAB_MAGIC 0x5b
#define SMALL_MAX  2032

struct slab {
	struct slab *next, **link; /* among those of the class that have room */
	__u16 free;                /* the first free object, as an offset in the page; 0: none */
	__u16 fresh;               /* objects handed out at least once; the others are untouched */
	__u16 used;
	__u8 class;
	__u8 magic;
};

#define CLASS(size)                                                  \
	{                                                            \
		(size), (__PAGE_SIZE - sizeof(struct slab)) / (size) \
	}

/* The larger sizes are those that fill a page with a whole number of objects. */
static const struct {
	__u16 size;
	__u16 capacity;
} classes[] = {
        CLASS(16),  CLASS(32),  CLASS(48),   CLASS(64),   CLASS(80),        CLASS(96),  CLASS(128),
        CLASS(160), CLASS(192), CLASS(224),  CLASS(256),  CLASS(336),       CLASS(448), CLASS(576),
        CLASS(672), CLASS(800), CLASS(1008), CLASS(1344), CLASS(SMALL_MAX),
};
#define CLASSES ARRAY_SIZE(classes)

/* By size in units of 16 bytes, rounded up. */
static const __u8 class_of[SMALL_MAX / 16 + 1] = {
        [0 ... 1] = 0,    [2] = 1,          [3] = 2,          [4] = 3,           [5] = 4,
        [6] = 5,          [7 ... 8] = 6,    [9 ... 10] = 7,   [11 ... 12] = 8,   [13 ... 14] = 9,
        [15 ... 16] = 10, [17 ... 21] = 11, [22 ... 28] = 12, [29 ... 36] = 13,  [37 ... 42] = 14,
        [43 ... 50] = 15, [51 ... 63] = 16, [64 ... 84] = 17, [85 ... 127] = 18,
};

static struct slab *with_room[CLASSES];

static inline struct slab *slab_of(const void *ptr)
{
	return (struct slab *)PAGE_ALIGN_DOWN((__uptr)ptr);
}

static void slab_link(struct slab *slab)
{
	struct slab **head = &with_room[slab->class];

	slab->next = *head;
	slab->link = head;
	if (slab->next)
		slab->next->link = &slab->next;
	*head = slab;
}

static void slab_unlink(struct slab *slab)
{
	*slab->link = slab->next;
	if (slab->next)
		slab->next->link = slab->link;
}

static __sz trim(void)
{
	__sz pages = 0;

	for (unsigned int class = 0; class < CLASSES; class ++) {
		struct slab *slab = with_room[class], *next;

		for (; slab; slab = next) {
			next = slab->next;
			if (slab->used)
				continue;
			slab_unlink(slab);
			slab->magic = 0;
			uk_frame_free((__uptr)slab, 0);
			pages++;
		}
	}
	return pages;
}

__sz uk_heap_trim(void)
{
	__sz pages;

	uk_preempt_disable();
	pages = trim();
	uk_preempt_enable();
	return pages;
}

static struct slab *slab_new(unsigned int class)
{
	__paddr_t frame = uk_frame_alloc(0);
	struct slab *slab;

	if (frame == UK_FRAME_NONE && trim())
		frame = uk_frame_alloc(0);
	if (frame == UK_FRAME_NONE)
		return NULL;
	slab = (struct slab *)(__uptr)frame;
	slab->free = slab->fresh = slab->used = 0;
	slab->class = class;
	slab->magic = SLAB_MAGIC;
	slab_link(slab);
	return slab;
}

static void *small_alloc(unsigned int class)
{
	struct slab *slab = with_room[class];
	char *object;

	if (unlikely(!slab)) {
		slab = slab_new(class);
		if (!slab)
			return NULL;
	}
	if (slab->free) {
		object = (char *)slab + slab->free;
		slab->free = *(__u16 *)object;
	} else {
		object = (char *)slab + __PAGE_SIZE - (__sz)++slab->fresh * classes[class].size;
	}
	if (++slab->used == classes[class].capacity)
		slab_unlink(slab);
	return object;
}

static void small_free(void *ptr)
{
	struct slab *slab = slab_of(ptr);

	UK_ASSERT(slab->magic == SLAB_MAGIC && slab->used);
	if (slab->used == classes[slab->class].capacity)
		slab_link(slab);
	*(__u16 *)ptr = slab->free;
	slab->free = (__uptr)ptr & (__PAGE_SIZE - 1);
	/* Keep one empty slab of a class, or a loop around its last object would pay for each round
	 */
	if (!--slab->used && (slab->next || with_room[slab->class] != slab)) {
		slab_unlink(slab);
		slab->magic = 0;
		uk_frame_free((__uptr)slab, 0);
	}
}

static void *large_alloc(__sz align, __sz size)
{
	__sz pages = (size >> __PAGE_SHIFT) + !!(size & (__PAGE_SIZE - 1));
	unsigned int order = align > __PAGE_SIZE ? __builtin_ctzl(align) - __PAGE_SHIFT : 0;
	__paddr_t frame = uk_frame_alloc_run_aligned(pages, order);

	if (frame == UK_FRAME_NONE && trim())
		frame = uk_frame_alloc_run_aligned(pages, order);
	if (frame != UK_FRAME_NONE)
		return (void *)(__uptr)frame;
	/* Not in one piece: let the page tables join what there is */
	if (uk_vmem_block_alloc && pages > 1 && !order && pages <= uk_frame_available())
		return uk_vmem_block_alloc(pages << __PAGE_SHIFT);
	return NULL;
}

static inline int is_joined(const void *ptr)
{
	return uk_paging_is_managed((__uptr)ptr) && uk_vmem_block_alloc;
}

void *heap_raw_alloc(__sz align, __sz size)
{
	if (likely(size <= SMALL_MAX)) {
		unsigned int class = class_of[(size + 15) / 16];

		while (class < CLASSES && classes[class].size & (align - 1) & ~15UL)
			class ++;
		if (likely(class < CLASSES))
			return small_alloc(class);
	}
	return large_alloc(align, size ? size : 1);
}

void heap_raw_free(void *ptr)
{
	if (likely(!PAGE_ALIGNED((__uptr)ptr)))
		small_free(ptr);
	else if (is_joined(ptr))
		uk_vmem_block_free(ptr);
	else
		uk_frame_free_run((__uptr)ptr);
}

__sz heap_raw_size(const void *ptr)
{
	if (is_joined(ptr))
		return uk_vmem_block_len(ptr);
	if (PAGE_ALIGNED((__uptr)ptr))
		return uk_frame_run_pages((__uptr)ptr) << __PAGE_SHIFT;
	UK_ASSERT(slab_of(ptr)->magic == SLAB_MAGIC);
	return classes[slab_of(ptr)->class].size;
}

int heap_raw_resize(void *ptr, __sz size)
{
	__sz have = heap_raw_size(ptr);

	if (size > have)
		return 0;
	if (!PAGE_ALIGNED((__uptr)ptr) ||
	    is_joined(ptr)) /* stay unless a much smaller object would do */
		return size >= have / 2 || have <= 64;
	if (size <= SMALL_MAX)
		return 0;
	uk_frame_shrink_run((__uptr)ptr, (size + __PAGE_SIZE - 1) >> __PAGE_SHIFT);
	return 1;
}

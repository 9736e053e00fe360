/* SPDX-License-Identifier: BSD-3-Clause */
/* The heap's public functions, and the allocator structure around them. */
#include <errno.h>
#include <string.h>
#include <uk/alloc_impl.h>
#include <uk/frame.h>
#include <uk/heap.h>
#include <uk/preempt.h>
#include "heap.h"

static void *block_new(__sz align, __sz size)
{
	void *ptr = heap_block(alloc)(align, size);

	if (HEAP_STATS && ptr)
		heap_stats_alloc(size, heap_block(size)(ptr));
	else if (HEAP_STATS)
		heap_stats_failed(size);
	return ptr;
}

static void block_delete(void *ptr)
{
	if (HEAP_STATS)
		heap_stats_free(heap_block(size)(ptr));
	heap_block(free)(ptr);
}

void *uk_heap_malloc(__sz size)
{
	void *ptr;

	uk_preempt_disable();
	ptr = block_new(16, size);
	uk_preempt_enable();
	return ptr;
}

void uk_heap_free(void *ptr)
{
	if (!ptr)
		return;
	uk_preempt_disable();
	block_delete(ptr);
	uk_preempt_enable();
}

void *uk_heap_calloc(__sz nmemb, __sz size)
{
	__sz total;
	void *ptr;

	if (__builtin_mul_overflow(nmemb, size, &total))
		return NULL;
	ptr = uk_heap_malloc(total);
	return ptr ? memset(ptr, 0, total) : NULL;
}

/* The block at its new size, or NULL: nothing changed. In place where that is possible. */
static void *block_resize(void *ptr, __sz size)
{
	__sz old = heap_block(size)(ptr);
	void *copy;

	if (heap_block(resize)(ptr, size)) {
		if (HEAP_STATS) {
			heap_stats_free(old);
			heap_stats_alloc(size, heap_block(size)(ptr));
		}
		return ptr;
	}
	copy = block_new(16, size);
	if (copy) {
		memcpy(copy, ptr, MIN(old, size));
		block_delete(ptr);
	} else if (size <= old) {
		return ptr; /* making a block smaller always succeeds */
	}
	return copy;
}

void *uk_heap_realloc(void *ptr, __sz size)
{
	if (!ptr)
		return uk_heap_malloc(size);
	if (!size) {
		uk_heap_free(ptr);
		return NULL;
	}
	uk_preempt_disable();
	ptr = block_resize(ptr, size);
	uk_preempt_enable();
	return ptr;
}

void *uk_heap_memalign(__sz align, __sz size)
{
	void *ptr;

	if (!POWER_OF_2(align))
		return NULL;
	uk_preempt_disable();
	ptr = block_new(MAX(align, 16UL), size);
	uk_preempt_enable();
	return ptr;
}

__sz uk_heap_usable_size(const void *ptr)
{
	__sz size = 0;

	if (ptr) {
		uk_preempt_disable();
		size = heap_block(size)(ptr);
		uk_preempt_enable();
	}
	return size;
}

static void *heap_malloc(struct uk_alloc *a __maybe_unused, __sz size)
{
	return uk_heap_malloc(size);
}

static void *heap_calloc(struct uk_alloc *a __maybe_unused, __sz nmemb, __sz size)
{
	return uk_heap_calloc(nmemb, size);
}

static void *heap_realloc(struct uk_alloc *a __maybe_unused, void *ptr, __sz size)
{
	return uk_heap_realloc(ptr, size);
}

static int heap_posix_memalign(struct uk_alloc *a __maybe_unused, void **memptr, __sz align,
                               __sz size)
{
	void *ptr;

	if (!POWER_OF_2(align) || align % sizeof(void *))
		return EINVAL;
	ptr = uk_heap_memalign(align, size);
	if (!ptr)
		return ENOMEM;
	*memptr = ptr;
	return 0;
}

static void *heap_memalign(struct uk_alloc *a __maybe_unused, __sz align, __sz size)
{
	return uk_heap_memalign(align, size);
}

static void heap_free(struct uk_alloc *a __maybe_unused, void *ptr)
{
	uk_heap_free(ptr);
}

/* Pages need no header, so they bypass the blocks. */
static void *heap_palloc(struct uk_alloc *a __maybe_unused, unsigned long num_pages)
{
	__paddr_t frame;

	uk_preempt_disable();
	frame = uk_frame_alloc_run(num_pages);
	uk_preempt_enable();
	return frame == UK_FRAME_NONE ? NULL : (void *)(__uptr)frame;
}

static void heap_pfree(struct uk_alloc *a __maybe_unused, void *ptr,
                       unsigned long num_pages __maybe_unused)
{
	if (!ptr)
		return;
	uk_preempt_disable();
	uk_frame_free_run((__uptr)ptr);
	uk_preempt_enable();
}

static long heap_pmaxalloc(struct uk_alloc *a __maybe_unused)
{
	int order = uk_frame_largest();

	return order < 0 ? 0 : 1L << order;
}

static long heap_pavailmem(struct uk_alloc *a __maybe_unused)
{
	return (long)uk_frame_available();
}

static __ssz heap_maxalloc(struct uk_alloc *a)
{
	return heap_pmaxalloc(a) << __PAGE_SHIFT;
}

static __ssz heap_availmem(struct uk_alloc *a)
{
	return heap_pavailmem(a) << __PAGE_SHIFT;
}

struct uk_alloc uk_heap_allocator = {
        .malloc = heap_malloc,
        .calloc = heap_calloc,
        .realloc = heap_realloc,
        .posix_memalign = heap_posix_memalign,
        .memalign = heap_memalign,
        .free = heap_free,
        .palloc = heap_palloc,
        .pfree = heap_pfree,
        .maxalloc = heap_maxalloc,
        .availmem = heap_availmem,
        .pmaxalloc = heap_pmaxalloc,
        .pavailmem = heap_pavailmem,
};

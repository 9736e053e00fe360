/* SPDX-License-Identifier: BSD-3-Clause */
/* Blocks one after the other. */
#include <errno.h>
#include <string.h>
#include <uk/alloc_impl.h>
#include <uk/allocregion.h>
#include <uk/preempt.h>

#define MIN_ALIGN 16

struct region {
	__uptr next, end;
};

static struct region *region_of(struct uk_alloc *a)
{
	return (struct region *)a->priv;
}

static void *take(struct uk_alloc *a, __sz align, __sz size)
{
	struct region *r = region_of(a);
	void *block = NULL;
	__uptr at;

	uk_preempt_disable();
	at = ALIGN_UP(r->next, align);
	if (at >= r->next && at <= r->end && size <= r->end - at) {
		block = (void *)at;
		r->next = at + size;
	}
	uk_preempt_enable();
	return block;
}

/* The length in front of a block is for realloc(). */
static void *block_new(struct uk_alloc *a, __sz align, __sz size)
{
	__sz front = MAX(align, (__sz)MIN_ALIGN);
	char *at = size + front < size ? NULL : take(a, front, size + front);

	if (!at)
		return NULL;
	*(__sz *)(at + front - sizeof(__sz)) = size;
	return at + front;
}

static void *region_malloc(struct uk_alloc *a, __sz size)
{
	return block_new(a, MIN_ALIGN, size);
}

static int region_posix_memalign(struct uk_alloc *a, void **memptr, __sz align, __sz size)
{
	if (align < sizeof(void *) || !POWER_OF_2(align))
		return EINVAL;
	*memptr = block_new(a, align, size);
	return *memptr ? 0 : ENOMEM;
}

static void region_free(struct uk_alloc *a __maybe_unused, void *ptr __maybe_unused)
{
}

static void *region_realloc(struct uk_alloc *a, void *ptr, __sz size)
{
	__sz old = ptr ? ((__sz *)ptr)[-1] : 0;
	void *block;

	if (ptr && !size)
		return NULL;
	if (ptr && size <= old)
		return ptr;
	block = region_malloc(a, size);
	if (block && ptr)
		memcpy(block, ptr, old);
	return block;
}

static __ssz region_left(struct uk_alloc *a)
{
	struct region *r = region_of(a);
	__uptr first = ALIGN_UP(r->next, (__uptr)MIN_ALIGN) + MIN_ALIGN;

	return first < r->end ? (__ssz)(r->end - first) : 0;
}

static int region_addmem(struct uk_alloc *a __maybe_unused, void *base __maybe_unused,
                         __sz size __maybe_unused)
{
	return -ENOTSUP;
}

struct uk_alloc *uk_allocregion_init(void *base, size_t len)
{
	__uptr start = ALIGN_UP((__uptr)base, (__uptr)MIN_ALIGN);
	__sz state = sizeof(struct uk_alloc) + sizeof(struct region);
	struct uk_alloc *a = (struct uk_alloc *)start;

	if (start - (__uptr)base + state > len)
		return NULL;
	memset(a, 0, state);
	region_of(a)->next = start + state;
	region_of(a)->end = (__uptr)base + len;
	uk_alloc_init_malloc(a, region_malloc, uk_calloc_compat, region_realloc, region_free,
	                     region_posix_memalign, uk_memalign_compat, region_left, region_left,
	                     region_addmem);
	return a;
}

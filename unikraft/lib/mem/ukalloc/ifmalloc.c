/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * An allocator that has only malloc() and free(): each block is preceded by a record of what the
 * backend gave, so that alignment and realloc() need no help from it.
 */
#include <errno.h>
#include <string.h>
#include <uk/alloc_impl.h>

struct record {
	void *base; /* what the backend gave */
	__sz size;  /* what the user may use */
};
UK_CTASSERT(sizeof(struct record) == 16);

static struct record *record_of(void *ptr)
{
	return (struct record *)ptr - 1;
}

/* A block at a multiple of align (>= 16). */
static void *block_new(struct uk_alloc *a, __sz align, __sz size)
{
	__sz raw = size + sizeof(struct record) + align - 1;
	char *base, *ptr;

	if (raw < size)
		return NULL;
	base = a->malloc_backend(a, raw);
	if (!base)
		return NULL;
	ptr = (char *)ALIGN_UP((__uptr)base + sizeof(struct record), align);
	record_of(ptr)->base = base;
	record_of(ptr)->size = size;
	return ptr;
}

void *uk_malloc_ifmalloc(struct uk_alloc *a, __sz size)
{
	return block_new(a, 16, size);
}

void uk_free_ifmalloc(struct uk_alloc *a, void *ptr)
{
	if (ptr)
		a->free_backend(a, record_of(ptr)->base);
}

void *uk_realloc_ifmalloc(struct uk_alloc *a, void *ptr, __sz size)
{
	void *copy;

	if (!ptr)
		return uk_malloc_ifmalloc(a, size);
	if (!size) {
		uk_free_ifmalloc(a, ptr);
		return NULL;
	}
	copy = uk_malloc_ifmalloc(a, size);
	if (!copy)
		return NULL;
	memcpy(copy, ptr, MIN(size, record_of(ptr)->size));
	uk_free_ifmalloc(a, ptr);
	return copy;
}

int uk_posix_memalign_ifmalloc(struct uk_alloc *a, void **memptr, __sz align, __sz size)
{
	void *ptr;

	if (!POWER_OF_2(align) || align % sizeof(void *))
		return EINVAL;
	ptr = block_new(a, MAX(align, 16UL), size);
	if (!ptr)
		return ENOMEM;
	*memptr = ptr;
	return 0;
}

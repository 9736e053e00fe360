/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * An allocator that has only pages: a block is a number of pages with a record in front. Wasteful
 * for small blocks; for allocators that serve few, large ones.
 */
#include <errno.h>
#include <string.h>
#include <uk/alloc_impl.h>

struct record {
	void *base;
	unsigned long pages;
};
UK_CTASSERT(sizeof(struct record) == 16);

static struct record *record_of(void *ptr)
{
	return (struct record *)ptr - 1;
}

static __sz usable(void *ptr)
{
	const struct record *record = record_of(ptr);

	return record->pages * __PAGE_SIZE - (__sz)((char *)ptr - (char *)record->base);
}

/* A block at a multiple of align (>= 16); the first page's start is aligned to a page. */
static void *block_new(struct uk_alloc *a, __sz align, __sz size)
{
	__sz front = MAX(align, sizeof(struct record));
	__sz slack = align > __PAGE_SIZE ? align - __PAGE_SIZE : 0;
	__sz raw = size + front + slack + __PAGE_SIZE - 1;
	char *base, *ptr;

	if (raw < size)
		return NULL;
	base = uk_palloc(a, raw >> __PAGE_SHIFT);
	if (!base)
		return NULL;
	ptr = (char *)ALIGN_UP((__uptr)base + sizeof(struct record), align);
	record_of(ptr)->base = base;
	record_of(ptr)->pages = raw >> __PAGE_SHIFT;
	return ptr;
}

void *uk_malloc_ifpages(struct uk_alloc *a, __sz size)
{
	return block_new(a, 16, size);
}

void uk_free_ifpages(struct uk_alloc *a, void *ptr)
{
	if (ptr)
		uk_pfree(a, record_of(ptr)->base, record_of(ptr)->pages);
}

void *uk_realloc_ifpages(struct uk_alloc *a, void *ptr, __sz size)
{
	void *copy;

	if (!ptr)
		return uk_malloc_ifpages(a, size);
	if (!size) {
		uk_free_ifpages(a, ptr);
		return NULL;
	}
	if (size <= usable(ptr))
		return ptr;
	copy = uk_malloc_ifpages(a, size);
	if (!copy)
		return NULL;
	memcpy(copy, ptr, usable(ptr));
	uk_free_ifpages(a, ptr);
	return copy;
}

int uk_posix_memalign_ifpages(struct uk_alloc *a, void **memptr, __sz align, __sz size)
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

__ssz uk_alloc_maxalloc_ifpages(struct uk_alloc *a)
{
	long pages = uk_alloc_pmaxalloc(a);

	return pages <= 0 ? pages : pages * (__ssz)__PAGE_SIZE - (__ssz)sizeof(struct record);
}

__ssz uk_alloc_availmem_ifpages(struct uk_alloc *a)
{
	long pages = uk_alloc_pavailmem(a);

	return pages < 0 ? pages : pages * (__ssz)__PAGE_SIZE;
}

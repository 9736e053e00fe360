/* SPDX-License-Identifier: BSD-3-Clause */
/* What an allocator port lacks, built from what it has. */
#include <errno.h>
#include <string.h>
#include <uk/alloc_impl.h>

void *uk_calloc_compat(struct uk_alloc *a, __sz num, __sz len)
{
	__sz total;
	void *ptr;

	if (__builtin_mul_overflow(num, len, &total))
		return NULL;
	ptr = uk_malloc(a, total);
	return ptr ? memset(ptr, 0, total) : NULL;
}

void *uk_realloc_compat(struct uk_alloc *a, void *ptr, __sz size)
{
	void *copy;

	if (!ptr)
		return uk_malloc(a, size);
	if (!size) {
		uk_free(a, ptr);
		return NULL;
	}
	copy = uk_malloc(a, size);
	if (!copy)
		return NULL;
	memcpy(copy, ptr, size);
	uk_free(a, ptr);
	return copy;
}

void *uk_memalign_compat(struct uk_alloc *a, __sz align, __sz len)
{
	void *ptr;

	if (uk_posix_memalign(a, &ptr, MAX(align, sizeof(void *)), len))
		return NULL;
	return ptr;
}

int uk_posix_memalign_compat(struct uk_alloc *a, void **memptr, __sz align, __sz size)
{
	void *ptr;

	if (!POWER_OF_2(align) || align % sizeof(void *))
		return EINVAL;
	ptr = uk_memalign(a, align, size);
	if (!ptr)
		return ENOMEM;
	*memptr = ptr;
	return 0;
}

void *uk_palloc_compat(struct uk_alloc *a, unsigned long num_pages)
{
	__sz size;

	if (!num_pages || __builtin_mul_overflow(num_pages, __PAGE_SIZE, &size))
		return NULL;
	return uk_memalign(a, __PAGE_SIZE, size);
}

void uk_pfree_compat(struct uk_alloc *a, void *ptr, unsigned long num_pages __maybe_unused)
{
	uk_free(a, ptr);
}

long uk_alloc_pmaxalloc_compat(struct uk_alloc *a)
{
	__ssz bytes = uk_alloc_maxalloc(a);

	return bytes < 0 ? bytes : bytes >> __PAGE_SHIFT;
}

long uk_alloc_pavailmem_compat(struct uk_alloc *a)
{
	__ssz bytes = uk_alloc_availmem(a);

	return bytes < 0 ? bytes : bytes >> __PAGE_SHIFT;
}

/* SPDX-License-Identifier: BSD-3-Clause */
/* The libc's memory functions over the default allocator. */
#include <errno.h>
#include <stdlib.h>
#include <uk/alloc.h>

static void *checked(void *p)
{
	if (!p)
		errno = ENOMEM;
	return p;
}

void *malloc(size_t size)
{
	return checked(uk_malloc(uk_alloc_get_default(), size ? size : 1));
}

void *calloc(size_t n, size_t size)
{
	return checked(uk_calloc(uk_alloc_get_default(), n ? n : 1, size ? size : 1));
}

void *realloc(void *p, size_t size)
{
	return checked(uk_realloc(uk_alloc_get_default(), p, size ? size : 1));
}

void free(void *p)
{
	if (p)
		uk_free(uk_alloc_get_default(), p);
}

void *memalign(size_t align, size_t size)
{
	return checked(uk_memalign(uk_alloc_get_default(), align, size ? size : 1));
}

void *aligned_alloc(size_t align, size_t size)
{
	return memalign(align, size);
}

int posix_memalign(void **p, size_t align, size_t size)
{
	void *block;

	if (align < sizeof(void *) || align & (align - 1))
		return EINVAL;
	block = uk_memalign(uk_alloc_get_default(), align, size ? size : 1);
	if (!block)
		return ENOMEM;
	*p = block;
	return 0;
}

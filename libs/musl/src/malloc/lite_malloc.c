/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * malloc and what is behind free and realloc: the kernel's heap (uk/heap.h), so that program and
 * kernel share one pool of memory. Stands in place of musl's two allocators, whose files are left
 * out with it.
 */
#include <errno.h>
#include <stdlib.h>
#include <features.h>
#include <uk/heap.h>

/* musl's own headers give these names hidden visibility */
void *__libc_malloc(size_t n)
{
	void *p = uk_heap_malloc(n);

	if (!p)
		errno = ENOMEM;
	return p;
}

void __libc_free(void *p)
{
	uk_heap_free(p);
}

/* Size 0 gives a block, as in musl's allocators. */
void *__libc_realloc(void *p, size_t n)
{
	p = uk_heap_realloc(p, n ? n : 1);
	if (!p)
		errno = ENOMEM;
	return p;
}

static void *default_malloc(size_t n)
{
	return __libc_malloc(n);
}

weak_alias(default_malloc, malloc);

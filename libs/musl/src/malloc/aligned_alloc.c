/* SPDX-License-Identifier: BSD-3-Clause */
/* aligned_alloc, on which memalign and posix_memalign stand: the kernel's heap (lite_malloc.c). */
#include <errno.h>
#include <stdlib.h>
#include <uk/heap.h>

void *aligned_alloc(size_t align, size_t len)
{
	void *p;

	if (!align || align & (align - 1)) {
		errno = EINVAL;
		return 0;
	}
	p = uk_heap_memalign(align, len);
	if (!p)
		errno = ENOMEM;
	return p;
}

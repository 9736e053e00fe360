/* SPDX-License-Identifier: BSD-3-Clause */
/* malloc_usable_size: the kernel's heap (see lite_malloc.c). */
#include <malloc.h>
#include <uk/heap.h>

size_t malloc_usable_size(void *p)
{
	return uk_heap_usable_size(p);
}

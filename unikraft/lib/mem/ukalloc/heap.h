/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The layers inside the heap. raw: blocks without any checks (slab.c). debug: the same functions
 * with a header and patterns around each block (debug.c). heap.c calls one of them.
 * All in kernel context.
 */
#ifndef UKALLOC_HEAP_H
#define UKALLOC_HEAP_H

#include <uk/alloc.h>

/* align is a power of two; NULL when out of memory. */
void *heap_raw_alloc(__sz align, __sz size);
void heap_raw_free(void *ptr);
/* The usable size. */
__sz heap_raw_size(const void *ptr);
/* Changes the size without moving the block, or answers 0. */
int heap_raw_resize(void *ptr, __sz size);

#ifdef CONFIG_LIBUKALLOC_DEBUG
void *heap_debug_alloc(__sz align, __sz size);
void heap_debug_free(void *ptr);
__sz heap_debug_size(const void *ptr);
int heap_debug_resize(void *ptr, __sz size);
#define heap_block(name) heap_debug_##name
#else
#define heap_block(name) heap_raw_##name
#endif

#ifdef CONFIG_LIBUKALLOC_IFSTATS
#define HEAP_STATS 1
#else
#define HEAP_STATS 0
#endif
/* Called only when HEAP_STATS: a block's size is not looked up for nothing. */
void heap_stats_alloc(__sz wanted, __sz got);
void heap_stats_failed(__sz wanted);
void heap_stats_free(__sz size);

#endif /* UKALLOC_HEAP_H */

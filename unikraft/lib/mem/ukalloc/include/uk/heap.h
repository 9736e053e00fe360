/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * ukalloc's own allocator: blocks up to 2032 bytes come from slabs, one page each, of one size
 * class; larger ones are runs of page frames. A block's size is found from its address alone.
 *
 * The allocator needs no set-up, so memory can be had as soon as uk_frame_add() was called. It is
 * the default until uk_alloc_set_default() names another. These functions may be called directly,
 * which saves the indirection of uk_malloc(); program and kernel context, not interrupt context.
 */
#ifndef UK_HEAP_H
#define UK_HEAP_H

#include <uk/alloc.h>

#ifdef __cplusplus
extern "C" {
#endif

extern struct uk_alloc uk_heap_allocator;

void *uk_heap_malloc(__sz size);
void *uk_heap_calloc(__sz nmemb, __sz size);
void *uk_heap_realloc(void *ptr, __sz size);
void *uk_heap_memalign(__sz align, __sz size); /* NULL unless align is a power of two */
void uk_heap_free(void *ptr);
/* What can be used of the block: at least the size that was asked for. 0 for NULL. */
__sz uk_heap_usable_size(const void *ptr);
/* Gives the pages of empty slabs back to the frame allocator; their number. */
__sz uk_heap_trim(void);

#ifdef __cplusplus
}
#endif

#endif /* UK_HEAP_H */

/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A pool: a fixed number of objects of one size, taken and returned in constant time and without
 * taking memory. A free object's first bytes belong to the pool. Users protect it themselves when
 * an interrupt takes from it (uk/preempt.h); threads of the kernel need not.
 */
#ifndef UK_ALLOCPOOL_H
#define UK_ALLOCPOOL_H

#include <uk/alloc.h>
#include <uk/essentials.h>

#ifdef __cplusplus
extern "C" {
#endif

struct uk_allocpool;

/* A pool of count objects from an allocator; NULL when memory is short. Alignment is a power of two
 * or 0; objects are at least as large as a pointer. free(): all objects must be back. */
struct uk_allocpool *uk_allocpool_alloc(struct uk_alloc *parent, unsigned int count, __sz size,
                                        __sz align);
void uk_allocpool_free(struct uk_allocpool *p);

/* The bytes that a pool of count objects takes, and a pool in memory of the caller's, of as many
 * objects as fit (NULL: not one). */
__sz uk_allocpool_reqmem(unsigned int count, __sz size, __sz align);
struct uk_allocpool *uk_allocpool_init(void *base, __sz len, __sz size, __sz align);

/* One object, or NULL when all are taken. */
void *uk_allocpool_take(struct uk_allocpool *p);
void uk_allocpool_return(struct uk_allocpool *p, void *object);

/* Up to count objects; returns the number taken. */
unsigned int uk_allocpool_take_batch(struct uk_allocpool *p, void *objects[], unsigned int count);
void uk_allocpool_return_batch(struct uk_allocpool *p, void *objects[], unsigned int count);

unsigned int uk_allocpool_availcount(struct uk_allocpool *p);
__sz uk_allocpool_objlen(struct uk_allocpool *p);

#ifdef __cplusplus
}
#endif

#endif /* UK_ALLOCPOOL_H */

/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * An allocator that only goes forward: a block is what follows the last one, and freeing does
 * nothing. The region is the caller's and stays his; the allocator's state stands at its start. The
 * most that one request can have, and all that is left, are the same.
 */
#ifndef UK_ALLOCREGION_H
#define UK_ALLOCREGION_H

#include <stddef.h>
#include <uk/alloc.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Registers the allocator (last in the list, so the default stays). NULL: not even its state fits.
 */
struct uk_alloc *uk_allocregion_init(void *base, size_t len);

#ifdef __cplusplus
}
#endif

#endif /* UK_ALLOCREGION_H */

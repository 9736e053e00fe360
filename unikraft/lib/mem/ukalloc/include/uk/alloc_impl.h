/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * For those who write an allocator: fill in what is missing from what there is, and register.
 * The allocator's own functions are called as they stand: they protect their state themselves
 * (uk/preempt.h).
 *
 * _compat:   the function built from malloc and free (or posix_memalign) of the same allocator.
 * _ifmalloc: for an allocator with malloc and free only; the block carries its size in front.
 * _ifpages:  for an allocator of pages only.
 */
#ifndef UK_ALLOC_IMPL_H
#define UK_ALLOC_IMPL_H

#include <uk/alloc.h>

#ifdef __cplusplus
extern "C" {
#endif

void *uk_calloc_compat(struct uk_alloc *a, __sz num, __sz len);
/* Knows no old size: usable only when reading past a block's end is harmless; copies `size`. */
void *uk_realloc_compat(struct uk_alloc *a, void *ptr, __sz size);
void *uk_memalign_compat(struct uk_alloc *a, __sz align, __sz len);
int uk_posix_memalign_compat(struct uk_alloc *a, void **memptr, __sz align, __sz size);
void *uk_palloc_compat(struct uk_alloc *a, unsigned long num_pages);
void uk_pfree_compat(struct uk_alloc *a, void *ptr, unsigned long num_pages);
long uk_alloc_pmaxalloc_compat(struct uk_alloc *a);
long uk_alloc_pavailmem_compat(struct uk_alloc *a);

#ifdef CONFIG_LIBUKALLOC_IFMALLOC
void *uk_malloc_ifmalloc(struct uk_alloc *a, __sz size);
void *uk_realloc_ifmalloc(struct uk_alloc *a, void *ptr, __sz size);
int uk_posix_memalign_ifmalloc(struct uk_alloc *a, void **memptr, __sz align, __sz size);
void uk_free_ifmalloc(struct uk_alloc *a, void *ptr);
#endif

void *uk_malloc_ifpages(struct uk_alloc *a, __sz size);
void *uk_realloc_ifpages(struct uk_alloc *a, void *ptr, __sz size);
int uk_posix_memalign_ifpages(struct uk_alloc *a, void **memptr, __sz align, __sz size);
void uk_free_ifpages(struct uk_alloc *a, void *ptr);
__ssz uk_alloc_maxalloc_ifpages(struct uk_alloc *a);
__ssz uk_alloc_availmem_ifpages(struct uk_alloc *a);

/* An allocator with all functions of its own. */
#define uk_alloc_init_malloc(a, malloc_f, calloc_f, realloc_f, free_f, posix_memalign_f, \
                             memalign_f, maxalloc_f, availmem_f, addmem_f)               \
	do {                                                                             \
		(a)->malloc = (malloc_f);                                                \
		(a)->calloc = (calloc_f);                                                \
		(a)->realloc = (realloc_f);                                              \
		(a)->posix_memalign = (posix_memalign_f);                                \
		(a)->memalign = (memalign_f);                                            \
		(a)->free = (free_f);                                                    \
		(a)->palloc = uk_palloc_compat;                                          \
		(a)->pfree = uk_pfree_compat;                                            \
		(a)->maxalloc = (maxalloc_f);                                            \
		(a)->availmem = (availmem_f);                                            \
		(a)->pmaxalloc = (a)->maxalloc ? uk_alloc_pmaxalloc_compat : NULL;       \
		(a)->pavailmem = (a)->availmem ? uk_alloc_pavailmem_compat : NULL;       \
		(a)->addmem = (addmem_f);                                                \
		uk_alloc_register((a));                                                  \
	} while (0)

#ifdef CONFIG_LIBUKALLOC_IFMALLOC
#define uk_alloc_init_malloc_ifmalloc(a, malloc_f, free_f, maxalloc_f, availmem_f, addmem_f) \
	do {                                                                                 \
		(a)->malloc_backend = (malloc_f);                                            \
		(a)->free_backend = (free_f);                                                \
		(a)->malloc = uk_malloc_ifmalloc;                                            \
		(a)->calloc = uk_calloc_compat;                                              \
		(a)->realloc = uk_realloc_ifmalloc;                                          \
		(a)->posix_memalign = uk_posix_memalign_ifmalloc;                            \
		(a)->memalign = uk_memalign_compat;                                          \
		(a)->free = uk_free_ifmalloc;                                                \
		(a)->palloc = uk_palloc_compat;                                              \
		(a)->pfree = uk_pfree_compat;                                                \
		(a)->maxalloc = (maxalloc_f);                                                \
		(a)->availmem = (availmem_f);                                                \
		(a)->pmaxalloc = (a)->maxalloc ? uk_alloc_pmaxalloc_compat : NULL;           \
		(a)->pavailmem = (a)->availmem ? uk_alloc_pavailmem_compat : NULL;           \
		(a)->addmem = (addmem_f);                                                    \
		uk_alloc_register((a));                                                      \
	} while (0)
#endif

/* An allocator of pages. */
#define uk_alloc_init_palloc(a, palloc_f, pfree_f, pmaxalloc_f, pavailmem_f, addmem_f) \
	do {                                                                           \
		(a)->malloc = uk_malloc_ifpages;                                       \
		(a)->calloc = uk_calloc_compat;                                        \
		(a)->realloc = uk_realloc_ifpages;                                     \
		(a)->posix_memalign = uk_posix_memalign_ifpages;                       \
		(a)->memalign = uk_memalign_compat;                                    \
		(a)->free = uk_free_ifpages;                                           \
		(a)->palloc = (palloc_f);                                              \
		(a)->pfree = (pfree_f);                                                \
		(a)->pmaxalloc = (pmaxalloc_f);                                        \
		(a)->pavailmem = (pavailmem_f);                                        \
		(a)->maxalloc = (a)->pmaxalloc ? uk_alloc_maxalloc_ifpages : NULL;     \
		(a)->availmem = (a)->pavailmem ? uk_alloc_availmem_ifpages : NULL;     \
		(a)->addmem = (addmem_f);                                              \
		uk_alloc_register((a));                                                \
	} while (0)

#ifdef __cplusplus
}
#endif

#endif /* UK_ALLOC_IMPL_H */

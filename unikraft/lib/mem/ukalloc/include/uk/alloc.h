/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Small blocks of memory. An allocator is a struct of functions; ukalloc brings one (uk/heap.h)
 * and makes it the default, others register themselves with uk_alloc_register().
 *
 * Out of memory is NULL (ENOMEM from uk_posix_memalign, positive as in POSIX); errno is not
 * touched, since it is the libc's and may not exist yet. A block is aligned to 16 bytes. Ownership
 * is the caller's until uk_free() with the same allocator. The functions may be called in program
 * and kernel context, not in interrupt context.
 */
#ifndef UK_ALLOC_H
#define UK_ALLOC_H

#include <errno.h>
#include <uk/arch/limits.h>
#include <uk/arch/types.h>
#include <uk/essentials.h>
#include <uk/config.h>

#ifdef __cplusplus
extern "C" {
#endif

struct uk_alloc;

typedef void *(*uk_alloc_malloc_func_t)(struct uk_alloc *a, __sz size);
typedef void *(*uk_alloc_calloc_func_t)(struct uk_alloc *a, __sz nmemb, __sz size);
typedef void *(*uk_alloc_realloc_func_t)(struct uk_alloc *a, void *ptr, __sz size);
typedef int (*uk_alloc_posix_memalign_func_t)(struct uk_alloc *a, void **memptr, __sz align,
                                              __sz size);
typedef void *(*uk_alloc_memalign_func_t)(struct uk_alloc *a, __sz align, __sz size);
typedef void (*uk_alloc_free_func_t)(struct uk_alloc *a, void *ptr);
typedef void *(*uk_alloc_palloc_func_t)(struct uk_alloc *a, unsigned long num_pages);
typedef void (*uk_alloc_pfree_func_t)(struct uk_alloc *a, void *ptr, unsigned long num_pages);
typedef int (*uk_alloc_addmem_func_t)(struct uk_alloc *a, void *base, __sz size);
typedef __ssz (*uk_alloc_getsize_func_t)(struct uk_alloc *a); /* negative errno: not known */
typedef long (*uk_alloc_getpsize_func_t)(struct uk_alloc *a);

struct uk_alloc {
	uk_alloc_malloc_func_t malloc;
	uk_alloc_calloc_func_t calloc;
	uk_alloc_realloc_func_t realloc;
	uk_alloc_posix_memalign_func_t posix_memalign;
	uk_alloc_memalign_func_t memalign;
	uk_alloc_free_func_t free;
	/* whole pages */
	uk_alloc_palloc_func_t palloc;
	uk_alloc_pfree_func_t pfree;
	/* may be NULL: the largest request that can succeed, and all that is free */
	uk_alloc_getsize_func_t maxalloc;
	uk_alloc_getsize_func_t availmem;
	uk_alloc_getpsize_func_t pmaxalloc;
	uk_alloc_getpsize_func_t pavailmem;
	/* may be NULL: takes more memory */
	uk_alloc_addmem_func_t addmem;

#ifdef CONFIG_LIBUKALLOC_IFMALLOC
	/* the allocator's own functions behind the _ifmalloc ones (uk/alloc_impl.h) */
	uk_alloc_malloc_func_t malloc_backend;
	uk_alloc_free_func_t free_backend;
#endif

	struct uk_alloc *next;
	/* an allocator that lives in the memory it manages has its state here */
	__s8 priv[];
};

/* All registered allocators; the first is the default. */
extern struct uk_alloc *_uk_alloc_head;

#define uk_alloc_foreach(iter) for ((iter) = _uk_alloc_head; (iter); (iter) = (iter)->next)

/* Registers at the end of the list. 0, or -EINVAL for an incomplete allocator. */
int uk_alloc_register(struct uk_alloc *a);

/* Makes a registered or new allocator the default. 0 or -EINVAL. */
int uk_alloc_set_default(struct uk_alloc *a);

static inline struct uk_alloc *uk_alloc_get_default(void)
{
	return _uk_alloc_head;
}

/* The uk_do_* forms trust that there is an allocator; the others answer out of memory without. */
static inline void *uk_do_malloc(struct uk_alloc *a, __sz size)
{
	return a->malloc(a, size);
}

static inline void *uk_malloc(struct uk_alloc *a, __sz size)
{
	if (unlikely(!a))
		return NULL;
	return uk_do_malloc(a, size);
}

static inline void *uk_do_calloc(struct uk_alloc *a, __sz nmemb, __sz size)
{
	return a->calloc(a, nmemb, size);
}

static inline void *uk_calloc(struct uk_alloc *a, __sz nmemb, __sz size)
{
	if (unlikely(!a))
		return NULL;
	return uk_do_calloc(a, nmemb, size);
}

#define uk_do_zalloc(a, size) uk_do_calloc((a), 1, (size))
#define uk_zalloc(a, size)    uk_calloc((a), 1, (size))

static inline void *uk_do_realloc(struct uk_alloc *a, void *ptr, __sz size)
{
	return a->realloc(a, ptr, size);
}

/* Size 0 frees and gives NULL. */
static inline void *uk_realloc(struct uk_alloc *a, void *ptr, __sz size)
{
	if (unlikely(!a))
		return NULL;
	return uk_do_realloc(a, ptr, size);
}

static inline int uk_do_posix_memalign(struct uk_alloc *a, void **memptr, __sz align, __sz size)
{
	return a->posix_memalign(a, memptr, align, size);
}

/* 0, EINVAL, ENOMEM */
static inline int uk_posix_memalign(struct uk_alloc *a, void **memptr, __sz align, __sz size)
{
	if (unlikely(!a)) {
		*memptr = NULL;
		return ENOMEM;
	}
	return uk_do_posix_memalign(a, memptr, align, size);
}

static inline void *uk_do_memalign(struct uk_alloc *a, __sz align, __sz size)
{
	return a->memalign(a, align, size);
}

static inline void *uk_memalign(struct uk_alloc *a, __sz align, __sz size)
{
	if (unlikely(!a))
		return NULL;
	return uk_do_memalign(a, align, size);
}

static inline void uk_do_free(struct uk_alloc *a, void *ptr)
{
	a->free(a, ptr);
}

static inline void uk_free(struct uk_alloc *a, void *ptr)
{
	if (likely(a))
		uk_do_free(a, ptr);
}

static inline void *uk_do_palloc(struct uk_alloc *a, unsigned long num_pages)
{
	return a->palloc(a, num_pages);
}

static inline void *uk_palloc(struct uk_alloc *a, unsigned long num_pages)
{
	if (unlikely(!a || !a->palloc))
		return NULL;
	return uk_do_palloc(a, num_pages);
}

static inline void uk_do_pfree(struct uk_alloc *a, void *ptr, unsigned long num_pages)
{
	a->pfree(a, ptr, num_pages);
}

static inline void uk_pfree(struct uk_alloc *a, void *ptr, unsigned long num_pages)
{
	if (likely(a && a->pfree))
		uk_do_pfree(a, ptr, num_pages);
}

static inline int uk_alloc_addmem(struct uk_alloc *a, void *base, __sz size)
{
	return a->addmem ? a->addmem(a, base, size) : -ENOTSUP;
}

/* Bytes; pages for the p forms. Negative errno: not known. */
static inline __ssz uk_alloc_maxalloc(struct uk_alloc *a)
{
	return a->maxalloc ? a->maxalloc(a) : (__ssz)-ENOTSUP;
}

static inline __ssz uk_alloc_availmem(struct uk_alloc *a)
{
	return a->availmem ? a->availmem(a) : (__ssz)-ENOTSUP;
}

static inline long uk_alloc_pmaxalloc(struct uk_alloc *a)
{
	return a->pmaxalloc ? a->pmaxalloc(a) : (long)-ENOTSUP;
}

static inline long uk_alloc_pavailmem(struct uk_alloc *a)
{
	return a->pavailmem ? a->pavailmem(a) : (long)-ENOTSUP;
}

/* Over all registered allocators. */
__sz uk_alloc_availmem_total(void);
unsigned long uk_alloc_pavailmem_total(void);

/* Counters of an allocator; only ukalloc's own keeps them, and only with LIBUKALLOC_IFSTATS. */
struct uk_alloc_stats {
	__sz last_alloc_size; /* of the latest request */
	__sz max_alloc_size;  /* largest request so far */
	__sz min_alloc_size;  /* smallest request so far */
	__u64 tot_nb_allocs;  /* successful requests */
	__u64 tot_nb_frees;   /* releases */
	__s64 cur_nb_allocs;  /* blocks in use */
	__s64 max_nb_allocs;  /* most blocks in use at once */
	__ssz cur_mem_use;    /* bytes in use */
	__ssz max_mem_use;    /* most bytes in use at once */
	__u64 nb_enomem;      /* requests that failed */
};

#ifdef CONFIG_LIBUKALLOC_IFSTATS
/* Kernel context. Zeroes for an allocator that keeps none. */
void uk_alloc_stats_get(struct uk_alloc *a, struct uk_alloc_stats *dst);
void uk_alloc_stats_get_global(struct uk_alloc_stats *dst);
#endif

#ifdef __cplusplus
}
#endif

#endif /* UK_ALLOC_H */

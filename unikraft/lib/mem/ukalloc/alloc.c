/* SPDX-License-Identifier: BSD-3-Clause */
/* The list of allocators. */
#include <errno.h>
#include <uk/alloc.h>
#include <uk/heap.h>
#include <uk/preempt.h>

/* Preset rather than registered, so that an image which allocates nothing links no heap. */
struct uk_alloc *_uk_alloc_head = &uk_heap_allocator;

static int complete(const struct uk_alloc *a)
{
	return a && a->malloc && a->calloc && a->realloc && a->posix_memalign && a->memalign &&
	       a->free;
}

/* The link that points to `a`, or to the list's end. */
static struct uk_alloc **link_of(const struct uk_alloc *a)
{
	struct uk_alloc **link = &_uk_alloc_head;

	while (*link && *link != a)
		link = &(*link)->next;
	return link;
}

int uk_alloc_register(struct uk_alloc *a)
{
	struct uk_alloc **link;

	if (!complete(a))
		return -EINVAL;
	uk_preempt_disable();
	link = link_of(a);
	if (!*link) {
		a->next = NULL;
		*link = a;
	}
	uk_preempt_enable();
	return 0;
}

int uk_alloc_set_default(struct uk_alloc *a)
{
	struct uk_alloc **link;

	if (!complete(a))
		return -EINVAL;
	uk_preempt_disable();
	link = link_of(a);
	if (*link)
		*link = a->next;
	a->next = _uk_alloc_head;
	_uk_alloc_head = a;
	uk_preempt_enable();
	return 0;
}

__sz uk_alloc_availmem_total(void)
{
	struct uk_alloc *a;
	__sz total = 0;

	uk_alloc_foreach(a)
	{
		__ssz bytes = uk_alloc_availmem(a);

		total += bytes > 0 ? (__sz)bytes : 0;
	}
	return total;
}

unsigned long uk_alloc_pavailmem_total(void)
{
	struct uk_alloc *a;
	unsigned long total = 0;

	uk_alloc_foreach(a)
	{
		long pages = uk_alloc_pavailmem(a);

		total += pages > 0 ? (unsigned long)pages : 0;
	}
	return total;
}

/* SPDX-License-Identifier: BSD-3-Clause */
/* A list of free objects, threaded through them. */
#include <uk/allocpool.h>
#include <uk/assert.h>

struct free_object {
	struct free_object *next;
};

struct uk_allocpool {
	struct free_object *first;
	struct uk_alloc *parent; /* NULL: memory of the user's */
	__sz size;
	unsigned int available;
};

/* The distance between two objects, and where the first one lies. */
static __sz stride(__sz size, __sz align)
{
	return ALIGN_UP(MAX(size, sizeof(struct free_object)), MAX(align, sizeof(void *)));
}

static char *first_object(const void *base, __sz align)
{
	__uptr end = (__uptr)base + sizeof(struct uk_allocpool);

	return (char *)ALIGN_UP(end, MAX(align, sizeof(void *)));
}

__sz uk_allocpool_reqmem(unsigned int count, __sz size, __sz align)
{
	__sz total;

	if (__builtin_mul_overflow((__sz)count, stride(size, align), &total) ||
	    __builtin_add_overflow(total, sizeof(struct uk_allocpool) + MAX(align, sizeof(void *)),
	                           &total))
		return ~(__sz)0;
	return total;
}

struct uk_allocpool *uk_allocpool_init(void *base, __sz len, __sz size, __sz align)
{
	struct uk_allocpool *p = (void *)ALIGN_UP((__uptr)base, sizeof(void *));
	char *object = first_object(p, align), *end = (char *)base + len;
	__sz step = stride(size, align), n;

	if (object >= end || (__sz)(end - object) < step)
		return NULL;
	n = (__sz)(end - object) / step;
	*p = (struct uk_allocpool){.size = step};
	/* From the last one, so that they are taken in the order of their addresses. */
	while (n-- > 0)
		uk_allocpool_return(p, object + n * step);
	return p;
}

struct uk_allocpool *uk_allocpool_alloc(struct uk_alloc *parent, unsigned int count, __sz size,
                                        __sz align)
{
	__sz len = uk_allocpool_reqmem(count, size, align);
	struct uk_allocpool *p;
	void *base;

	if (!count || len == ~(__sz)0)
		return NULL;
	base = uk_memalign(parent, MAX(align, sizeof(void *)), len);
	if (!base)
		return NULL;
	/* Exactly what was asked for, though alignment may have left room for one more. */
	p = uk_allocpool_init(base,
	                      (__sz)(first_object(base, align) - (char *)base) +
	                              count * stride(size, align),
	                      size, align);
	UK_ASSERT(p && p->available == count);
	p->parent = parent;
	return p;
}

void uk_allocpool_free(struct uk_allocpool *p)
{
	if (p && p->parent)
		uk_free(p->parent, p);
}

void *uk_allocpool_take(struct uk_allocpool *p)
{
	struct free_object *object = p->first;

	if (object) {
		p->first = object->next;
		p->available--;
	}
	return object;
}

void uk_allocpool_return(struct uk_allocpool *p, void *object)
{
	struct free_object *o = object;

	o->next = p->first;
	p->first = o;
	p->available++;
}

unsigned int uk_allocpool_take_batch(struct uk_allocpool *p, void *objects[], unsigned int count)
{
	unsigned int n = 0;

	while (n < count && p->first)
		objects[n++] = uk_allocpool_take(p);
	return n;
}

void uk_allocpool_return_batch(struct uk_allocpool *p, void *objects[], unsigned int count)
{
	while (count > 0)
		uk_allocpool_return(p, objects[--count]);
}

unsigned int uk_allocpool_availcount(struct uk_allocpool *p)
{
	return p->available;
}

__sz uk_allocpool_objlen(struct uk_allocpool *p)
{
	return p->size;
}

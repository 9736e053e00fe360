/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Blocks with a record in front and patterns around: found are a block freed twice, an address that
 * is no block, and writes before the start or beyond the end (when the block is freed or resized).
 */
#include <string.h>
#include <uk/assert.h>
#include <uk/essentials.h>
#include "heap.h"

#define MAGIC_USED 0xa110ca7edb10c0edUL
#define MAGIC_FREE 0xdeadb10cdeadb10cUL
#define PATTERN    0xbd
#define POISON     0xdf
#define TAIL       16

struct record {
	void *base;  /* the raw block */
	__sz size;   /* what the user asked for */
	__u64 spare; /* where the raw allocator links free objects when base is this record */
	__u64 magic; /* last, next to the user's bytes; mixed with the address */
};
UK_CTASSERT(sizeof(struct record) == 32);

static struct record *record_of(const void *ptr)
{
	return (struct record *)(__uptr)ptr - 1;
}

/* The record of a block in use, or the end of the system. */
static struct record *check(const void *ptr, const char *what)
{
	struct record *record = record_of(ptr);
	const __u8 *tail;

	if ((__uptr)ptr % 16)
		uk_crash("heap: %s of %p, which is not a block", what, ptr);
	if (record->magic == (MAGIC_FREE ^ (__uptr)ptr))
		uk_crash("heap: %s of %p, which has been freed already", what, ptr);
	if (record->magic != (MAGIC_USED ^ (__uptr)ptr))
		uk_crash("heap: %s of %p, which is not a block or was written in front of", what,
		         ptr);
	tail = (const __u8 *)ptr + record->size;
	for (unsigned int i = 0; i < TAIL; i++)
		if (tail[i] != PATTERN)
			uk_crash("heap: %s of %p: written beyond its %lu bytes, at offset %lu",
			         what, ptr, record->size, record->size + i);
	return record;
}

static void finish(void *ptr, void *base, __sz size)
{
	struct record *record = record_of(ptr);

	record->base = base;
	record->size = size;
	record->magic = MAGIC_USED ^ (__uptr)ptr;
	memset((char *)ptr + size, PATTERN, TAIL);
}

void *heap_debug_alloc(__sz align, __sz size)
{
	__sz front = MAX(align, sizeof(struct record));
	char *base;

	if (size + front + TAIL < size)
		return NULL;
	base = heap_raw_alloc(align, size + front + TAIL);
	if (!base)
		return NULL;
	finish(base + front, base, size);
	return base + front;
}

void heap_debug_free(void *ptr)
{
	struct record *record = check(ptr, "free");
	void *base = record->base;

	memset(ptr, POISON, record->size);
	record->magic = MAGIC_FREE ^ (__uptr)ptr;
	heap_raw_free(base);
}

__sz heap_debug_size(const void *ptr)
{
	return check(ptr, "use")->size;
}

int heap_debug_resize(void *ptr, __sz size)
{
	/* Always move: who keeps the old address is found out */
	check(ptr, "realloc");
	(void)size;
	return 0;
}

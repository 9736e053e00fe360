/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The frame allocator against a model: every page has an owner; no two blocks overlap, nothing
 * leaks, and everything merges back. Memory is an arena of this process, where addresses are
 * "physical". Compile from the repository's root:
 *
 *   cc -g -fsanitize=address,undefined -Itests/unit/stub -Iunikraft/include \
 *      -Iunikraft/lib/base/ukdebug/include -Iunikraft/lib/mem/ukfalloc/include \
 *      tests/unit/frame_test.c unikraft/lib/mem/ukfalloc/{buddy,run}.c -lcmocka
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <errno.h>
#include <sys/mman.h>
#include <cmocka.h>
#include <uk/frame.h>

#define PAGES  3000u
#define BLOCKS 600u

static char *arena;
static unsigned short owner[2 * PAGES];
static struct block {
	__paddr_t frame;
	__sz pages;
	int order; /* -1: a run */
} blocks[BLOCKS + 1];
static unsigned int seed = 2463534242, served;

static unsigned int any(unsigned int below)
{
	seed ^= seed << 13;
	seed ^= seed >> 17;
	seed ^= seed << 5;
	return seed % below;
}

static unsigned int page_index(__paddr_t frame)
{
	assert_true(frame >= (__paddr_t)arena && frame < (__paddr_t)arena + 2 * PAGES * 4096);
	return (frame - (__paddr_t)arena) / 4096;
}

/* Garbage instead of zeroes: the allocator must not depend on fresh memory. */
static int set_up(void **state)
{
	__paddr_t base;

	(void)state;
	arena = mmap(NULL, 2 * PAGES * 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS,
	             -1, 0);
	if (arena == MAP_FAILED)
		return -1;
	for (size_t i = 0; i < 2 * PAGES * 4096; i++)
		arena[i] = (char)any(256);
	base = (__paddr_t)arena;
	/* two regions with a hole, odd ends */
	if (uk_frame_add(base + 100, base + PAGES * 4096 - 77) ||
	    uk_frame_add(base + (PAGES + 100) * 4096, base + 2 * PAGES * 4096))
		return -1;
	return 0;
}

static void claim(unsigned int b, __paddr_t frame, __sz pages, int order)
{
	unsigned int first = page_index(frame);

	served++;
	blocks[b] = (struct block){frame, pages, order};
	for (__sz i = 0; i < pages; i++) {
		assert_int_equal(owner[first + i], 0);
		owner[first + i] = (unsigned short)b;
	}
	memset((void *)frame, (int)b, pages * 4096);
}

static void drop(unsigned int b)
{
	struct block *block = &blocks[b];
	unsigned int first = page_index(block->frame);

	for (__sz i = 0; i < block->pages; i++) {
		assert_int_equal(owner[first + i], b);
		assert_int_equal(((unsigned char *)block->frame)[i * 4096 + 17], b & 255);
		owner[first + i] = 0;
	}
	if (block->order >= 0) {
		uk_frame_free(block->frame, (unsigned int)block->order);
	} else {
		assert_int_equal(uk_frame_run_pages(block->frame), block->pages);
		uk_frame_free_run(block->frame);
	}
	block->pages = 0;
}

static void step(unsigned int b)
{
	unsigned int order, align;
	__paddr_t frame;
	__sz pages;

	switch (any(4)) {
	case 0:
		order = any(any(6) ? 4 : 10);
		frame = uk_frame_alloc(order);
		if (frame == UK_FRAME_NONE)
			return;
		assert_int_equal(frame & ((4096UL << order) - 1), 0);
		claim(b, frame, 1UL << order, (int)order);
		return;
	case 1:
		align = any(6);
		pages = 1 + any(60);
		frame = uk_frame_alloc_run_aligned(pages, align);
		if (frame == UK_FRAME_NONE)
			return;
		assert_int_equal(frame & ((4096UL << align) - 1), 0);
		claim(b, frame, pages, -1);
		return;
	default:
		pages = 1 + any(any(10) ? 20 : 700);
		frame = uk_frame_alloc_run(pages);
		if (frame != UK_FRAME_NONE)
			claim(b, frame, pages, -1);
	}
}

static void shrink(unsigned int b)
{
	struct block *block = &blocks[b];
	__sz keep = 1 + any((unsigned int)block->pages);
	unsigned int first = page_index(block->frame);

	uk_frame_shrink_run(block->frame, keep);
	for (__sz i = keep; i < block->pages; i++)
		owner[first + i] = 0;
	block->pages = keep;
}

static void random_operations(void **state)
{
	__sz total = uk_frame_total(), used;
	int largest = uk_frame_largest();

	(void)state;
	assert_int_equal(uk_frame_available(), total);
	for (unsigned int round = 0; round < 200000; round++) {
		unsigned int b = 1 + any(BLOCKS);

		if (!blocks[b].pages)
			step(b);
		else if (blocks[b].order < 0 && !any(4))
			shrink(b);
		else
			drop(b);
		if (round % 1000)
			continue;
		used = 0;
		for (unsigned int i = 1; i <= BLOCKS; i++)
			used += blocks[i].pages;
		assert_int_equal(uk_frame_available(), total - used);
	}
	assert_in_range(served, 20000, 200000);
	for (unsigned int b = 1; b <= BLOCKS; b++)
		if (blocks[b].pages)
			drop(b);
	assert_int_equal(uk_frame_available(), total);
	assert_int_equal(uk_frame_largest(), largest);
}

static void all_of_it_in_one_run(void **state)
{
	/* the larger region entirely: no block is that large, so blocks have to be joined */
	__sz pages = PAGES - 3;
	__paddr_t run = uk_frame_alloc_run(pages);

	(void)state;
	assert_int_not_equal(run, UK_FRAME_NONE);
	assert_int_equal(uk_frame_run_pages(run), pages);
	assert_int_equal(uk_frame_alloc_run(PAGES), UK_FRAME_NONE);
	uk_frame_free_run(run);
}

static void exhaustion(void **state)
{
	static __paddr_t frames[2 * PAGES];
	__sz total = uk_frame_available(), count = 0;

	(void)state;
	while ((frames[count] = uk_frame_alloc(0)) != UK_FRAME_NONE)
		count++;
	assert_int_equal(count, total);
	assert_int_equal(uk_frame_available(), 0);
	assert_int_equal(uk_frame_largest(), -1);
	assert_int_equal(uk_frame_alloc_run(1), UK_FRAME_NONE);
	while (count)
		uk_frame_free(frames[--count], 0);
	assert_int_equal(uk_frame_available(), total);
}

static void split_block(void **state)
{
	__sz total = uk_frame_available();
	__paddr_t block = uk_frame_alloc(9);

	(void)state;
	assert_int_not_equal(block, UK_FRAME_NONE);
	uk_frame_split(block, 9);
	for (unsigned int i = 0; i < 512; i++)
		uk_frame_free(block + ((i * 37) & 511) * 4096, 0);
	assert_int_equal(uk_frame_available(), total);
}

static void bad_requests(void **state)
{
	(void)state;
	assert_int_equal(uk_frame_alloc(UK_FRAME_ORDER_MAX + 1), UK_FRAME_NONE);
	assert_int_equal(uk_frame_alloc(UK_FRAME_ORDER_MAX), UK_FRAME_NONE);
	assert_int_equal(uk_frame_alloc_run(0), UK_FRAME_NONE);
	assert_int_equal(uk_frame_alloc_run(~0UL), UK_FRAME_NONE);
	assert_int_equal(uk_frame_run_pages(12345), 0);
	assert_int_equal(uk_frame_add(8192, 8192), -EINVAL);
	assert_int_equal(uk_frame_add(8192, 4096), -EINVAL);
	assert_int_equal(uk_frame_add(0, 4096), -EINVAL);
	assert_int_equal(uk_frame_add((__paddr_t)arena + 1, (__paddr_t)arena + 4096), -EINVAL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(random_operations), cmocka_unit_test(all_of_it_in_one_run),
	        cmocka_unit_test(exhaustion),        cmocka_unit_test(split_block),
	        cmocka_unit_test(bad_requests),
	};

	return cmocka_run_group_tests(tests, set_up, NULL);
}

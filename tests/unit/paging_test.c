/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Page tables against a model of single pages: random maps, removals, changes of rights and moves;
 * in the end no table is left. Also without memory for tables. From the repository's root:
 *
 *   cc -g -fsanitize=address,undefined -Itests/unit/stub -Iunikraft/include \
 *      -Iunikraft/lib/base/ukdebug/include -Iunikraft/lib/mem/ukfalloc/include \
 *      tests/unit/paging_test.c unikraft/arch/x86_64/paging.c \
 *      unikraft/lib/mem/ukfalloc/{buddy,run}.c -lcmocka
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <string.h>
#include <errno.h>
#include <sys/mman.h>
#include <cmocka.h>
#include <uk/arch/paging.h>
#include <uk/frame.h>

#define ARENA (8UL << 20)
#define EDGE  (512UL << 30) /* of the root's entries */
#define BASE  (EDGE - (8UL << 20))
#define PAGES 4096u
#define LARGE 512u

__u64 test_page_table_root;
int test_have_1gib_pages;

static struct page {
	__u64 frame; /* 0: nothing mapped */
	unsigned int attr;
} model[PAGES];
static __u64 root[512] __attribute__((aligned(4096)));
static unsigned int seed = 2463534242;

static unsigned int any(unsigned int below)
{
	seed ^= seed << 13;
	seed ^= seed >> 17;
	seed ^= seed << 5;
	return seed % below;
}

static int set_up(void **state)
{
	char *arena = mmap(NULL, ARENA, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	(void)state;
	test_page_table_root = (__u64)root | 0x18;
	return arena == MAP_FAILED ? -1 : uk_frame_add((__paddr_t)arena, (__paddr_t)arena + ARENA);
}

static __vaddr_t address(unsigned int page)
{
	return BASE + (__vaddr_t)page * 4096;
}

static unsigned int any_attr(void)
{
	static const unsigned int attr[] = {0, 1, 3, 5};

	return attr[any(4)];
}

static void check_page(unsigned int page)
{
	__paddr_t paddr;
	unsigned int attr;
	int rc = uk_paging_query(address(page) + 5, &paddr, &attr, NULL);

	if (!model[page].frame) {
		assert_int_equal(rc, -EFAULT);
		return;
	}
	assert_int_equal(rc, 0);
	assert_int_equal(paddr, model[page].frame + 5);
	assert_int_equal(attr, model[page].attr);
}

static void check_all(void)
{
	__vaddr_t next = address(0);

	for (unsigned int page = 0; page < PAGES; page++) {
		check_page(page);
		if (!model[page].frame)
			continue;
		next = uk_paging_next(next, address(PAGES));
		assert_int_equal(next, address(page));
		next += 4096;
	}
	assert_int_equal(uk_paging_next(next, address(PAGES)), address(PAGES));
}

static int is_empty(unsigned int first, unsigned int pages)
{
	for (unsigned int i = 0; i < pages; i++)
		if (model[first + i].frame)
			return 0;
	return 1;
}

static void removed(void *arg, __vaddr_t vaddr, __paddr_t paddr, __sz size)
{
	unsigned int first = (vaddr - BASE) / 4096;

	*(__sz *)arg += size / 4096;
	for (unsigned int i = 0; i < size / 4096; i++) {
		assert_int_equal(model[first + i].frame, paddr + i * 4096UL);
		model[first + i].frame = 0;
	}
}

static void step(void)
{
	unsigned int large = !any(4), pages = large ? LARGE * (1 + any(2)) : 1 + any(80);
	unsigned int first = any(PAGES - pages), to, used = 0;
	unsigned int attr = any_attr();
	__u64 frame = (1UL << 30) + any(1000) * (2UL << 20);
	__sz told = 0;

	if (large)
		first -= first % LARGE;
	else
		frame += first % LARGE * 4096UL;
	switch (any(4)) {
	case 0:
		if (!is_empty(first, pages))
			break;
		assert_int_equal(uk_paging_map(address(first), frame, pages * 4096UL, attr), 0);
		for (unsigned int i = 0; i < pages; i++)
			model[first + i] = (struct page){frame + i * 4096UL, attr};
		break;
	case 1:
		for (unsigned int i = 0; i < pages; i++)
			used += model[first + i].frame != 0;
		assert_int_equal(uk_paging_unmap(address(first), pages * 4096UL, removed, &told),
		                 0);
		assert_int_equal(told, used);
		break;
	case 2:
		assert_int_equal(uk_paging_protect(address(first), pages * 4096UL, attr), 0);
		for (unsigned int i = 0; i < pages; i++)
			model[first + i].attr = attr;
		break;
	default:
		to = any(PAGES - pages);
		if (!is_empty(to, pages) || (to < first + pages && first < to + pages))
			break;
		assert_int_equal(uk_paging_move(address(first), address(to), pages * 4096UL), 0);
		memcpy(&model[to], &model[first], pages * sizeof(model[0]));
		memset(&model[first], 0, pages * sizeof(model[0]));
	}
}

static void random_operations(void **state)
{
	__sz before = uk_frame_available(), told = 0;

	(void)state;
	for (unsigned int round = 0; round < 20000; round++) {
		step();
		if (!(round % 100))
			check_all();
	}
	assert_int_equal(uk_paging_unmap(address(0), PAGES * 4096UL, removed, &told), 0);
	check_all();
	assert_int_equal(uk_frame_available(), before);
}

/* With n frames for tables, for every n: complete or nothing. */
static void no_memory(void **state)
{
	static __paddr_t kept[ARENA / 4096];
	unsigned int count = 0, allowed;
	int rc = -ENOMEM;

	(void)state;
	while ((kept[count] = uk_frame_alloc(0)) != UK_FRAME_NONE)
		count++;
	for (allowed = 0; rc && allowed < 10; allowed++) {
		assert_int_equal(uk_frame_available(), allowed);
		rc = uk_paging_map(EDGE - 4096, 1UL << 30, 8192, 3);
		if (rc) {
			assert_int_equal(rc, -ENOMEM);
			assert_int_equal(uk_frame_available(), allowed);
			assert_int_equal(uk_paging_query(EDGE - 4096, NULL, NULL, NULL), -EFAULT);
			uk_frame_free(kept[--count], 0);
		}
	}
	assert_int_equal(rc, 0);
	assert_int_equal(allowed - 1, 6); /* two pages without any common table */
	assert_int_equal(uk_paging_unmap(EDGE - 4096, 8192, NULL, NULL), 0);
	while (count)
		uk_frame_free(kept[--count], 0);
}

static void direct_map(void **state)
{
	__paddr_t paddr;
	__sz size;

	(void)state;
	for (test_have_1gib_pages = 0; test_have_1gib_pages < 2; test_have_1gib_pages++) {
		__paddr_t at = (__paddr_t)(8 + 8 * test_have_1gib_pages) << 30;

		assert_int_equal(uk_paging_map_direct(at + 4096, at + (1UL << 30) + 4096), 0);
		assert_int_equal(uk_paging_query(at + 123456, &paddr, NULL, &size), 0);
		assert_int_equal(paddr, at + 123456);
		assert_int_equal(size, test_have_1gib_pages ? 1UL << 30 : 2UL << 20);
		assert_int_equal(uk_paging_virt_to_phys(at + (1UL << 30)), at + (1UL << 30));
		assert_int_equal(uk_paging_map_direct(at, at + (1UL << 30) + 8192), 0);
	}
	assert_int_equal(uk_paging_map_direct(4UL << 30, (64UL << 30) + 1), -EINVAL);
	assert_int_equal(uk_paging_map_direct(4UL << 30, 4UL << 30), -EINVAL);
	assert_int_equal(uk_paging_virt_to_phys(40UL << 30), __PADDR_MAX);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(random_operations),
	        cmocka_unit_test(no_memory),
	        cmocka_unit_test(direct_map),
	};

	return cmocka_run_group_tests(tests, set_up, NULL);
}

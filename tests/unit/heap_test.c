/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The heap against a model: blocks do not overlap, keep their contents, are aligned, and leave
 * nothing behind. With -DCONFIG_LIBUKALLOC_DEBUG (and debug.c) also the checks of misuse. From the
 * repository's root:
 *
 *   cc -g -fsanitize=address,undefined -Itests/unit/stub -Iunikraft/include \
 *      -Iunikraft/lib/base/ukdebug/include -Iunikraft/lib/mem/ukfalloc/include \
 *      -Iunikraft/lib/mem/ukalloc/include tests/unit/heap_test.c \
 *      unikraft/lib/mem/ukfalloc/{buddy,run}.c \
 *      unikraft/lib/mem/ukalloc/{alloc,compat,ifmalloc,ifpages,heap,slab,stats}.c -lcmocka
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <errno.h>
#include <signal.h>
#include <unistd.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <cmocka.h>
#include <uk/alloc_impl.h>
#include <uk/frame.h>
#include <uk/heap.h>

#define ARENA  (16UL << 20)
#define BLOCKS 3000u

int test_preempt_count;

static struct block {
	unsigned char *ptr;
	size_t size;
} blocks[BLOCKS];
static unsigned int seed = 2463534242;

static unsigned int any(unsigned int below)
{
	seed ^= seed << 13;
	seed ^= seed >> 17;
	seed ^= seed << 5;
	return seed % below;
}

static size_t any_size(void)
{
	static const unsigned int below[] = {32, 100, 300, 1100, 2100, 5000, 70000};

	return any(below[any(100) ? any(6) : 6]);
}

static int set_up(void **state)
{
	char *arena = mmap(NULL, ARENA, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	(void)state;
	if (arena == MAP_FAILED)
		return -1;
	memset(arena, 0xa5, ARENA);
	return uk_frame_add((__paddr_t)arena, (__paddr_t)arena + ARENA);
}

static void fill(struct block *block)
{
	memset(block->ptr, (int)(block - blocks), block->size);
}

static void verify(const struct block *block, size_t size)
{
	for (size_t i = 0; i < size; i++)
		assert_int_equal(block->ptr[i], (block - blocks) & 255);
}

static void make(struct uk_alloc *a, struct block *block)
{
	size_t align = 16;

	block->size = any_size();
	switch (any(4)) {
	case 0:
		align = 8UL << any(11);
		if (uk_posix_memalign(a, (void **)&block->ptr, align, block->size))
			block->ptr = NULL;
		break;
	case 1:
		block->ptr = uk_calloc(a, block->size, 1);
		for (size_t i = 0; block->ptr && i < block->size; i++)
			assert_int_equal(block->ptr[i], 0);
		break;
	default:
		block->ptr = uk_malloc(a, block->size);
	}
	assert_int_equal((uintptr_t)block->ptr % align, 0);
	if (block->ptr)
		fill(block);
}

static void resize(struct uk_alloc *a, struct block *block)
{
	size_t size = 1 + any_size();
	unsigned char *ptr = uk_realloc(a, block->ptr, size);

	if (!ptr)
		return;
	block->ptr = ptr;
	verify(block, size < block->size ? size : block->size);
	block->size = size;
	fill(block);
}

static void exercise(struct uk_alloc *a, unsigned int rounds)
{
	memset(blocks, 0, sizeof(blocks));
	for (unsigned int round = 0; round < rounds; round++) {
		struct block *block = &blocks[any(BLOCKS)];

		if (!block->ptr) {
			make(a, block);
		} else if (!any(3)) {
			resize(a, block);
		} else {
			verify(block, block->size);
			uk_free(a, block->ptr);
			block->ptr = NULL;
		}
	}
	for (unsigned int i = 0; i < BLOCKS; i++)
		uk_free(a, blocks[i].ptr);
	assert_int_equal(test_preempt_count, 0);
}

static void heap_random(void **state)
{
	__sz before;
	struct uk_alloc_stats stats;

	(void)state;
	assert_ptr_equal(uk_alloc_get_default(), &uk_heap_allocator);
	before = uk_frame_available();
	exercise(uk_alloc_get_default(), 400000);
	uk_heap_trim();
	assert_int_equal(uk_frame_available(), before);
	uk_alloc_stats_get(uk_alloc_get_default(), &stats);
	assert_int_equal(stats.cur_nb_allocs, 0);
	assert_int_equal(stats.cur_mem_use, 0);
	assert_int_equal(stats.tot_nb_allocs, stats.tot_nb_frees);
}

static void *backend_malloc(struct uk_alloc *a, __sz size)
{
	(void)a;
	return malloc(size);
}

static void backend_free(struct uk_alloc *a, void *ptr)
{
	(void)a;
	free(ptr);
}

static void ifmalloc_random(void **state)
{
	static struct uk_alloc a;

	(void)state;
	uk_alloc_init_malloc_ifmalloc(&a, backend_malloc, backend_free, NULL, NULL, NULL);
	exercise(&a, 100000);
	assert_int_equal(uk_alloc_set_default(&a), 0);
	assert_ptr_equal(uk_alloc_get_default(), &a);
	assert_int_equal(uk_alloc_set_default(&uk_heap_allocator), 0);
	assert_int_equal(uk_alloc_register(NULL), -EINVAL);
}

static void *backend_palloc(struct uk_alloc *a, unsigned long pages)
{
	(void)a;
	return uk_palloc(&uk_heap_allocator, pages);
}

static void backend_pfree(struct uk_alloc *a, void *ptr, unsigned long pages)
{
	(void)a;
	uk_pfree(&uk_heap_allocator, ptr, pages);
}

static void ifpages_random(void **state)
{
	static struct uk_alloc a;
	__sz before = uk_frame_available();

	(void)state;
	uk_alloc_init_palloc(&a, backend_palloc, backend_pfree, NULL, NULL, NULL);
	exercise(&a, 50000);
	assert_int_equal(uk_frame_available(), before);
}

static void edges(void **state)
{
	struct uk_alloc *a = &uk_heap_allocator;
	void *p, *q;

	(void)state;
	p = uk_malloc(a, 0);
	q = uk_malloc(a, 0);
	assert_non_null(p);
	assert_ptr_not_equal(p, q);
	assert_null(uk_realloc(a, p, 0));
	uk_free(a, q);
	uk_free(a, NULL);
	assert_null(uk_malloc(a, ~0UL));
	assert_null(uk_malloc(a, ~0UL - 4095));
	assert_null(uk_malloc(a, ARENA));
	assert_null(uk_calloc(a, 1UL << 33, 1UL << 33));
	assert_null(uk_malloc(NULL, 1));
	assert_int_equal(uk_posix_memalign(a, &p, 24, 1), EINVAL);
	assert_int_equal(uk_posix_memalign(a, &p, 4, 1), EINVAL);
	assert_int_equal(uk_posix_memalign(a, &p, 4096, ARENA * 2), ENOMEM);
	assert_null(uk_heap_memalign(3, 1));
	assert_int_equal(uk_heap_usable_size(NULL), 0);
	p = uk_malloc(a, 20000);
	assert_true(uk_heap_usable_size(p) >= 20000);
	q = uk_realloc(a, p, ARENA);
	assert_null(q);
	uk_free(a, p);
	p = uk_palloc(a, 3);
	assert_int_equal((uintptr_t)p % 4096, 0);
	uk_pfree(a, p, 3);
}

static void exhaustion(void **state)
{
	struct uk_alloc *a = &uk_heap_allocator;
	void **list = NULL, **block;
	__sz before;

	(void)state;
	uk_heap_trim();
	before = uk_frame_available();
	while ((block = uk_malloc(a, 100 + any(3000)))) {
		*block = list;
		list = block;
	}
	assert_true(uk_frame_available() < 64);
	while ((block = list)) {
		list = *block;
		uk_free(a, block);
	}
	uk_heap_trim();
	assert_int_equal(uk_frame_available(), before);
}

#ifdef CONFIG_LIBUKALLOC_DEBUG
static void double_free(void)
{
	void *p = uk_heap_malloc(40);

	uk_heap_free(p);
	uk_heap_free(p);
}

static void bad_free(void)
{
	uk_heap_free((char *)uk_heap_calloc(1, 200) + 64);
}

static void overflow(void)
{
	char *p = uk_heap_malloc(40);

	p[40] = 1;
	uk_heap_free(p);
}

static void underflow(void)
{
	char *p = uk_heap_malloc(5000);

	p[-1] = 1;
	uk_heap_realloc(p, 6000);
}

/* Each misuse in a process of its own, which must abort with a message. */
static void misuse(void **state)
{
	void (*const cases[])(void) = {double_free, bad_free, overflow, underflow};

	(void)state;
	for (size_t i = 0; i < 4; i++) {
		pid_t pid = fork();
		int status;

		if (!pid) {
			signal(SIGABRT, SIG_DFL);
			cases[i]();
			_exit(0);
		}
		waitpid(pid, &status, 0);
		assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT);
	}
}
#endif

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(heap_random),    cmocka_unit_test(ifmalloc_random),
	        cmocka_unit_test(ifpages_random), cmocka_unit_test(edges),
	        cmocka_unit_test(exhaustion),
#ifdef CONFIG_LIBUKALLOC_DEBUG
	        cmocka_unit_test(misuse),
#endif
	};

	return cmocka_run_group_tests(tests, set_up, NULL);
}

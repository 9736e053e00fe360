/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The managed area against a model of single pages: what is mapped, with which rights and contents.
 * Access is a call of uk_vmem_fault() and a look at the page tables. From the repository's root:
 *
 *   cc -g -fsanitize=address,undefined -Itests/unit/stub -Iunikraft/include \
 *      -Iunikraft/lib/base/ukdebug/include -Iunikraft/lib/mem/ukfalloc/include \
 *      -Iunikraft/lib/mem/ukvmem/include tests/unit/vmem_test.c unikraft/arch/x86_64/paging.c \
 *      unikraft/lib/mem/ukfalloc/{buddy,run}.c \
 *      unikraft/lib/mem/ukvmem/{area,map,change,remap,fault,kernel}.c -lcmocka
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <string.h>
#include <errno.h>
#include <sys/mman.h>
#include <cmocka.h>
#include <uk/frame.h>
#include <uk/vmem.h>

#define ARENA      (32UL << 20)
#define BASE       (UK_PAGING_MANAGED_BASE + (1UL << 30))
#define PAGES      1024u
#define FILE_PAGES 200u

__u64 test_page_table_root;
int test_have_1gib_pages;
int test_preempt_count;

enum kind { NONE, ANON, PRIVATE, SHARED };

static struct page {
	enum kind kind;
	unsigned int prot;
	unsigned int number; /* in the file */
	__u32 value;         /* first word; shared pages keep it in the file */
	int touched;
} model[PAGES];
static __u64 root[512] __attribute__((aligned(4096)));
static __u32 file[FILE_PAGES][1024] __attribute__((aligned(4096)));
static int file_refs, file_pins;
static unsigned int seed = 2463534242;

static unsigned int any(unsigned int below)
{
	seed ^= seed << 13;
	seed ^= seed >> 17;
	seed ^= seed << 5;
	return seed % below;
}

static int file_page(void *obj, __u64 page, int write, __paddr_t *frame)
{
	(void)write;
	assert_ptr_equal(obj, file);
	if (page >= FILE_PAGES)
		return -ENXIO;
	*frame = (__paddr_t)file[page];
	file_pins++;
	return 0;
}

static void file_unpage(void *obj, __u64 page, __paddr_t frame)
{
	(void)obj;
	assert_int_equal(frame, (__paddr_t)file[page]);
	file_pins--;
}

static void file_get(void *obj)
{
	(void)obj;
	file_refs++;
}

static void file_put(void *obj)
{
	(void)obj;
	file_refs--;
}

static const struct uk_vmem_source source = {file_page, file_unpage, file_get, file_put};

static int set_up(void **state)
{
	char *arena = mmap(NULL, ARENA, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	(void)state;
	if (arena == MAP_FAILED)
		return -1;
	memset(arena, 0x5a, ARENA);
	test_page_table_root = (__u64)root;
	for (unsigned int i = 0; i < FILE_PAGES; i++)
		file[i][0] = 1000000 + i;
	return uk_frame_add((__paddr_t)arena, (__paddr_t)arena + ARENA);
}

static __vaddr_t address(unsigned int page)
{
	return BASE + (__vaddr_t)page * 4096;
}

/* What the machine does: the access succeeds, or the handler resolves it, or it fails. */
static int do_access(__vaddr_t addr, unsigned int access, __u32 **word)
{
	unsigned int attr;
	__paddr_t paddr;
	int rc;

	for (int tries = 0; tries < 2; tries++) {
		if (!uk_paging_query(addr, &paddr, &attr, NULL) && attr & access) {
			*word = (__u32 *)paddr;
			return 0;
		}
		rc = uk_vmem_fault(addr, access);
		if (rc)
			return rc;
	}
	fail_msg("a fault was said to be resolved and came again");
	return 0;
}

static __u32 expected_value(const struct page *page)
{
	if (page->kind == SHARED || (page->kind == PRIVATE && !page->touched))
		return file[page->number][0];
	return page->touched ? page->value : 0;
}

static void access_page(unsigned int n)
{
	struct page *page = &model[n];
	unsigned int access = 1u << any(3);
	unsigned int allowed = page->prot ? page->prot | 1 : 0;
	__u32 *word;
	int rc = do_access(address(n), access, &word);

	if (page->kind == NONE) {
		assert_int_equal(rc, -EFAULT);
	} else if (!(allowed & access)) {
		assert_int_equal(rc, -EACCES);
	} else if (page->kind != ANON && page->number >= FILE_PAGES && !page->touched) {
		assert_int_equal(rc, -ENXIO);
	} else {
		assert_int_equal(rc, 0);
		assert_int_equal(*word, expected_value(page));
		if (page->kind != SHARED) {
			page->value = *word;
			page->touched = 1;
		}
		if (access == UK_VMEM_WRITE) {
			*word = any(1 << 30);
			page->value = *word;
		}
	}
}

static void map_pages(unsigned int first, unsigned int pages, unsigned int prot)
{
	enum kind kind = ANON + any(3);
	unsigned int number = any(FILE_PAGES), flags = UK_VMEM_FIXED;
	__vaddr_t addr = address(first);
	int free = 1;

	for (unsigned int i = 0; i < pages; i++)
		free &= model[first + i].kind == NONE;
	if (any(2)) {
		flags = UK_VMEM_NOREPLACE;
		if (!free) {
			assert_int_equal(
			        uk_vmem_map(&addr, pages * 4096UL, prot, flags, NULL, NULL, 0),
			        -EEXIST);
			return;
		}
	}
	if (kind == SHARED)
		flags |= UK_VMEM_SHARED;
	assert_int_equal(uk_vmem_map(&addr, pages * 4096UL - any(4096), prot, flags,
	                             kind == ANON ? NULL : &source, kind == ANON ? NULL : file,
	                             number * 4096L),
	                 0);
	assert_int_equal(addr, address(first));
	for (unsigned int i = 0; i < pages; i++)
		model[first + i] = (struct page){kind, prot, number + i, 0, 0};
}

static void remap_pages(unsigned int first, unsigned int pages)
{
	unsigned int to = any(PAGES - 100), new_pages = 1 + any(100);
	__vaddr_t addr = address(first);
	struct page saved[100];
	int rc;

	rc = uk_vmem_remap(&addr, pages * 4096UL, new_pages * 4096UL,
	                   UK_VMEM_MAYMOVE | UK_VMEM_FIXED, address(to));
	if (to < first + pages && first < to + new_pages) {
		assert_true(rc == -EINVAL || rc == -EFAULT);
		return;
	}
	if (rc) { /* not one area: then neighbours differ somewhere or are missing */
		assert_int_equal(rc, -EFAULT);
		return;
	}
	memcpy(saved, &model[first], pages * sizeof(*saved));
	memset(&model[first], 0, pages * sizeof(*saved));
	for (unsigned int i = 0; i < new_pages; i++) {
		if (i < pages)
			model[to + i] = saved[i];
		else
			model[to + i] = (struct page){saved[0].kind, saved[0].prot,
			                              saved[0].number + i, 0, 0};
	}
}

static void step(void)
{
	static const unsigned int prots[] = {0, 1, 2, 3, 3, 3, 5, 4};
	unsigned int pages = 1 + any(any(4) ? 8 : 99), first = any(PAGES - pages);
	unsigned int prot = prots[any(8)];
	int hole = 0, rc;

	switch (any(12)) {
	case 0:
		map_pages(first, pages, prot);
		break;
	case 1:
		assert_int_equal(uk_vmem_unmap(address(first), pages * 4096UL), 0);
		memset(&model[first], 0, pages * sizeof(model[0]));
		break;
	case 2:
	case 3:
		for (unsigned int i = 0; i < pages; i++)
			hole |= model[first + i].kind == NONE;
		rc = uk_vmem_protect(address(first), pages * 4096UL, prot);
		assert_int_equal(rc, hole ? -ENOMEM : 0);
		for (unsigned int i = 0; !hole && i < pages; i++)
			model[first + i].prot = prot;
		break;
	case 4:
		for (unsigned int i = 0; i < pages; i++) {
			hole |= model[first + i].kind == NONE;
			model[first + i].touched = 0;
		}
		assert_int_equal(uk_vmem_discard(address(first), pages * 4096UL),
		                 hole ? -ENOMEM : 0);
		break;
	case 5:
		remap_pages(first, pages);
		break;
	default:
		for (unsigned int i = 0; i < pages; i++)
			access_page(first + i);
	}
}

static void random_operations(void **state)
{
	__sz before;

	(void)state;
	/* the nodes of areas stay: let them be there before counting */
	for (unsigned int round = 0; round < 300000; round++)
		step();
	assert_int_equal(uk_vmem_unmap(address(0), PAGES * 4096UL), 0);
	memset(model, 0, sizeof(model));
	before = uk_frame_available();
	for (unsigned int round = 0; round < 100000; round++)
		step();
	assert_int_equal(uk_vmem_unmap(address(0), PAGES * 4096UL), 0);
	memset(model, 0, sizeof(model));
	assert_int_equal(uk_frame_available(), before);
	assert_int_equal(file_refs, 0);
	assert_int_equal(file_pins, 0);
	assert_int_equal(test_preempt_count, 0);
}

static void placement(void **state)
{
	__vaddr_t a = 0, b = 0, c = 0;

	(void)state;
	assert_int_equal(uk_vmem_map(&a, 1, 3, 0, NULL, NULL, 0), 0);
	assert_int_equal(uk_vmem_map(&b, 5 * 4096, 3, 0, NULL, NULL, 0), 0);
	assert_int_equal(uk_vmem_map(&c, 4096, 3, 0, NULL, NULL, 0), 0);
	assert_int_equal(b, a + 4096);
	assert_int_equal(c, b + 5 * 4096);
	assert_int_equal(uk_vmem_unmap(b, 5 * 4096), 0);
	b = 0;
	assert_int_equal(uk_vmem_map(&b, 6 * 4096, 3, 0, NULL, NULL, 0), 0);
	assert_int_equal(b, c + 4096); /* too large for the hole */
	assert_int_equal(uk_vmem_unmap(b, 6 * 4096), 0);
	b = 0;
	assert_int_equal(uk_vmem_map(&b, 5 * 4096, 1, 0, NULL, NULL, 0), 0);
	assert_int_equal(b, a + 4096); /* the lowest that fits */
	/* a hint that is free is taken; one that is not is only a hint */
	assert_int_equal(uk_vmem_unmap(c, 4096), 0);
	c = BASE + 5 * 4096 + 7;
	assert_int_equal(uk_vmem_map(&c, 4096, 3, 0, NULL, NULL, 0), 0);
	assert_int_equal(c, BASE + 5 * 4096);
	assert_int_equal(uk_vmem_unmap(c, 4096), 0);
	c = a;
	assert_int_equal(uk_vmem_map(&c, 4096, 3, 0, NULL, NULL, 0), 0);
	assert_int_equal(c, b + 5 * 4096);
	/* growing: in place when there is room, else it moves and keeps its contents */
	assert_int_equal(uk_vmem_remap(&a, 4096, 8192, 0, 0), -ENOMEM);
	assert_int_equal(uk_vmem_remap(&a, 4096, 8192, UK_VMEM_MAYMOVE, 0), 0);
	assert_int_equal(a, c + 4096);
	assert_int_equal(uk_vmem_remap(&a, 8192, 3 * 4096, 0, 0), 0);
	assert_int_equal(uk_vmem_unmap(UK_PAGING_MANAGED_BASE, 20 * 4096), 0);
}

static void wrong_requests(void **state)
{
	__vaddr_t a = 0, odd = BASE + 1, low = 4096;

	(void)state;
	assert_int_equal(uk_vmem_map(&a, 0, 3, 0, NULL, NULL, 0), -EINVAL);
	assert_int_equal(uk_vmem_map(&a, 1, 3, 0, NULL, NULL, 5), -EINVAL);
	assert_int_equal(uk_vmem_map(&odd, 1, 3, UK_VMEM_FIXED, NULL, NULL, 0), -EINVAL);
	assert_int_equal(uk_vmem_map(&low, 1, 3, UK_VMEM_FIXED, NULL, NULL, 0), -ENOMEM);
	assert_int_equal(uk_vmem_map(&a, ~0UL, 3, 0, NULL, NULL, 0), -ENOMEM);
	assert_int_equal(uk_vmem_map(&a, ARENA, 3, 0, NULL, NULL, 0), -ENOMEM);
	assert_int_equal(uk_vmem_map(&a, 4096, 7, 0, NULL, NULL, 0), -EACCES);
	assert_int_equal(uk_vmem_map(&a, 1UL << 40, 3, UK_VMEM_NORESERVE, NULL, NULL, 0), 0);
	assert_int_equal(uk_vmem_protect(a, 4096, 6), -EACCES);
	assert_int_equal(uk_vmem_protect(a + 1, 4096, 1), -EINVAL);
	assert_int_equal(uk_vmem_unmap(a, 1UL << 40), 0);
	assert_int_equal(uk_vmem_unmap(a + 1, 4096), -EINVAL);
	assert_int_equal(uk_vmem_unmap(a, 0), -EINVAL);
	assert_int_equal(uk_vmem_unmap(a, ~0UL), -EINVAL);
	assert_int_equal(uk_vmem_unmap(a, 4096), 0);
	assert_int_equal(uk_vmem_protect(a, 4096, 1), -ENOMEM);
	assert_int_equal(uk_vmem_remap(&a, 4096, 8192, 0, 0), -EFAULT);
	assert_int_equal(uk_vmem_fault(0, 1), -EFAULT);
	assert_int_equal(uk_vmem_fault(~0UL, 1), -EFAULT);
}

static void stacks(void **state)
{
	void *stack[10], *odd;
	__u32 *word;

	(void)state;
	for (int i = 0; i < 10; i++) {
		stack[i] = uk_vmem_stack_alloc(65536);
		assert_non_null(stack[i]);
		for (__sz at = 0; at < 65536; at += 4096)
			assert_int_equal(do_access((__vaddr_t)stack[i] + at, 2, &word), 0);
		assert_int_equal(uk_vmem_fault((__vaddr_t)stack[i] - 1, 2), -EFAULT);
		assert_int_equal(uk_vmem_stack_of_guard((__vaddr_t)stack[i] - 1),
		                 (__vaddr_t)stack[i]);
		assert_int_equal(uk_vmem_stack_of_guard((__vaddr_t)stack[i]), 0);
		assert_int_equal(do_access((__vaddr_t)stack[i], 4, &word), -EACCES);
	}
	/* they are not the program's to change */
	assert_int_equal(uk_vmem_unmap((__vaddr_t)stack[3], 4096), -EINVAL);
	assert_int_equal(uk_vmem_protect((__vaddr_t)stack[3], 4096, 1), -EACCES);
	assert_int_equal(uk_vmem_discard((__vaddr_t)stack[3], 4096), -EINVAL);
	odd = uk_vmem_stack_alloc(3 * 4096);
	assert_non_null(odd);
	uk_vmem_stack_free(odd, 3 * 4096);
	for (int i = 0; i < 10; i++)
		uk_vmem_stack_free(stack[i], 65536);
	assert_ptr_not_equal(uk_vmem_stack_alloc(65536), NULL);
	assert_null(uk_vmem_stack_alloc(ARENA));
	assert_null(uk_vmem_stack_alloc(100));
}

static void devices(void **state)
{
	unsigned int attr;
	__paddr_t paddr;
	__sz size, before = uk_frame_available();
	char *regs = uk_vmem_map_device(0xfeb00e00, 0x400);
	char *bar = uk_vmem_map_device(0xe0000000, 4UL << 20);

	(void)state;
	assert_non_null(regs);
	assert_int_equal(uk_paging_query((__vaddr_t)regs + 0x3ff, &paddr, &attr, &size), 0);
	assert_int_equal(paddr, 0xfeb00e00 + 0x3ff);
	assert_int_equal(attr, UK_PAGE_READ | UK_PAGE_WRITE | UK_PAGE_UNCACHED);
	assert_int_equal(uk_paging_query((__vaddr_t)bar, &paddr, NULL, &size), 0);
	assert_int_equal(paddr, 0xe0000000);
	assert_int_equal(size, 2UL << 20);
	assert_int_equal(uk_vmem_unmap((__vaddr_t)bar, 4UL << 20), -EINVAL);
	uk_vmem_unmap_device(regs, 0x400);
	uk_vmem_unmap_device(bar, 4UL << 20);
	assert_int_equal(uk_paging_query((__vaddr_t)bar, NULL, NULL, NULL), -EFAULT);
	assert_true(uk_frame_available() >= before);
}

static void blocks(void **state)
{
	__sz pages = uk_frame_available() - 40;
	char *block = uk_vmem_block_alloc(pages * 4096), *other;
	__u32 *word;

	(void)state;
	assert_non_null(block);
	assert_int_equal(uk_vmem_block_len(block), pages * 4096);
	assert_int_equal(do_access((__vaddr_t)block, 2, &word), 0);
	assert_int_equal(do_access((__vaddr_t)block + pages * 4096 - 4, 2, &word), 0);
	assert_null(uk_vmem_block_alloc(41 * 4096));
	other = uk_vmem_block_alloc(3 * 4096);
	assert_non_null(other);
	assert_int_equal(uk_vmem_block_len(other), 3 * 4096);
	uk_vmem_block_free(block);
	uk_vmem_block_free(other);
	assert_true(uk_frame_available() >= pages + 38);
}

static void file_truncated(void **state)
{
	__vaddr_t a = 0;
	__u32 *word;

	(void)state;
	assert_int_equal(uk_vmem_map(&a, 20 * 4096, 3, UK_VMEM_SHARED, &source, file, 4096 * 10),
	                 0);
	assert_int_equal(uk_vmem_populate(a, 20 * 4096), 0);
	assert_int_equal(file_pins, 20);
	uk_vmem_source_changed(&source, file, 15);
	assert_int_equal(file_pins, 5);
	assert_int_equal(do_access(a + 7 * 4096, 2, &word), 0);
	uk_vmem_source_changed(&source, file, 0);
	assert_int_equal(file_pins, 0);
	assert_int_equal(uk_vmem_unmap(a, 20 * 4096), 0);
	assert_int_equal(file_refs, 0);
}

static void out_of_memory(void **state)
{
	__vaddr_t a = 0;
	__sz before = uk_frame_available(), pages = 0;
	unsigned char present[64];
	__u32 *word;
	int rc;

	(void)state;
	assert_int_equal(uk_vmem_map(&a, 2 * ARENA, 3, UK_VMEM_NORESERVE, NULL, NULL, 0), 0);
	while (!(rc = do_access(a + pages * 4096, 2, &word)))
		pages++;
	assert_int_equal(rc, -ENOMEM);
	assert_int_equal(uk_frame_available(), 0);
	assert_null(uk_vmem_stack_alloc(65536));
	assert_int_equal(uk_vmem_discard(a, 63 * 4096), 0);
	assert_int_equal(do_access(a, 2, &word), 0);
	assert_int_equal(uk_vmem_resident(a, 64 * 4096, present), 0);
	assert_int_equal(present[0], 1);
	assert_int_equal(present[1], 0);
	assert_int_equal(present[63], 1);
	assert_int_equal(uk_vmem_unmap(a, 2 * ARENA), 0);
	/* what is missing are nodes; the stacks that were kept came back */
	assert_true(uk_frame_available() + 2 >= before);
}

static void many_areas(void **state)
{
	static __vaddr_t list[20000];
	unsigned int count = sizeof(list) / sizeof(list[0]);

	(void)state;
	/* alternating rights, so that nothing merges */
	for (unsigned int i = 0; i < count; i++) {
		list[i] = 0;
		assert_int_equal(uk_vmem_map(&list[i], 4096, 1 + (i & 1), 0, NULL, NULL, 0), 0);
	}
	for (unsigned int i = 0; i < count; i++) {
		unsigned int n = (i * 7919) % count;

		assert_int_equal(uk_vmem_unmap(list[n], 4096), 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(placement),         cmocka_unit_test(wrong_requests),
	        cmocka_unit_test(random_operations), cmocka_unit_test(stacks),
	        cmocka_unit_test(devices),           cmocka_unit_test(blocks),
	        cmocka_unit_test(file_truncated),    cmocka_unit_test(out_of_memory),
	        cmocka_unit_test(many_areas),
	};

	return cmocka_run_group_tests(tests, set_up, NULL);
}

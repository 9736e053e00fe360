/* SPDX-License-Identifier: BSD-3-Clause */
/* Scatter-gather lists, the forward-only allocator, rights and page tables. */
#include <errno.h>
#include <string.h>
#include <uk/alloc_impl.h>
#include <uk/allocregion.h>
#include <uk/plat/memory.h>
#include <uk/plat/paging.h>
#include <uk/sglist.h>
#include <uk/vmem.h>
#include "check.h"

static void fill(struct uk_sglist *sg)
{
	uk_sglist_reset(sg);
	CHECK(!uk_sglist_append_phys(sg, 0x1000, 100));
	CHECK(!uk_sglist_append_phys(sg, 0x3000, 200));
	CHECK(!uk_sglist_append_phys(sg, 0x5000, 300));
}

void sglist(void)
{
	struct uk_sglist_seg segments[2][4];
	struct uk_sglist a, b, *head = NULL, *small;
	struct uk_alloc *alloc = uk_alloc_get_default();
	static char buffer[10000];

	uk_sglist_init(&a, 4, segments[0]);
	uk_sglist_init(&b, 4, segments[1]);
	fill(&a);
	CHECK(!uk_sglist_split(&a, &head, alloc, 150));
	CHECK(head->sg_nseg == 2 && head->sg_segs[1].ss_paddr == 0x3000 &&
	      uk_sglist_length(head) == 150);
	CHECK(a.sg_nseg == 2 && a.sg_segs[0].ss_paddr == 0x3032 && uk_sglist_length(&a) == 450);
	/* the halves of the cut segment are one again */
	CHECK(!uk_sglist_join(head, &a));
	CHECK(head->sg_nseg == 3 && uk_sglist_length(head) == 600 && !a.sg_nseg);
	CHECK(!uk_sglist_join(head, &a) && head->sg_nseg == 3);
	uk_sglist_free(head, alloc);

	fill(&a);
	head = &b;
	CHECK(!uk_sglist_slice(&a, &head, alloc, 50, 100) && head == &b);
	CHECK(b.sg_nseg == 2 && b.sg_segs[0].ss_paddr == 0x1032 && b.sg_segs[1].ss_len == 50);
	CHECK(uk_sglist_length(&a) == 600);
	CHECK(uk_sglist_slice(&a, &head, alloc, 0, 1) == -EINVAL); /* not empty */
	head = NULL;
	CHECK(uk_sglist_split(&a, &head, alloc, 601) == -EINVAL && !head);
	CHECK(uk_sglist_split(&a, &head, alloc, 0) == -EINVAL && uk_sglist_length(&a) == 600);
	CHECK(!uk_sglist_split(&a, &head, alloc, 600) && !a.sg_nseg);
	uk_sglist_free(head, alloc);

	/* no room: as it was */
	fill(&a);
	small = uk_sglist_alloc(alloc, 1);
	CHECK(!uk_sglist_append_phys(small, 0xfc0, 0x40));
	CHECK(uk_sglist_append_sglist(small, &a, 0, 300) == -EFBIG);
	CHECK(small->sg_nseg == 1 && small->sg_segs[0].ss_len == 0x40);
	CHECK(uk_sglist_split(&a, &small, alloc, 100) == -EINVAL && uk_sglist_length(&a) == 600);
	uk_sglist_reset(small);
	CHECK(uk_sglist_split(&a, &small, alloc, 101) == -EFBIG && uk_sglist_length(&a) == 600);
	uk_sglist_free(small, alloc);
	CHECK(!uk_sglist_count(buffer, 0) && uk_sglist_count(buffer, sizeof(buffer)) == 1);
}

void allocregion(void)
{
	static char region[1000];
	struct uk_alloc *a = uk_allocregion_init(region + 1, sizeof(region) - 1), *first;
	char *one, *two, *more;
	__ssz left;

	CHECK(!uk_allocregion_init(region, 50));
	CHECK(a && (char *)a >= region + 1 && uk_alloc_get_default() != a);
	one = uk_malloc(a, 20);
	two = uk_calloc(a, 3, 7);
	CHECK(one && two >= one + 20 && !two[20] && !((__uptr)two % 16));
	memset(one, 7, 20);
	CHECK(uk_realloc(a, one, 10) == one);
	more = uk_realloc(a, one, 40);
	CHECK(more != one && more[19] == 7);
	CHECK(!((__uptr)uk_memalign(a, 128, 1) % 128));
	left = uk_alloc_availmem(a);
	CHECK(left > 0 && left < 800 && uk_alloc_maxalloc(a) == left);
	uk_free(a, more);
	CHECK(uk_alloc_availmem(a) == left);
	CHECK(!uk_malloc(a, (__sz)left + 1) && !uk_malloc(a, ~(__sz)0) &&
	      !uk_malloc(a, ~(__sz)0 - 15));
	CHECK(uk_malloc(a, (__sz)left));
	CHECK(!uk_malloc(a, 1) && uk_alloc_addmem(a, region, 10) == -ENOTSUP);
	uk_alloc_foreach(first) if (first == a) return;
	CHECK(!"registered");
}

void pages(void)
{
	struct uk_pagetable *pt = ukplat_pt_get_active();
	unsigned int level = PAGE_LEVEL;
	__vaddr_t at = 0, table;
	__pte_t pte;

	CHECK(!uk_vmem_map(&at, 8192, UK_VMEM_READ | UK_VMEM_WRITE, UK_VMEM_POPULATE, NULL, NULL,
	                   0));
	CHECK(!ukplat_pt_walk(pt, at + 5000, &level, &table, &pte));
	CHECK(!level && PT_Lx_PTE_PRESENT(pte, 0) && (pte & 2));
	CHECK(PT_Lx_PTE_PADDR(pte, 0) == ukplat_virt_to_phys((void *)(at + 4096)));
	CHECK(((__pte_t *)table)[PT_Lx_IDX(at + 5000, 0)] == pte);
	CHECK(!uk_vma_set_attr(uk_vas_get_active(), at + 4100, 10, PAGE_ATTR_PROT_READ, 0));
	CHECK(!ukplat_pt_walk(pt, at + 5000, NULL, NULL, &pte) && !(pte & 2));
	CHECK(!ukplat_pt_walk(pt, at, NULL, NULL, &pte) && (pte & 2));
	CHECK(uk_vma_set_attr(NULL, at, 10, PAGE_ATTR_PROT_READ, 0) == -EINVAL);
	CHECK(uk_vma_set_attr(uk_vas_get_active(), at, 10, 64, 0) == -EINVAL);
	/* memory one to one, by large pages */
	level = 0;
	CHECK(!ukplat_pt_walk(pt, 40 << 20, &level, NULL, &pte));
	CHECK(level == 1 && PAGE_Lx_IS(pte, 1) && PT_Lx_PTE_PADDR(pte, 1) == 40 << 20);
	CHECK(PAGE_Lx_ALIGN_DOWN(0x345678UL, 1) == 0x200000);
	/* nothing there: the walk ends above */
	uk_vmem_unmap(at, 8192);
	level = 0;
	CHECK(!ukplat_pt_walk(pt, 0x7f0000000000, &level, NULL, &pte) && level > 0);
	CHECK(!PT_Lx_PTE_PRESENT(pte, level));
	level = 4;
	CHECK(ukplat_pt_walk(pt, 0, &level, NULL, NULL) == -EINVAL);
}

/* SPDX-License-Identifier: BSD-3-Clause */
/* Looking at page tables, which lie in the one-to-one map. */
#include <errno.h>
#include <uk/arch/x86.h>
#include <uk/plat/paging.h>

struct uk_pagetable *ukplat_pt_get_active(void)
{
	static struct uk_pagetable active;

	active.pt_pbase = active.pt_vbase = PAGE_ALIGN_DOWN(X86_READ_CR(3));
	return &active;
}

int ukplat_pt_walk(struct uk_pagetable *pt, __vaddr_t vaddr, unsigned int *level,
                   __vaddr_t *pt_vaddr, __pte_t *pte)
{
	unsigned int to = level ? *level : PAGE_LEVEL, at = PT_LEVELS - 1;
	__vaddr_t table = pt->pt_vbase;
	__pte_t entry;

	if (to >= PT_LEVELS)
		return -EINVAL;
	for (;;) {
		entry = ((const __pte_t *)table)[PT_Lx_IDX(vaddr, at)];
		if (at == to || !PT_Lx_PTE_PRESENT(entry, at) || PAGE_Lx_IS(entry, at))
			break;
		table = PT_Lx_PTE_PADDR(entry, at);
		at--;
	}
	if (level)
		*level = at;
	if (pt_vaddr)
		*pt_vaddr = table;
	if (pte)
		*pte = entry;
	return 0;
}

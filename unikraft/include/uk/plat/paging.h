/* SPDX-License-Identifier: BSD-3-Clause */
/* Looking at the page tables. There is one address space; mappings are made by uk/vmem.h. */
#ifndef UK_PLAT_PAGING_H
#define UK_PLAT_PAGING_H

#include <uk/arch/paging.h>
#include <uk/arch/pte.h>

struct uk_pagetable {
	__vaddr_t pt_vbase; /* the table of the highest level */
	__paddr_t pt_pbase;
};

struct uk_pagetable *ukplat_pt_get_active(void);

/*
 * Follows an address from the highest level down to *level (NULL: to the page), or until an entry
 * is not present or is a page. The level reached, the address of its table and the entry are stored
 * where the pointers are not NULL; the entry may say that nothing is there. Returns 0; -EINVAL: no
 * such level.
 */
int ukplat_pt_walk(struct uk_pagetable *pt, __vaddr_t vaddr, unsigned int *level,
                   __vaddr_t *pt_vaddr, __pte_t *pte);

#endif /* UK_PLAT_PAGING_H */

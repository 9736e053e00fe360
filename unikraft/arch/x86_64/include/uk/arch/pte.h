/* SPDX-License-Identifier: BSD-3-Clause */
/* x86_64: what a page-table entry says, by level: 0 a page of 4 KiB, 1 of 2 MiB, 2 of 1 GiB, 3 the
 * table of all (Intel SDM volume 3, chapter 4). */
#ifndef UK_ARCH_PTE_H
#define UK_ARCH_PTE_H

#include <uk/arch/types.h>

typedef __u64 __pte_t;

#define PT_LEVELS                     4
#define PAGE_LEVEL                    0
#define PAGE_Lx_SHIFT(lvl)            (12 + 9 * (lvl))
#define PAGE_Lx_SIZE(lvl)             (1UL << PAGE_Lx_SHIFT(lvl))
#define PAGE_Lx_ALIGN_DOWN(addr, lvl) ((addr) & ~(PAGE_Lx_SIZE(lvl) - 1))
#define PAGE_Lx_ALIGN_UP(addr, lvl)   PAGE_Lx_ALIGN_DOWN((addr) + PAGE_Lx_SIZE(lvl) - 1, lvl)
#define PAGE_Lx_ALIGNED(addr, lvl)    (!((addr) & (PAGE_Lx_SIZE(lvl) - 1)))
/* The entry's number in a table of the level. */
#define PT_Lx_IDX(addr, lvl) (((addr) >> PAGE_Lx_SHIFT(lvl)) & 511)

#define PT_Lx_PTE_PRESENT(pte, lvl) ((int)((pte)&1))
/* A page, not the address of a table. */
#define PAGE_Lx_IS(pte, lvl) ((lvl) == 0 || ((lvl) < 3 && ((pte) & (1UL << 7))))

/* The physical address in an entry: of a page or of a table. */
static inline __paddr_t PT_Lx_PTE_PADDR(__pte_t pte, unsigned int lvl)
{
	__paddr_t low = PAGE_Lx_IS(pte, lvl) ? PAGE_Lx_SIZE(lvl) - 1 : PAGE_Lx_SIZE(0) - 1;

	return pte & 0x000ffffffffff000UL & ~low;
}

#endif /* UK_ARCH_PTE_H */

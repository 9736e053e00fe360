/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Page tables: the mapping from virtual to physical addresses of the one address space.
 *
 * Below UK_PAGING_MANAGED_BASE physical memory is mapped one to one by the entry code, extended by
 * uk_paging_map_direct(). The managed area from there upwards belongs to ukvmem, which is the
 * caller of the other functions.
 *
 * Context: kernel context, or the page-fault handler with interrupts off. Tables come from
 * uk/frame.h. Addresses and lengths are multiples of the page size. Errors are negative errno
 * values; a function that fails changes nothing unless said otherwise.
 */
#ifndef UK_ARCH_PAGING_H
#define UK_ARCH_PAGING_H

#include <uk/arch/limits.h>
#include <uk/arch/types.h>

#ifndef PAGE_ALIGNED
#define PAGE_ALIGNED(a) (!((a) & (__PAGE_SIZE - 1)))
#endif

#define UK_PAGING_LARGE_SHIFT 21 /* a large page: 2 MiB */
#define UK_PAGING_LARGE_SIZE  (1UL << UK_PAGING_LARGE_SHIFT)

/* The managed area: from 64 GiB to 64 TiB. The other half is the image's, which lies somewhere in
 * it or in the direct map. */
#define UK_PAGING_MANAGED_BASE 0x1000000000UL
#define UK_PAGING_MANAGED_END  0x400000000000UL
#define UK_PAGING_IMAGE_BASE   UK_PAGING_MANAGED_END
#define UK_PAGING_END          0x800000000000UL

/* Is the address in the managed area? */
static inline int uk_paging_is_managed(__vaddr_t vaddr)
{
	return vaddr - UK_PAGING_MANAGED_BASE < UK_PAGING_MANAGED_END - UK_PAGING_MANAGED_BASE;
}

/* Attributes. Without any of READ, WRITE and EXEC the frame is kept but every access faults. WRITE
 * and EXEC imply READ on this architecture. */
#define UK_PAGE_READ     0x1u
#define UK_PAGE_WRITE    0x2u
#define UK_PAGE_EXEC     0x4u
#define UK_PAGE_RIGHTS   0x7u
#define UK_PAGE_UNCACHED 0x8u /* device registers: strongly ordered, never cached */

/* Maps len bytes at vaddr to the frames from paddr on. Uses large pages where both are aligned.
 * Nothing may be mapped there yet. -ENOMEM: no memory for tables; nothing is mapped then. */
int uk_paging_map(__vaddr_t vaddr, __paddr_t paddr, __sz len, unsigned int attr);

/* Told of each page that is taken away: its address, frame and size (4 KiB or 2 MiB). */
typedef void (*uk_paging_removed_fn)(void *arg, __vaddr_t vaddr, __paddr_t paddr, __sz size);

/* Takes away all mappings in the range (holes are fine), frees tables that become empty and
 * invalidates the TLB, after which it tells `removed` (may be NULL) of each page: not before, so
 * that a frame is not used anew while it is still reachable. -ENOMEM: a large page would have to be
 * split at an edge of the range and there is no memory for the table; nothing changed. */
int uk_paging_unmap(__vaddr_t vaddr, __sz len, uk_paging_removed_fn removed, void *arg);

/* Gives all pages mapped in the range other rights. -ENOMEM as for uk_paging_unmap(). */
int uk_paging_protect(__vaddr_t vaddr, __sz len, unsigned int attr);

/* Moves the mappings of the range to another place, where nothing is mapped, with their frames and
 * rights. -ENOMEM: nothing changed. */
int uk_paging_move(__vaddr_t from, __vaddr_t to, __sz len);

/* What is mapped at an address: 0, or -EFAULT when nothing is. Each pointer may be NULL. paddr is
 * the translation of vaddr itself; size the size of its page. */
int uk_paging_query(__vaddr_t vaddr, __paddr_t *paddr, unsigned int *attr, __sz *size);

/* The next mapped address in [vaddr, end), or end. Skips at once what has no table. */
__vaddr_t uk_paging_next(__vaddr_t vaddr, __vaddr_t end);

/* The translation of any address, __PADDR_MAX when it is not mapped. */
__paddr_t uk_paging_virt_to_phys(__vaddr_t vaddr);

/* Extends the one-to-one map over [start, end): read-write, not executable, large pages. For memory
 * the entry code did not map; what is mapped already stays as it is. -EINVAL: it reaches into the
 * managed area; -ENOMEM: no frame for a table (add lower memory to the frame allocator first). */
int uk_paging_map_direct(__paddr_t start, __paddr_t end);

#endif /* UK_ARCH_PAGING_H */

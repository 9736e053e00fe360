/* SPDX-License-Identifier: BSD-3-Clause */
/* brk(2): a range that grows at a place of its own, out of the way of mmap()'s first fit, which
 * begins below 16 TiB. */
#include "mmap.h"

#define BREAK_START 0x200000000000UL /* 32 TiB */

static __vaddr_t current = BREAK_START;

/* Linux's system call: the new break, or the old one when it cannot be set. */
UK_SYSCALL_R_DEFINE(long, brk, void *, wanted)
{
	__vaddr_t to = (__vaddr_t)wanted;
	__vaddr_t have = PAGE_ALIGN_UP(current);
	__vaddr_t need = PAGE_ALIGN_UP(to);
	int rc = 0;

	if (to < BREAK_START || need >= UK_PAGING_MANAGED_END)
		return (long)current;
	if (need > have)
		rc = uk_vmem_map(&have, need - have, UK_VMEM_READ | UK_VMEM_WRITE,
		                 UK_VMEM_NOREPLACE, NULL, NULL, 0);
	else if (need < have)
		rc = uk_vmem_unmap(need, have - need);
	if (!rc)
		current = to;
	return (long)current;
}

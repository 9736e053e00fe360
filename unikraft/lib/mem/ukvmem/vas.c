/* SPDX-License-Identifier: BSD-3-Clause */
/* The address space as an object, for ports that name it: there is one. */
#include <errno.h>
#include <uk/vmem.h>

struct uk_vas {
	__vaddr_t base, end;
};

static struct uk_vas only = {UK_PAGING_MANAGED_BASE, UK_PAGING_MANAGED_END};

struct uk_vas *uk_vas_get_active(void)
{
	return &only;
}

int uk_vma_set_attr(struct uk_vas *vas, __vaddr_t vaddr, __sz len, unsigned long attr,
                    unsigned long flags)
{
	__vaddr_t start = PAGE_ALIGN_DOWN(vaddr);

	if (vas != &only || flags || (attr & ~(unsigned long)UK_PAGE_RIGHTS))
		return -EINVAL;
	return uk_vmem_protect(start, PAGE_ALIGN_UP(vaddr + len) - start, (unsigned int)attr);
}

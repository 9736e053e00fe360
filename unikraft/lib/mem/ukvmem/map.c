/* SPDX-License-Identifier: BSD-3-Clause */
/* Making and removing areas. */
#include <errno.h>
#include <uk/config.h>
#include <uk/assert.h>
#include <uk/frame.h>
#include <uk/preempt.h>
#include "area.h"

int area_check_rights(unsigned int prot)
{
#ifdef CONFIG_LIBUKVMEM_WX
	(void)prot;
	return 0;
#else
	return prot & UK_VMEM_WRITE && prot & UK_VMEM_EXEC ? -EACCES : 0;
#endif
}

int area_check_commit(__sz len, unsigned int prot, unsigned int flags)
{
	if (!(prot & UK_VMEM_WRITE) || flags & UK_VMEM_NORESERVE)
		return 0;
	return len >> __PAGE_SHIFT > uk_frame_available() ? -ENOMEM : 0;
}

static void page_removed(void *arg, __vaddr_t vaddr, __paddr_t paddr, __sz size __maybe_unused)
{
	const struct area *area = arg;

	if (area->kind == AREA_SOURCE && area->flags & UK_VMEM_SHARED)
		area->source->unpage(area->obj, area_page_number(area, vaddr), paddr);
	else if (area->kind != AREA_DEVICE)
		uk_frame_free(paddr, 0);
}

void area_drop_pages(const struct area *area, __vaddr_t start, __vaddr_t end)
{
	/* Cannot fail: only device mappings have large pages, and they go away whole */
	uk_paging_unmap(start, end - start, page_removed, (void *)(__uptr)area);
}

void area_drop_range(__vaddr_t start, __vaddr_t end)
{
	struct area *area;

	while ((area = area_at_or_after(start)) && area->start < end) {
		area_drop_pages(area, area->start, area->end);
		area_remove(area);
		if (area->source)
			area->source->put(area->obj);
		area_delete(area);
	}
}

static int in_managed_area(__vaddr_t addr, __sz len)
{
	return addr >= UK_PAGING_MANAGED_BASE && addr < UK_PAGING_MANAGED_END &&
	       len <= UK_PAGING_MANAGED_END - addr;
}

static int is_free(__vaddr_t addr, __sz len)
{
	const struct area *area = area_at_or_after(addr);

	return in_managed_area(addr, len) && (!area || area->start >= addr + len);
}

/* Finds the place of a new area; nothing changes. Stores it in *addr. */
static int choose(__vaddr_t *addr, __sz len, unsigned int flags)
{
	if (flags & (UK_VMEM_FIXED | UK_VMEM_NOREPLACE)) {
		if (!PAGE_ALIGNED(*addr))
			return -EINVAL;
		if (!in_managed_area(*addr, len))
			return -ENOMEM;
		if (flags & UK_VMEM_NOREPLACE)
			return is_free(*addr, len) ? 0 : -EEXIST;
		return area_is_programs(*addr, *addr + len) ? 0 : -EINVAL;
	}
	*addr = PAGE_ALIGN_DOWN(*addr);
	if (*addr && is_free(*addr, len))
		return 0;
	*addr = area_find_gap(len);
	return *addr ? 0 : -ENOMEM;
}

static int map(__vaddr_t *addr, __sz len, unsigned int prot, unsigned int flags,
               const struct uk_vmem_source *source, void *obj, __off off)
{
	struct area *area;
	int rc;

	/* Validate, with two nodes to cut what is replaced and one for the area */
	rc = area_check_rights(prot);
	if (!rc && !(source && flags & UK_VMEM_SHARED))
		rc = area_check_commit(len, prot, flags);
	if (!rc)
		rc = choose(addr, len, flags);
	if (!rc)
		rc = area_reserve(3);
	if (rc)
		return rc;

	if (flags & UK_VMEM_FIXED) {
		area_split(*addr);
		area_split(*addr + len);
		area_drop_range(*addr, *addr + len);
	}
	area = area_new();
	*area = (struct area){
	        .start = *addr,
	        .end = *addr + len,
	        .kind = source ? AREA_SOURCE : AREA_ANONYMOUS,
	        .prot = prot,
	        .flags = flags & AREA_FLAGS,
	        .source = source,
	        .obj = obj,
	        .page = (__u64)off >> __PAGE_SHIFT,
	};
	if (source)
		source->get(obj);
	area_insert(area);
	area_merge(area);
	return 0;
}

int uk_vmem_map(__vaddr_t *addr, __sz len, unsigned int prot, unsigned int flags,
                const struct uk_vmem_source *source, void *obj, __off off)
{
	int rc;

	if (!len || off < 0 || !PAGE_ALIGNED(off))
		return -EINVAL;
	if (len > UK_PAGING_MANAGED_END)
		return -ENOMEM;
	len = PAGE_ALIGN_UP(len);
	uk_preempt_disable();
	area_touch_stack();
	rc = map(addr, len, prot & UK_PAGE_RIGHTS, flags, source, obj, off);
	if (!rc && flags & UK_VMEM_POPULATE && prot)
		uk_vmem_populate(*addr, len); /* what fails now comes on access */
	uk_preempt_enable();
	return rc;
}

static int unmap(__vaddr_t addr, __sz len)
{
	int rc;

	if (!area_is_programs(addr, addr + len))
		return -EINVAL;
	rc = area_reserve(2);
	if (rc)
		return rc;
	area_split(addr);
	area_split(addr + len);
	area_drop_range(addr, addr + len);
	return 0;
}

int uk_vmem_unmap(__vaddr_t addr, __sz len)
{
	int rc;

	if (!len || !PAGE_ALIGNED(addr) || addr + PAGE_ALIGN_UP(len) <= addr)
		return -EINVAL;
	uk_preempt_disable();
	area_touch_stack();
	rc = unmap(addr, PAGE_ALIGN_UP(len));
	uk_preempt_enable();
	return rc;
}

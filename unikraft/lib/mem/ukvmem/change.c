/* SPDX-License-Identifier: BSD-3-Clause */
/* Changing and inspecting areas: rights, contents, residence. */
#include <errno.h>
#include <uk/preempt.h>
#include "area.h"

static int range_ok(__vaddr_t addr, __sz len)
{
	return PAGE_ALIGNED(addr) && len <= ~(__sz)0 - __PAGE_SIZE &&
	       addr + PAGE_ALIGN_UP(len) >= addr;
}

static int covered(__vaddr_t addr, __vaddr_t end)
{
	const struct area *area;

	for (; addr < end; addr = area->end) {
		area = area_at_or_after(addr);
		if (!area || area->start > addr)
			return -ENOMEM;
	}
	return 0;
}

int uk_vmem_covered(__vaddr_t addr, __sz len)
{
	int rc;

	if (!range_ok(addr, len))
		return -EINVAL;
	uk_preempt_disable();
	rc = covered(addr, addr + PAGE_ALIGN_UP(len));
	uk_preempt_enable();
	return rc;
}

/* Whether each area of the range may get these rights. */
static int may_protect(__vaddr_t addr, __vaddr_t end, unsigned int prot)
{
	const struct area *area = area_at_or_after(addr);

	for (; area && area->start < end; area = area_next(area)) {
		__sz len = MIN(area->end, end) - MAX(area->start, addr);
		int shared = area->source && area->flags & UK_VMEM_SHARED;

		if (prot & UK_VMEM_WRITE && shared && area->flags & UK_VMEM_NOWRITE)
			return -EACCES;
		/* Memory that was writable has been accounted for already */
		if (!shared && !(area->prot & UK_VMEM_WRITE) &&
		    area_check_commit(len, prot, area->flags))
			return -ENOMEM;
	}
	return 0;
}

static int protect(__vaddr_t addr, __vaddr_t end, unsigned int prot)
{
	struct area *area;
	int rc = area_check_rights(prot);

	if (!rc)
		rc = covered(addr, end);
	if (!rc && !area_is_programs(addr, end))
		rc = -EACCES;
	if (!rc)
		rc = may_protect(addr, end, prot);
	if (!rc)
		rc = area_reserve(2);
	if (rc)
		return rc;

	area_split(addr);
	area_split(end);
	for (area = area_at_or_after(addr); area && area->start < end; area = area_next(area)) {
		area->prot = prot;
		/* Cannot fail: no large pages here */
		uk_paging_protect(area->start, area->end - area->start, area_page_rights(area));
	}
	/* From the last to the first, since merging deletes the right one of two */
	while ((area = area_at_or_after(end - 1)) && area->start > addr) {
		end = area->start;
		area_merge(area);
	}
	area_merge(area_at_or_after(addr));
	return 0;
}

int uk_vmem_protect(__vaddr_t addr, __sz len, unsigned int prot)
{
	int rc;

	if (!PAGE_ALIGNED(addr))
		return -EINVAL;
	if (!range_ok(addr, len))
		return -ENOMEM;
	if (!len)
		return 0;
	uk_preempt_disable();
	area_touch_stack();
	rc = protect(addr, addr + PAGE_ALIGN_UP(len), prot & UK_PAGE_RIGHTS);
	uk_preempt_enable();
	return rc;
}

static int discard(__vaddr_t addr, __vaddr_t end)
{
	const struct area *area = area_at_or_after(addr);

	if (!area_is_programs(addr, end))
		return -EINVAL;
	for (; area && area->start < end; area = area_next(area))
		if (area->kind == AREA_SOURCE || !(area->flags & UK_VMEM_SHARED))
			area_drop_pages(area, MAX(area->start, addr), MIN(area->end, end));
	return covered(addr, end);
}

int uk_vmem_discard(__vaddr_t addr, __sz len)
{
	int rc;

	if (!range_ok(addr, len))
		return -EINVAL;
	uk_preempt_disable();
	area_touch_stack();
	rc = discard(addr, addr + PAGE_ALIGN_UP(len));
	uk_preempt_enable();
	return rc;
}

int uk_vmem_resident(__vaddr_t addr, __sz len, unsigned char *present)
{
	int rc = uk_vmem_covered(addr, len);

	for (__sz i = 0; !rc && i < PAGE_ALIGN_UP(len) >> __PAGE_SHIFT; i++)
		present[i] = !uk_paging_query(addr + i * __PAGE_SIZE, NULL, NULL, NULL);
	return rc;
}

void uk_vmem_source_changed(const struct uk_vmem_source *source, void *obj, __u64 page)
{
	const struct area *area;
	__vaddr_t start;

	uk_preempt_disable();
	area_touch_stack();
	for (area = area_at_or_after(0); area; area = area_next(area)) {
		if (area->source != source || area->obj != obj)
			continue;
		start = area->start;
		if (page > area->page)
			start += MIN((page - area->page) << __PAGE_SHIFT, area->end - area->start);
		area_drop_pages(area, start, area->end);
	}
	uk_preempt_enable();
}

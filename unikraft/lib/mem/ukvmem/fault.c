/* SPDX-License-Identifier: BSD-3-Clause */
/* Bringing in pages: on a page fault, and ahead of one. */
#include <errno.h>
#include <string.h>
#include <uk/assert.h>
#include <uk/frame.h>
#include <uk/preempt.h>
#include "area.h"

/* Anonymous memory above this size gets several pages per fault when memory is plentiful. Not so
 * what was reserved without being accounted for, such as the main stack: little of it is used. */
#define AROUND_AREA  (256UL << 10)
#define AROUND_PAGES 16UL

/* A page of our own with these contents (NULL: zeroes). */
static int map_private(const struct area *area, __vaddr_t page, const void *contents)
{
	__paddr_t frame = uk_frame_alloc(0);
	int rc;

	if (frame == UK_FRAME_NONE)
		return -ENOMEM;
	if (contents)
		memcpy((void *)(__uptr)frame, contents, __PAGE_SIZE);
	else
		memset((void *)(__uptr)frame, 0, __PAGE_SIZE);
	rc = uk_paging_map(page, frame, __PAGE_SIZE, area_rights(area));
	if (rc)
		uk_frame_free(frame, 0);
	return rc;
}

static int resolve_copy(const struct area *area, __vaddr_t page)
{
	__u64 number = area_page_number(area, page);
	__paddr_t frame;
	int rc = area->source->page(area->obj, number, 0, &frame);

	if (rc)
		return rc;
	rc = map_private(area, page, (const void *)(__uptr)frame);
	area->source->unpage(area->obj, number, frame);
	return rc;
}

static int resolve_shared(const struct area *area, __vaddr_t page, int write)
{
	__u64 number = area_page_number(area, page);
	unsigned int rights = area_page_rights(area) | (write ? UK_VMEM_WRITE : 0);
	__paddr_t frame;
	int rc = area->source->page(area->obj, number, write, &frame);

	if (rc)
		return rc;
	area_drop_pages(area, page, page + __PAGE_SIZE); /* the one that can only be read */
	rc = uk_paging_map(page, frame, __PAGE_SIZE, rights);
	if (rc)
		area->source->unpage(area->obj, number, frame);
	return rc;
}

int area_resolve(const struct area *area, __vaddr_t page, unsigned int access)
{
	unsigned int attr;

	if (!(access & area_rights(area)) || area->kind > AREA_SOURCE)
		return -EACCES;
	if (!uk_paging_query(page, NULL, &attr, NULL) && attr & access)
		return 0; /* another fault brought it in */
	if (area->kind == AREA_ANONYMOUS)
		return map_private(area, page, NULL);
	if (area->flags & UK_VMEM_SHARED)
		return resolve_shared(area, page, access == UK_VMEM_WRITE);
	return resolve_copy(area, page);
}

/* The neighbours of a page of a large anonymous area are likely to be wanted next. */
static void resolve_around(const struct area *area, __vaddr_t page)
{
	__vaddr_t start = ALIGN_DOWN(page, AROUND_PAGES * __PAGE_SIZE);
	__vaddr_t end = MIN(start + AROUND_PAGES * __PAGE_SIZE, area->end);

	if (area->kind != AREA_ANONYMOUS || area->flags & UK_VMEM_NORESERVE ||
	    area->end - area->start < AROUND_AREA || uk_frame_available() < uk_frame_total() / 4 ||
	    uk_frame_available() < 64 * AROUND_PAGES)
		return;
	for (start = MAX(start, area->start); start < end; start += __PAGE_SIZE)
		if (uk_paging_query(start, NULL, NULL, NULL) && map_private(area, start, NULL))
			return;
}

int uk_vmem_fault(__vaddr_t addr, unsigned int access)
{
	const struct area *area = area_at_or_after(addr);
	__vaddr_t page = PAGE_ALIGN_DOWN(addr);
	int rc;

	if (!area || addr < area->start || (area->kind == AREA_STACK && page == area->start))
		return -EFAULT;
	rc = area_resolve(area, page, access);
	if (!rc)
		resolve_around(area, page);
	return rc;
}

static int populate(__vaddr_t addr, __vaddr_t end)
{
	int rc = uk_vmem_covered(addr, end - addr);

	for (; !rc && addr < end; addr += __PAGE_SIZE) {
		const struct area *area = area_at_or_after(addr);

		if (area->kind > AREA_SOURCE)
			continue;
		rc = area_resolve(area, addr,
		                  area->prot & UK_VMEM_WRITE ? UK_VMEM_WRITE : UK_VMEM_READ);
	}
	return rc ? -ENOMEM : 0;
}

int uk_vmem_populate(__vaddr_t addr, __sz len)
{
	int rc;

	if (!PAGE_ALIGNED(addr) || addr + PAGE_ALIGN_UP(len) < addr)
		return -EINVAL;
	uk_preempt_disable();
	area_touch_stack();
	rc = populate(addr, addr + PAGE_ALIGN_UP(len));
	uk_preempt_enable();
	return rc;
}

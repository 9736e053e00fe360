/* SPDX-License-Identifier: BSD-3-Clause */
/* mremap(2): areas that grow, shrink and move with their contents. */
#include <errno.h>
#include <uk/preempt.h>
#include "area.h"

/* Lets the area that ends at `end` go on for `more` bytes, when nothing is there. */
static int grow_in_place(struct area *area, __vaddr_t end, __sz more)
{
	const struct area *next;

	if (area->end != end)
		return -ENOMEM;
	next = area_next(area);
	if ((next ? next->start : UK_PAGING_MANAGED_END) - end < more)
		return -ENOMEM;
	area_remove(area);
	area->end += more;
	area_insert(area);
	area_merge(area);
	return 0;
}

/* Moves the whole of [from, from + old_len), part of one area, to free space. Needs no memory but
 * for page tables: nodes are reserved. */
static int move(__vaddr_t from, __sz old_len, __vaddr_t to, __sz new_len)
{
	struct area *area, *moved = area_new();

	area_split(from);
	area_split(from + old_len);
	area = area_at_or_after(from);
	if (uk_paging_move(from, to, old_len)) {
		area_delete(moved);
		area_merge(area);
		return -ENOMEM;
	}
	*moved = *area;
	area_remove(area);
	area_delete(area);
	moved->start = to;
	moved->end = to + new_len;
	area_insert(moved);
	area_merge(moved);
	return 0;
}

static int remap_fixed(__vaddr_t *addr, __sz old_len, __sz new_len, __vaddr_t to)
{
	int rc;

	if (!PAGE_ALIGNED(to) || (to < *addr + old_len && *addr < to + new_len))
		return -EINVAL;
	if (to < UK_PAGING_MANAGED_BASE || to >= UK_PAGING_MANAGED_END ||
	    new_len > UK_PAGING_MANAGED_END - to)
		return -EINVAL;
	rc = area_reserve(7); /* for two removals and the move: only page tables can be short */
	if (!rc)
		rc = uk_vmem_unmap(to, new_len);
	if (!rc && new_len < old_len) {
		rc = uk_vmem_unmap(*addr + new_len, old_len - new_len);
		old_len = new_len;
	}
	if (!rc)
		rc = move(*addr, old_len, to, new_len);
	if (!rc)
		*addr = to;
	return rc;
}

static int remap(__vaddr_t *addr, __sz old_len, __sz new_len, unsigned int flags, __vaddr_t to)
{
	struct area *area = area_at_or_after(*addr);
	__vaddr_t place;
	int rc;

	if (!area || area->start > *addr || area->end - *addr < old_len || area->kind > AREA_SOURCE)
		return -EFAULT;
	if (new_len > old_len && !(area->source && area->flags & UK_VMEM_SHARED) &&
	    area_check_commit(new_len - old_len, area->prot, area->flags))
		return -ENOMEM;
	if (flags & UK_VMEM_FIXED)
		return remap_fixed(addr, old_len, new_len, to);
	if (new_len < old_len)
		return uk_vmem_unmap(*addr + new_len, old_len - new_len);
	if (new_len == old_len || !grow_in_place(area, *addr + old_len, new_len - old_len))
		return 0;
	if (!(flags & UK_VMEM_MAYMOVE))
		return -ENOMEM;
	place = area_find_gap(new_len);
	rc = place ? area_reserve(3) : -ENOMEM;
	if (!rc)
		rc = move(*addr, old_len, place, new_len);
	if (!rc)
		*addr = place;
	return rc;
}

int uk_vmem_remap(__vaddr_t *addr, __sz old_len, __sz new_len, unsigned int flags, __vaddr_t to)
{
	int rc;

	if (!PAGE_ALIGNED(*addr) || !old_len || !new_len)
		return -EINVAL;
	if (flags & UK_VMEM_FIXED && !(flags & UK_VMEM_MAYMOVE))
		return -EINVAL;
	if (old_len > UK_PAGING_MANAGED_END || new_len > UK_PAGING_MANAGED_END)
		return -ENOMEM;
	uk_preempt_disable();
	area_touch_stack();
	rc = remap(addr, PAGE_ALIGN_UP(old_len), PAGE_ALIGN_UP(new_len), flags, to);
	uk_preempt_enable();
	return rc;
}

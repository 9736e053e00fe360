/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Areas: what ukvmem's files share. Areas do not overlap; they stand in a tree ordered by address
 * (a treap) that knows the largest gap below each node, so look-up, insertion and first fit take
 * O(log n). Nodes come from page frames of their own, since a page fault may interrupt ukalloc.
 */
#ifndef UKVMEM_AREA_H
#define UKVMEM_AREA_H

#include <uk/arch/paging.h>
#include <uk/essentials.h>
#include <uk/vmem.h>

enum area_kind {
	AREA_ANONYMOUS, /* zeroes on demand */
	AREA_SOURCE,    /* a source's pages or copies of them, on demand */
	AREA_STACK,     /* the first page is the guard; the others are mapped */
	AREA_BLOCK,     /* mapped */
	AREA_DEVICE     /* mapped */
};

struct area {
	struct area *left, *right; /* left also links free nodes */
	__vaddr_t start, end;
	/* of the subtree: first start, last end, largest gap between neighbours */
	__vaddr_t low, high;
	__sz gap;
	const struct uk_vmem_source *source;
	void *obj;
	__u64 page; /* the source's page number at start */
	__u32 priority;
	__u8 kind;
	__u8 prot;  /* UK_VMEM_{READ,WRITE,EXEC} */
	__u8 flags; /* UK_VMEM_{SHARED,NORESERVE,NOWRITE} */
};

#define AREA_FLAGS (UK_VMEM_SHARED | UK_VMEM_NORESERVE | UK_VMEM_NOWRITE)

/* Makes sure that the next `count` area_new() succeed. 0 or -ENOMEM. */
int area_reserve(unsigned int count);
/* An uninitialised node of those reserved. */
struct area *area_new(void);
void area_delete(struct area *area);

/* The area that holds addr, or the first one behind it; NULL when there is none. */
struct area *area_at_or_after(__vaddr_t addr);
static inline struct area *area_next(const struct area *area)
{
	return area_at_or_after(area->end);
}
void area_insert(struct area *area);
void area_remove(struct area *area);
/* The lowest address with `len` free bytes, 0 when there is none. */
__vaddr_t area_find_gap(__sz len);

/* Cuts the area that reaches across addr in two. Needs one reserved node. */
void area_split(__vaddr_t addr);
/* Joins the area with its neighbours where they are alike. */
void area_merge(struct area *area);
/* Whether the program may change [start, end): no stack or device in it. */
int area_is_programs(__vaddr_t start, __vaddr_t end);

/* Takes the pages of [start, end), inside one area, away and frees them. */
void area_drop_pages(const struct area *area, __vaddr_t start, __vaddr_t end);
/* Takes away all areas in the range, whose ends must be borders of areas. */
void area_drop_range(__vaddr_t start, __vaddr_t end);
/* Brings in one page. 0, -EACCES, -ENXIO, -ENOMEM. */
int area_resolve(const struct area *area, __vaddr_t page, unsigned int access);
/* What may be accessed: whatever has any right can be read on most machines. */
static inline unsigned int area_rights(const struct area *area)
{
	return area->prot ? area->prot | UK_VMEM_READ : 0;
}

/* What the page tables may allow: writing to a source's page asks the source first. */
static inline unsigned int area_page_rights(const struct area *area)
{
	if (area->kind == AREA_SOURCE && area->flags & UK_VMEM_SHARED)
		return area_rights(area) & ~UK_VMEM_WRITE;
	return area_rights(area);
}

static inline __u64 area_page_number(const struct area *area, __vaddr_t addr)
{
	return area->page + ((addr - area->start) >> __PAGE_SHIFT);
}

/* -ENOMEM when private memory that can be written exceeds what is free; else 0. */
int area_check_commit(__sz len, unsigned int prot, unsigned int flags);
/* -EACCES for memory that would be writable and executable, unless configured; else 0. */
int area_check_rights(unsigned int prot);

/*
 * No page fault may come in the middle of this code, and the stack of a program's thread may be
 * demand-paged: so touch what is needed of it before the first change.
 */
static inline void area_touch_stack(void)
{
	const volatile char *sp = __builtin_frame_address(0);

	(void)sp[-2048];
	(void)sp[-6144];
}

#endif /* UKVMEM_AREA_H */

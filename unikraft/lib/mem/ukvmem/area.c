/* SPDX-License-Identifier: BSD-3-Clause */
/* The tree of areas. */
#include <errno.h>
#include <uk/assert.h>
#include <uk/frame.h>
#include "area.h"

static struct area *root;
static __vaddr_t lowest = UK_PAGING_MANAGED_BASE;
static struct area *free_nodes;
static unsigned int free_count;

int uk_vmem_init(__vaddr_t begin)
{
	if (begin < UK_PAGING_MANAGED_BASE || begin >= UK_PAGING_MANAGED_END ||
	    !PAGE_ALIGNED(begin))
		return -EINVAL;
	lowest = begin;
	return 0;
}

int area_reserve(unsigned int count)
{
	while (free_count < count) {
		__paddr_t frame = uk_frame_alloc(0);
		struct area *node = (struct area *)(__uptr)frame;

		if (frame == UK_FRAME_NONE)
			return -ENOMEM;
		for (unsigned int i = 0; i < __PAGE_SIZE / sizeof(*node); i++)
			area_delete(&node[i]);
	}
	return 0;
}

struct area *area_new(void)
{
	struct area *area = free_nodes;

	UK_ASSERT(area);
	free_nodes = area->left;
	free_count--;
	return area;
}

void area_delete(struct area *area)
{
	area->left = free_nodes;
	free_nodes = area;
	free_count++;
}

static __u32 random_priority(void)
{
	static __u32 state = 2463534242;

	state ^= state << 13;
	state ^= state >> 17;
	state ^= state << 5;
	return state;
}

/* Computes what a node knows of its subtree from its children. */
static void update(struct area *node)
{
	node->low = node->start;
	node->high = node->end;
	node->gap = 0;
	if (node->left) {
		node->low = node->left->low;
		node->gap = MAX(node->left->gap, node->start - node->left->high);
	}
	if (node->right) {
		node->high = node->right->high;
		node->gap = MAX(node->gap, MAX(node->right->gap, node->right->low - node->end));
	}
}

/* Divides a tree into what lies below addr and what lies from there on. */
static void divide(struct area *node, __vaddr_t addr, struct area **below, struct area **above)
{
	if (!node) {
		*below = *above = NULL;
		return;
	}
	if (node->start < addr) {
		divide(node->right, addr, &node->right, above);
		*below = node;
	} else {
		divide(node->left, addr, below, &node->left);
		*above = node;
	}
	update(node);
}

/* The opposite: everything in `below` lies before everything in `above`. */
static struct area *unite(struct area *below, struct area *above)
{
	if (!below)
		return above;
	if (!above)
		return below;
	if (below->priority > above->priority) {
		below->right = unite(below->right, above);
		update(below);
		return below;
	}
	above->left = unite(below, above->left);
	update(above);
	return above;
}

struct area *area_at_or_after(__vaddr_t addr)
{
	struct area *node = root, *found = NULL;

	while (node) {
		if (addr < node->end) {
			found = node;
			node = node->left;
		} else {
			node = node->right;
		}
	}
	return found;
}

void area_insert(struct area *area)
{
	struct area *below, *above;

	area->left = area->right = NULL;
	area->priority = random_priority();
	update(area);
	divide(root, area->start, &below, &above);
	root = unite(unite(below, area), above);
}

void area_remove(struct area *area)
{
	struct area *below, *above, *self;

	divide(root, area->start, &below, &above);
	divide(above, area->start + 1, &self, &above);
	UK_ASSERT(self == area);
	root = unite(below, above);
}

__vaddr_t area_find_gap(__sz len)
{
	struct area *node = root;

	if (!node)
		return len <= UK_PAGING_MANAGED_END - lowest ? lowest : 0;
	if (node->low >= lowest && node->low - lowest >= len)
		return lowest;
	if (node->gap < len && UK_PAGING_MANAGED_END - node->high >= len)
		return node->high;
	if (node->gap < len)
		return node->low - UK_PAGING_MANAGED_BASE >= len ? UK_PAGING_MANAGED_BASE : 0;
	for (;;) { /* the subtree has such a gap: take the lowest */
		if (node->left && node->left->gap >= len)
			node = node->left;
		else if (node->left && node->start - node->left->high >= len)
			return node->left->high;
		else if (node->right->low - node->end >= len)
			return node->end;
		else
			node = node->right;
	}
}

void area_split(__vaddr_t addr)
{
	struct area *area = area_at_or_after(addr), *rest;

	if (!area || area->start >= addr)
		return;
	rest = area_new();
	*rest = *area;
	rest->page = area_page_number(area, addr);
	rest->start = addr;
	area_remove(area);
	area->end = addr;
	area_insert(area);
	area_insert(rest);
	if (rest->source)
		rest->source->get(rest->obj);
}

static int alike(const struct area *a, const struct area *b)
{
	return a->end == b->start && a->kind == b->kind && a->prot == b->prot &&
	       a->flags == b->flags && a->source == b->source && a->obj == b->obj &&
	       a->kind <= AREA_SOURCE &&
	       (a->kind == AREA_ANONYMOUS || area_page_number(a, a->end) == b->page);
}

/* Lets `first` swallow `second`. */
static struct area *join(struct area *first, struct area *second)
{
	area_remove(second);
	area_remove(first);
	first->end = second->end;
	area_insert(first);
	if (second->source)
		second->source->put(second->obj);
	area_delete(second);
	return first;
}

void area_merge(struct area *area)
{
	struct area *before = area_at_or_after(area->start - 1), *next;

	if (before != area && alike(before, area))
		area = join(before, area);
	next = area_next(area);
	if (next && alike(area, next))
		join(area, next);
}

int area_is_programs(__vaddr_t start, __vaddr_t end)
{
	struct area *area = area_at_or_after(start);

	for (; area && area->start < end; area = area_next(area))
		if (area->kind > AREA_SOURCE)
			return 0;
	return 1;
}

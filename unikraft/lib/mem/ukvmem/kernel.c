/* SPDX-License-Identifier: BSD-3-Clause */
/* Areas for the kernel's own use: stacks and device registers. */
#include <uk/config.h>
#include <uk/assert.h>
#include <uk/frame.h>
#include <uk/preempt.h>
#include "area.h"

#ifndef CONFIG_LIBUKVMEM_STACK_CACHE
#define CONFIG_LIBUKVMEM_STACK_CACHE 4
#endif

/* Free stacks, still mapped; the last in is the first out. */
static struct {
	__vaddr_t base;
	__sz len;
} cache[CONFIG_LIBUKVMEM_STACK_CACHE + 1];
static unsigned int cached;

/* A new area of this kind at addr; a node is reserved. */
static void area_make(__vaddr_t addr, __sz len, enum area_kind kind)
{
	struct area *area = area_new();

	*area = (struct area){
	        .start = addr,
	        .end = addr + len,
	        .kind = kind,
	        .prot = UK_VMEM_READ | UK_VMEM_WRITE,
	};
	area_insert(area);
}

/* Maps pages that can later be freed one by one. All or nothing. */
static int map_frames(__vaddr_t addr, __sz len)
{
	unsigned int order = len > __PAGE_SIZE ? 64 - __builtin_clzl((len - 1) >> __PAGE_SHIFT) : 0;
	__paddr_t frame = UK_FRAME_NONE;

	if (len == __PAGE_SIZE << order) /* one block: one call for all */
		frame = uk_frame_alloc(order);
	if (frame != UK_FRAME_NONE) {
		uk_frame_split(frame, order);
		if (!uk_paging_map(addr, frame, len, UK_VMEM_READ | UK_VMEM_WRITE))
			return 0;
		for (__sz i = 0; i < len; i += __PAGE_SIZE)
			uk_frame_free(frame + i, 0);
		return -1;
	}
	for (__sz i = 0; i < len; i += __PAGE_SIZE) {
		frame = uk_frame_alloc(0);
		if (frame == UK_FRAME_NONE)
			return -1;
		if (uk_paging_map(addr + i, frame, __PAGE_SIZE, UK_VMEM_READ | UK_VMEM_WRITE)) {
			uk_frame_free(frame, 0);
			return -1;
		}
	}
	return 0;
}

static void stack_drop(__vaddr_t base)
{
	struct area *area = area_at_or_after(base);

	UK_ASSERT(area && area->kind == AREA_STACK && area->start == base - __PAGE_SIZE);
	area_drop_range(area->start, area->end);
}

/* 0 when there is no memory. */
static __vaddr_t stack_make(__sz len)
{
	__vaddr_t guard;

	if (area_reserve(1))
		return 0;
	guard = area_find_gap(len + __PAGE_SIZE);
	if (!guard)
		return 0;
	area_make(guard, len + __PAGE_SIZE, AREA_STACK);
	if (!map_frames(guard + __PAGE_SIZE, len))
		return guard + __PAGE_SIZE;
	stack_drop(guard + __PAGE_SIZE);
	return 0;
}

static __vaddr_t stack_from_cache(__sz len)
{
	for (unsigned int i = cached; i > 0; i--) {
		__vaddr_t base = cache[i - 1].base;

		if (cache[i - 1].len == len) {
			cache[i - 1] = cache[--cached];
			return base;
		}
	}
	return 0;
}

void *uk_vmem_stack_alloc(__sz len)
{
	__vaddr_t base;

	if (!len || !PAGE_ALIGNED(len) || len > UK_PAGING_MANAGED_END)
		return NULL;
	uk_preempt_disable();
	area_touch_stack();
	base = stack_from_cache(len);
	if (!base)
		base = stack_make(len);
	while (!base && cached) { /* stacks of other sizes are in the way */
		stack_drop(cache[--cached].base);
		base = stack_make(len);
	}
	uk_preempt_enable();
	return (void *)base;
}

void uk_vmem_stack_free(void *base, __sz len)
{
	if (!base)
		return;
	uk_preempt_disable();
	area_touch_stack();
	if (cached < CONFIG_LIBUKVMEM_STACK_CACHE) {
		cache[cached].base = (__vaddr_t)base;
		cache[cached++].len = len;
	} else {
		stack_drop((__vaddr_t)base);
	}
	uk_preempt_enable();
}

__vaddr_t uk_vmem_stack_of_guard(__vaddr_t addr)
{
	const struct area *area = area_at_or_after(addr);

	if (!area || area->kind != AREA_STACK || addr < area->start ||
	    addr >= area->start + __PAGE_SIZE)
		return 0;
	return area->start + __PAGE_SIZE;
}

static void *block_make(__sz len)
{
	__vaddr_t addr;

	if (len >> __PAGE_SHIFT > uk_frame_available() || area_reserve(1))
		return NULL;
	addr = area_find_gap(len);
	if (!addr)
		return NULL;
	area_make(addr, len, AREA_BLOCK);
	if (!map_frames(addr, len))
		return (void *)addr;
	area_drop_range(addr, addr + len);
	return NULL;
}

void *uk_vmem_block_alloc(__sz len)
{
	void *base;

	if (!len || !PAGE_ALIGNED(len))
		return NULL;
	uk_preempt_disable();
	area_touch_stack();
	base = block_make(len);
	uk_preempt_enable();
	return base;
}

__sz uk_vmem_block_len(const void *base)
{
	const struct area *area;
	__sz len;

	uk_preempt_disable();
	area = area_at_or_after((__vaddr_t)base);
	UK_ASSERT(area && area->kind == AREA_BLOCK && area->start == (__vaddr_t)base);
	len = area->end - area->start;
	uk_preempt_enable();
	return len;
}

void uk_vmem_block_free(void *base)
{
	uk_preempt_disable();
	area_touch_stack();
	area_drop_range((__vaddr_t)base, (__vaddr_t)base + uk_vmem_block_len(base));
	uk_preempt_enable();
}

/* Registers that large pages can map are placed so that they do. */
static __vaddr_t device_make(__paddr_t paddr, __sz len)
{
	__sz slack = len >= UK_PAGING_LARGE_SIZE ? UK_PAGING_LARGE_SIZE : 0;
	__vaddr_t addr;

	if (area_reserve(1))
		return 0;
	addr = area_find_gap(len + slack);
	if (!addr)
		return 0;
	if (slack)
		addr += (paddr - addr) & (UK_PAGING_LARGE_SIZE - 1);
	if (uk_paging_map(addr, paddr, len, UK_PAGE_READ | UK_PAGE_WRITE | UK_PAGE_UNCACHED))
		return 0;
	area_make(addr, len, AREA_DEVICE);
	return addr;
}

void *uk_vmem_map_device(__paddr_t paddr, __sz len)
{
	__sz offset = paddr & (__PAGE_SIZE - 1);
	__vaddr_t addr;

	if (!len || len > UK_PAGING_MANAGED_END || paddr + len < paddr)
		return NULL;
	uk_preempt_disable();
	area_touch_stack();
	addr = device_make(paddr - offset, PAGE_ALIGN_UP(offset + len));
	uk_preempt_enable();
	return addr ? (void *)(addr + offset) : NULL;
}

void uk_vmem_unmap_device(void *address, __sz len __maybe_unused)
{
	__vaddr_t start = PAGE_ALIGN_DOWN((__vaddr_t)address);
	struct area *area;

	if (!address)
		return;
	uk_preempt_disable();
	area_touch_stack();
	area = area_at_or_after(start);
	UK_ASSERT(area && area->kind == AREA_DEVICE && area->start == start);
	area_drop_range(area->start, area->end);
	uk_preempt_enable();
}

/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The memory map of the PVH start information. Free memory is RAM without the image, the boot data
 * (start information, its tables, command line, modules) and the first page.
 */
#include <errno.h>
#include <string.h>
#include <uk/arch/limits.h>
#include <uk/arch/paging.h>
#include <uk/crash.h>
#include <uk/frame.h>
#include <uk/plat/memory.h>

#include <uk/arch/x86.h>

#include "plat.h"

#define RAM          1
#define RESERVED_MAX 8
#define LOW_4GIB     0x100000000ull

struct range {
	__paddr_t start, end;
};

extern char _text[], _end[];

static struct range reserved[RESERVED_MAX];
static unsigned int reserved_count;
static struct ukplat_memregion_desc initrd = {.type = UKPLAT_MEMRT_INITRD};

static void reserve(__paddr_t start, __sz len)
{
	unsigned int i = reserved_count;

	if (!len)
		return;
	if (i == RESERVED_MAX)
		uk_crash("more boot modules than this platform handles");
	reserved_count++;
	for (; i && reserved[i - 1].start > start; i--) /* sorted by start */
		reserved[i] = reserved[i - 1];
	reserved[i] =
	        (struct range){ALIGN_DOWN(start, __PAGE_SIZE), ALIGN_UP(start + len, __PAGE_SIZE)};
}

static void add_free(__paddr_t start, __paddr_t end)
{
	start = MAX(ALIGN_UP(start, __PAGE_SIZE), __PAGE_SIZE);
	end = ALIGN_DOWN(end, __PAGE_SIZE);
	if (start < end)
		uk_frame_add(start, end);
}

/* What of this RAM is not reserved. */
static void add_ram(__paddr_t start, __paddr_t end)
{
	unsigned int i;

	for (i = 0; i < reserved_count && start < end; i++) {
		if (reserved[i].end <= start)
			continue;
		if (reserved[i].start >= end)
			break;
		add_free(start, reserved[i].start);
		start = reserved[i].end;
	}
	add_free(start, end);
}

static void reserve_boot_data(const struct hvm_start_info *info)
{
	const struct hvm_module *modules = (const struct hvm_module *)info->modlist_paddr;
	__u32 i;

	reserve((__paddr_t)_text - ukplat_image_distance(), (__sz)(_end - _text));
	reserve((__paddr_t)info, sizeof(*info));
	reserve(info->memmap_paddr, info->memmap_entries * sizeof(struct hvm_memmap_entry));
	if (info->cmdline_paddr)
		reserve(info->cmdline_paddr, strlen((const char *)info->cmdline_paddr) + 1);
	for (i = 0; modules && i < info->nr_modules; i++) {
		reserve(modules[i].paddr, modules[i].size);
		if (!i) {
			initrd.pbase = modules[i].paddr;
			initrd.vbase = (__vaddr_t)ukplat_phys_to_virt(modules[i].paddr);
			initrd.len = modules[i].size;
		}
	}
	if (info->nr_modules)
		reserve(info->modlist_paddr, info->nr_modules * sizeof(*modules));
}

void kvm_memory_init(const struct hvm_start_info *info)
{
	const struct hvm_memmap_entry *map = (const struct hvm_memmap_entry *)info->memmap_paddr;
	__u32 i;

	if (info->version < 1 || !map || !info->memmap_entries)
		uk_crash("the boot protocol gave no memory map");
	reserve_boot_data(info);
	/* low memory first: the tables that map the rest come from there */
	for (i = 0; i < info->memmap_entries; i++)
		if (map[i].type == RAM && map[i].addr < LOW_4GIB)
			add_ram(map[i].addr, MIN(map[i].addr + map[i].size, LOW_4GIB));
	for (i = 0; i < info->memmap_entries; i++) {
		__paddr_t start = MAX(map[i].addr, LOW_4GIB);
		/* what lies beyond would be in the way of the managed area */
		__paddr_t end = MIN(map[i].addr + map[i].size, UK_PAGING_MANAGED_BASE);

		if (map[i].type != RAM || start >= end)
			continue;
		if (uk_paging_map_direct(start, end) == 0)
			add_ram(start, end);
	}
	x86_forget_page_zero();
}

int ukplat_initrd(const void **base, __sz *len)
{
	if (!initrd.len)
		return -ENOENT;
	*base = (const void *)initrd.vbase;
	*len = initrd.len;
	return 0;
}

int ukplat_memregion_find_next(int i, __u32 type, __u32 flags __maybe_unused,
                               __u32 fmask __maybe_unused, struct ukplat_memregion_desc **mrd)
{
	if (i >= 0 || !(type & UKPLAT_MEMRT_INITRD) || !initrd.len)
		return -1;
	*mrd = &initrd;
	return 0;
}

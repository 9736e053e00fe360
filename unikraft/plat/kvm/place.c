/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The image at a random place (address space layout randomisation). The loader puts it where it is
 * linked, and the entry code maps it there one to one. From there the same frames are mapped once
 * more, in a part of the address space that is the image's own, at a multiple of 2 MiB: 25 bits of
 * chance. The linker left a list of all pointers in the image; the distance is added to each. When
 * the image runs at its place, the one-to-one map shows nothing of it but the page tables.
 *
 * plat_image_place() runs before any pointer in static data is right.
 */
#include <stdbool.h>
#include <string.h>
#include <uk/arch/limits.h>
#include <uk/arch/paging.h>
#include <uk/arch/random.h>
#include <uk/arch/x86.h>
#include <uk/libparam.h>
#include <uk/plat/memory.h>

#include "plat.h"

/* Elf64_Rela of the kind R_X86_64_RELATIVE (System V ABI) */
struct rela {
	__u64 offset, info;
	__s64 addend;
};

#define GIB_SHIFT 30
#define GIBS      ((1ul << 47 >> GIB_SHIFT) - (UK_PAGING_IMAGE_BASE >> GIB_SHIFT))
#define ENTRIES   512

extern char _text[], _end[], x86_tables[], x86_tables_end[];
extern __u64 x86_boot_pml4[], x86_boot_pt[], x86_boot_pt_end[], x86_image_pt[];
extern const struct rela x86_rela_start[], x86_rela_end[];
extern const __u64 x86_relr_start[], x86_relr_end[];

static __u64 image_pdpt[ENTRIES] __align(__PAGE_SIZE) __section(".bss.page_tables");
static __u64 image_pd[ENTRIES] __align(__PAGE_SIZE) __section(".bss.page_tables");
static __uptr image_distance;

/* Known to the parser of boot parameters, which comes too late: wanted() has read it long before.
 */
static bool parameter;
UK_LIBPARAM_BOOL("aslr", parameter, "no: the image runs where it is linked, for a debugger");

/* Unless "aslr=no" (or n, 0, off, false) stands in front of the program's own words. */
static bool wanted(const char *line)
{
	for (; line && *line; line += strcspn(line, " "), line += strspn(line, " ")) {
		if (!strncmp(line, "-- ", 3))
			break;
		if (!strncmp(line, "aslr=", 5))
			return !strchr("n0f", line[5]) && strncmp(line + 5, "of", 2);
	}
	return true;
}

/* Whole GiBs, and large pages inside one, so that one directory holds the image. */
static __uptr choose(const struct hvm_start_info *info)
{
	__sz tables = (__sz)((char *)x86_boot_pt_end - (char *)x86_boot_pt) / __PAGE_SIZE;
	__u64 random;

	if (!wanted((const char *)info->cmdline_paddr) || ukarch_random_u64(&random))
		return 0;
	return UK_PAGING_IMAGE_BASE + ((random % GIBS) << GIB_SHIFT) +
	       ((random >> 32) % (ENTRIES - tables + 1)) * UK_PAGING_LARGE_SIZE;
}

static __u64 table_entry(const void *table)
{
	return (__u64)table | X86_PTE_P | X86_PTE_RW;
}

/* The image's pages with the rights that they have. */
static void map(__uptr distance)
{
	__sz first = (__uptr)_text >> __PAGE_SHIFT,
	     end = ((__uptr)_end + __PAGE_SIZE - 1) >> __PAGE_SHIFT;
	__u64 *pd = image_pd + (distance >> UK_PAGING_LARGE_SHIFT) % ENTRIES;

	memcpy(x86_image_pt + first, x86_boot_pt + first, (end - first) * sizeof(*x86_boot_pt));
	for (__sz i = 0; x86_boot_pt + i * ENTRIES < x86_boot_pt_end; i++)
		pd[i] = table_entry(x86_image_pt + i * ENTRIES);
	image_pdpt[(distance >> GIB_SHIFT) % ENTRIES] = table_entry(image_pd);
	x86_boot_pml4[distance >> 39] = table_entry(image_pdpt);
}

/*
 * RELR: an address, then bitmaps for the 63 words behind it, each. What does not stand on a
 * multiple of eight is in the older list. The build refuses other kinds of relocations.
 */
static void relocate(__uptr distance)
{
	__u64 *next = (__u64 *)_text; /* the list begins with an address */

	for (const struct rela *r = x86_rela_start; r < x86_rela_end; r++)
		*(__u64 *)r->offset = (__u64)r->addend + distance;
	for (const __u64 *r = x86_relr_start; r < x86_relr_end; r++) {
		if (!(*r & 1)) {
			next = (__u64 *)*r;
			*next++ += distance;
			continue;
		}
		for (__u64 bits = *r >> 1, i = 0; bits; bits >>= 1, i++)
			if (bits & 1)
				next[i] += distance;
		next += 63;
	}
}

__uptr plat_image_place(const struct hvm_start_info *info)
{
	__uptr distance = choose(info);

	if (!distance)
		return 0;
	map(distance);
	/* Constants are write-protected already. No interrupt, no other code meanwhile. */
	X86_WRITE_CR(0, X86_READ_CR(0) & ~(__u64)X86_CR0_WP);
	relocate(distance);
	X86_WRITE_CR(0, X86_READ_CR(0) | X86_CR0_WP);
	image_distance = distance;
	return distance;
}

/* Pages of the one-to-one map. */
static void forget(__uptr start, __uptr end)
{
	memset(x86_boot_pt + (start >> __PAGE_SHIFT), 0, (end - start) >> __PAGE_SHIFT << 3);
}

void plat_image_placed(__uptr distance)
{
	if (!distance)
		return;
	forget((__uptr)_text - distance, (__uptr)x86_tables - distance);
	forget((__uptr)x86_tables_end - distance, (__uptr)x86_boot_pt - distance);
	X86_WRITE_CR(3, X86_READ_CR(3));
}

__uptr ukplat_image_distance(void)
{
	return image_distance;
}

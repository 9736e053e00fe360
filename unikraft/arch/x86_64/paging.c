/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Page tables with four levels (Intel SDM volume 3, 4.5). Tables lie in the direct map, so that a
 * table's physical address is its address. Level 3 is the root, level 0 holds 4 KiB pages.
 *
 * A table that was allocated here counts its used entries in the ignored bits of the entry that
 * points to it; it is freed when the count falls to zero. The entry code's tables are not counted.
 */
#include <errno.h>
#include <string.h>
#include <uk/arch/paging.h>
#include <uk/arch/x86.h>
#include <uk/assert.h>
#include <uk/essentials.h>
#include <uk/frame.h>

#define PTE_P       0x001UL
#define PTE_RW      0x002UL
#define PTE_PWT     0x008UL
#define PTE_PCD     0x010UL
#define PTE_A       0x020UL
#define PTE_D       0x040UL
#define PTE_PS      0x080UL
#define PTE_HELD    0x200UL /* ours: a page that is not present but keeps its frame */
#define PTE_COUNTED 0x400UL /* ours: points to a table whose used entries are counted */
#define PTE_NX      (1UL << 63)
#define PTE_ADDRESS 0x000ffffffffff000UL
#define COUNT_ONE   (1UL << 52)
#define COUNT_MASK  (0x7ffUL << 52)

#define LEVELS      4
#define ENTRIES     512UL
#define LEVEL_LARGE 1
#define CPUID_1GIB  (1u << 26)

/* Removed pages that wait for the TLB; beyond this many one full invalidation is cheaper. */
#define BATCH 32

struct removed {
	__vaddr_t vaddr;
	__u64 pte;
	unsigned int level;
};

static inline unsigned int level_shift(unsigned int level)
{
	return __PAGE_SHIFT + 9 * level;
}

static inline __sz level_size(unsigned int level)
{
	return 1UL << level_shift(level);
}

/* The address behind the entry that covers vaddr. */
static inline __vaddr_t level_next(__vaddr_t vaddr, unsigned int level)
{
	return ALIGN_DOWN(vaddr, level_size(level)) + level_size(level);
}

static inline __u64 *entry_in(__u64 table, __vaddr_t vaddr, unsigned int level)
{
	return (__u64 *)(__uptr)(table & PTE_ADDRESS) + (vaddr >> level_shift(level)) % ENTRIES;
}

static inline int is_table(__u64 pte, unsigned int level)
{
	return level && pte && !(pte & PTE_PS);
}

static void tlb_flush_all(void)
{
	X86_WRITE_CR(3, X86_READ_CR(3));
}

/* The entries on the way to vaddr, from the root down to the first that is no table: its level. */
static unsigned int walk(__vaddr_t vaddr, __u64 *path[LEVELS])
{
	unsigned int level = LEVELS - 1;
	__u64 table = X86_READ_CR(3);

	for (;;) {
		path[level] = entry_in(table, vaddr, level);
		if (!is_table(*path[level], level))
			return level;
		table = *path[level];
		level--;
	}
}

/* An entry on the path changed between empty and used. */
static void count(__u64 *path[LEVELS], unsigned int level, __u64 change)
{
	if (level + 1 < LEVELS && *path[level + 1] & PTE_COUNTED)
		*path[level + 1] += change;
}

/*
 * Unlinks the counted tables on the path that are empty, from the level of `level`'s table upwards.
 * They are chained through their first entries: freeing has to wait for the TLB.
 */
static void prune(__u64 *path[LEVELS], unsigned int level, __u64 *chain)
{
	for (level++; level < LEVELS; level++) {
		__u64 pte = *path[level];

		if (!(pte & PTE_COUNTED) || pte & COUNT_MASK)
			return;
		*(__u64 *)(pte & PTE_ADDRESS) = *chain;
		*chain = pte & PTE_ADDRESS;
		*path[level] = 0;
		count(path, level, -COUNT_ONE);
	}
}

static void free_tables(__u64 chain)
{
	while (chain) {
		__u64 next = *(__u64 *)chain;

		uk_frame_free(chain, 0);
		chain = next;
	}
}

/* Makes the path to vaddr's entry at `level`, which must not lie inside a larger page. */
static int make_path(__vaddr_t vaddr, unsigned int level, __u64 *path[LEVELS])
{
	unsigned int at = walk(vaddr, path);
	__u64 chain = 0;

	for (; at > level; at--) {
		__paddr_t table = uk_frame_alloc(0);

		UK_ASSERT(!*path[at]);
		if (table == UK_FRAME_NONE) {
			prune(path, at, &chain);
			x86_invlpg(vaddr);
			free_tables(chain);
			return -ENOMEM;
		}
		memset((void *)table, 0, __PAGE_SIZE);
		*path[at] = table | PTE_P | PTE_RW | PTE_COUNTED;
		count(path, at, COUNT_ONE);
		path[at - 1] = entry_in(table, vaddr, at - 1);
	}
	return 0;
}

/* Writes an entry that was empty. */
static void set_entry(__u64 *path[LEVELS], unsigned int level, __u64 pte)
{
	UK_ASSERT(!*path[level]);
	*path[level] = pte;
	count(path, level, COUNT_ONE);
}

static __u64 pte_of(__paddr_t paddr, unsigned int attr, unsigned int level)
{
	__u64 pte = paddr | PTE_A | PTE_D;

	pte |= attr & UK_PAGE_RIGHTS ? PTE_P : PTE_HELD;
	if (attr & UK_PAGE_WRITE)
		pte |= PTE_RW;
	if (!(attr & UK_PAGE_EXEC))
		pte |= PTE_NX;
	if (attr & UK_PAGE_UNCACHED)
		pte |= PTE_PCD | PTE_PWT;
	return level ? pte | PTE_PS : pte;
}

static __paddr_t frame_of(__u64 pte, unsigned int level)
{
	return pte & PTE_ADDRESS & ~(level_size(level) - 1);
}

/* Replaces a large page by a table of 512 pages of the next smaller size. */
static int split(__u64 *pte, __vaddr_t vaddr, unsigned int level)
{
	__paddr_t table = uk_frame_alloc(0);
	__u64 small = level > 1 ? *pte : *pte & ~PTE_PS;

	if (table == UK_FRAME_NONE)
		return -ENOMEM;
	for (unsigned int i = 0; i < ENTRIES; i++)
		((__u64 *)table)[i] = small + i * level_size(level - 1);
	*pte = table | PTE_P | PTE_RW | PTE_COUNTED | ENTRIES * COUNT_ONE;
	x86_invlpg(vaddr);
	return 0;
}

/* No page may reach across vaddr. */
static int split_at(__vaddr_t vaddr)
{
	__u64 *path[LEVELS];
	unsigned int level;

	for (;;) {
		level = walk(vaddr, path);
		if (!*path[level] || !(vaddr & (level_size(level) - 1)))
			return 0;
		if (split(path[level], vaddr, level))
			return -ENOMEM;
	}
}

static int split_edges(__vaddr_t vaddr, __sz len)
{
	int rc = split_at(vaddr);

	return rc ? rc : split_at(vaddr + len);
}

int uk_paging_map(__vaddr_t vaddr, __paddr_t paddr, __sz len, unsigned int attr)
{
	__u64 *path[LEVELS];
	__sz done = 0;

	UK_ASSERT(PAGE_ALIGNED(vaddr | paddr | len));
	while (done < len) {
		__vaddr_t at = vaddr + done;
		unsigned int level = 0;

		if (!((at | (paddr + done)) & (UK_PAGING_LARGE_SIZE - 1)) &&
		    len - done >= UK_PAGING_LARGE_SIZE)
			level = LEVEL_LARGE;
		if (make_path(at, level, path)) {
			uk_paging_unmap(vaddr, done, NULL, NULL);
			return -ENOMEM;
		}
		set_entry(path, level, pte_of(paddr + done, attr, level));
		done += level_size(level);
	}
	return 0;
}

/* Makes the CPU forget the pages, then tells of them. */
static void finish_batch(struct removed *batch, unsigned int used, uk_paging_removed_fn removed,
                         void *arg)
{
	if (used == BATCH)
		tlb_flush_all();
	for (unsigned int i = 0; i < used; i++) {
		if (used < BATCH)
			x86_invlpg(batch[i].vaddr);
		if (removed)
			removed(arg, batch[i].vaddr, frame_of(batch[i].pte, batch[i].level),
			        level_size(batch[i].level));
	}
}

int uk_paging_unmap(__vaddr_t vaddr, __sz len, uk_paging_removed_fn removed, void *arg)
{
	struct removed batch[BATCH];
	__u64 *path[LEVELS], chain = 0;
	__vaddr_t end = vaddr + len;
	unsigned int level, used = 0;

	UK_ASSERT(PAGE_ALIGNED(vaddr | len));
	if (split_edges(vaddr, len))
		return -ENOMEM;
	for (; vaddr < end; vaddr = level_next(vaddr, level)) {
		level = walk(vaddr, path);
		if (!*path[level])
			continue;
		batch[used++] = (struct removed){vaddr, *path[level], level};
		*path[level] = 0;
		count(path, level, -COUNT_ONE);
		prune(path, level, &chain);
		if (used == BATCH) {
			finish_batch(batch, used, removed, arg);
			used = 0;
		}
	}
	finish_batch(batch, used, removed, arg);
	free_tables(chain);
	return 0;
}

int uk_paging_protect(__vaddr_t vaddr, __sz len, unsigned int attr)
{
	__u64 *path[LEVELS];
	__vaddr_t end = vaddr + len;
	unsigned int level, changed = 0;

	UK_ASSERT(PAGE_ALIGNED(vaddr | len));
	if (split_edges(vaddr, len))
		return -ENOMEM;
	for (; vaddr < end; vaddr = level_next(vaddr, level)) {
		__u64 old;

		level = walk(vaddr, path);
		old = *path[level];
		if (!old)
			continue;
		*path[level] = pte_of(frame_of(old, level),
		                      attr | (old & PTE_PCD ? UK_PAGE_UNCACHED : 0), level);
		if (old & PTE_P && ++changed < BATCH)
			x86_invlpg(vaddr);
	}
	if (changed >= BATCH)
		tlb_flush_all();
	return 0;
}

/* Enters at `to` what stands at `from`, which stays. */
static int copy_entry(__vaddr_t from, __vaddr_t to, unsigned int *level)
{
	__u64 *path[LEVELS], pte;

	*level = walk(from, path);
	pte = *path[*level];
	if (!pte)
		return 0;
	while ((from ^ to) & (level_size(*level) - 1)) {
		if (split(path[*level], from, *level))
			return -ENOMEM;
		*level = walk(from, path);
		pte = *path[*level];
	}
	if (make_path(to, *level, path))
		return -ENOMEM;
	set_entry(path, *level, pte);
	return 0;
}

int uk_paging_move(__vaddr_t from, __vaddr_t to, __sz len)
{
	unsigned int level;
	__sz done;

	UK_ASSERT(PAGE_ALIGNED(from | to | len));
	if (split_edges(from, len))
		return -ENOMEM;
	for (done = 0; done < len; done = level_next(from + done, level) - from) {
		if (copy_entry(from + done, to + done, &level)) {
			uk_paging_unmap(to, done, NULL, NULL);
			return -ENOMEM;
		}
	}
	return uk_paging_unmap(from, len, NULL, NULL);
}

int uk_paging_query(__vaddr_t vaddr, __paddr_t *paddr, unsigned int *attr, __sz *size)
{
	__u64 *path[LEVELS];
	unsigned int level = walk(vaddr, path);
	__u64 pte = *path[level];

	if (!pte)
		return -EFAULT;
	if (paddr)
		*paddr = frame_of(pte, level) | (vaddr & (level_size(level) - 1));
	if (size)
		*size = level_size(level);
	if (attr) {
		*attr = pte & PTE_PCD ? UK_PAGE_UNCACHED : 0;
		if (pte & PTE_P)
			*attr |= UK_PAGE_READ | (pte & PTE_RW ? UK_PAGE_WRITE : 0) |
			         (pte & PTE_NX ? 0 : UK_PAGE_EXEC);
	}
	return 0;
}

__vaddr_t uk_paging_next(__vaddr_t vaddr, __vaddr_t end)
{
	__u64 *path[LEVELS];

	while (vaddr < end) {
		unsigned int level = walk(vaddr, path);

		if (*path[level])
			return vaddr;
		vaddr = level_next(vaddr, level);
	}
	return end;
}

__paddr_t uk_paging_virt_to_phys(__vaddr_t vaddr)
{
	__paddr_t paddr;

	return uk_paging_query(vaddr, &paddr, NULL, NULL) ? __PADDR_MAX : paddr;
}

/* The one-to-one map of [start, end) inside one GiB that has a table or gets one. */
static int map_direct_large(__paddr_t start, __paddr_t end)
{
	__u64 *path[LEVELS];

	for (; start < end; start += UK_PAGING_LARGE_SIZE) {
		if (walk(start, path) == LEVEL_LARGE && *path[LEVEL_LARGE])
			continue;
		if (make_path(start, LEVEL_LARGE, path))
			return -ENOMEM;
		if (!*path[LEVEL_LARGE])
			set_entry(path, LEVEL_LARGE,
			          pte_of(start, UK_PAGE_READ | UK_PAGE_WRITE, LEVEL_LARGE));
	}
	return 0;
}

int uk_paging_map_direct(__paddr_t start, __paddr_t end)
{
	const unsigned int giant = LEVEL_LARGE + 1;
	int have_giant = !!(x86_cpuid(0x80000001, 0).edx & CPUID_1GIB);
	__u64 *path[LEVELS];
	__paddr_t next;

	if (start >= end || end > UK_PAGING_MANAGED_BASE)
		return -EINVAL;
	start = ALIGN_DOWN(start, UK_PAGING_LARGE_SIZE);
	for (; start < end; start = next) {
		unsigned int level = walk(start, path);

		next = MIN(level_next(start, giant), end);
		if (level == giant && *path[giant])
			continue;
		if (level >= giant && have_giant) {
			if (make_path(start, giant, path))
				return -ENOMEM;
			set_entry(path, giant,
			          pte_of(ALIGN_DOWN(start, level_size(giant)),
			                 UK_PAGE_READ | UK_PAGE_WRITE, giant));
		} else if (map_direct_large(start, next)) {
			return -ENOMEM;
		}
	}
	return 0;
}

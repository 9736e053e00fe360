/* SPDX-License-Identifier: BSD-3-Clause */
/* madvise(2), msync(2), mincore(2), mlock(2) and relatives: what concerns pages in memory. */
#include <string.h>
#include "mmap.h"

enum {
	ADVISE_NORMAL = 0,
	ADVISE_RANDOM = 1,
	ADVISE_SEQUENTIAL = 2,
	ADVISE_WILLNEED = 3,
	ADVISE_DONTNEED = 4,
	ADVISE_FREE = 8,
	ADVISE_DONTFORK = 10,
	ADVISE_KEEPONFORK = 19,
	ADVISE_COLD = 20,
	ADVISE_PAGEOUT = 21,
	ADVISE_POPULATE_READ = 22,
	ADVISE_POPULATE_WRITE = 23,
};

#define SYNC_ASYNC      0x1
#define SYNC_INVALIDATE 0x2
#define SYNC_SYNC       0x4
#define LOCK_ONFAULT    0x1
#define LOCKALL_KNOWN   0x7
#define LOCKALL_ONFAULT 0x4

static int range_ok(__vaddr_t addr, size_t len)
{
	return len <= UK_PAGING_END && addr <= UK_PAGING_END - PAGE_ALIGN_UP(len);
}

/* Areas of ukvmem, or memory that is always there. */
static int mapped(__vaddr_t addr, size_t len)
{
	return in_direct_map(addr) ? 0 : uk_vmem_covered(addr, len);
}

UK_SYSCALL_R_DEFINE(int, madvise, void *, address, size_t, len, int, advice)
{
	__vaddr_t addr = (__vaddr_t)address;

	if (advice < 0 || (advice > ADVISE_DONTNEED && advice < ADVISE_FREE) ||
	    (advice > ADVISE_FREE && advice < ADVISE_DONTFORK) || advice > ADVISE_POPULATE_WRITE)
		return -EINVAL;
	if (!PAGE_ALIGNED(addr) || !range_ok(addr, len))
		return -EINVAL;
	if (!len)
		return 0;
	switch (advice) {
	case ADVISE_DONTNEED:
	case ADVISE_FREE:
		/* memory that cannot go away, as if it were locked */
		return in_direct_map(addr) ? -EINVAL : uk_vmem_discard(addr, len);
	case ADVISE_POPULATE_READ:
	case ADVISE_POPULATE_WRITE:
		return in_direct_map(addr) ? 0 : uk_vmem_populate(addr, len);
	default:
		return mapped(addr, len);
	}
}

/* Shared pages are the file's own pages: nothing is ever out of date. */
UK_SYSCALL_R_DEFINE(int, msync, void *, address, size_t, len, int, flags)
{
	__vaddr_t addr = (__vaddr_t)address;

	if (flags & ~(SYNC_ASYNC | SYNC_INVALIDATE | SYNC_SYNC) || !PAGE_ALIGNED(addr) ||
	    (flags & SYNC_ASYNC && flags & SYNC_SYNC))
		return -EINVAL;
	if (!range_ok(addr, len))
		return -ENOMEM;
	return len ? mapped(addr, len) : 0;
}

UK_SYSCALL_R_DEFINE(int, mincore, void *, address, size_t, len, unsigned char *, vec)
{
	__vaddr_t addr = (__vaddr_t)address;

	if (!PAGE_ALIGNED(addr))
		return -EINVAL;
	if (!range_ok(addr, len))
		return -ENOMEM;
	if (!in_direct_map(addr))
		return uk_vmem_resident(addr, len, vec);
	memset(vec, 1, PAGE_ALIGN_UP(len) >> __PAGE_SHIFT);
	return 0;
}

/* Pages stay once they are there, so to lock them is to bring them in. */
static int lock(__vaddr_t addr, size_t len, int on_fault)
{
	__sz skew = addr & (__PAGE_SIZE - 1);

	addr -= skew;
	if (!range_ok(addr, len + skew))
		return len + skew < len ? -EINVAL : -ENOMEM;
	if (!len || in_direct_map(addr))
		return 0;
	return on_fault ? uk_vmem_covered(addr, len + skew) : uk_vmem_populate(addr, len + skew);
}

UK_SYSCALL_R_DEFINE(int, mlock, void *, addr, size_t, len)
{
	return lock((__vaddr_t)addr, len, 0);
}

UK_SYSCALL_R_DEFINE(int, mlock2, void *, addr, size_t, len, int, flags)
{
	if (flags & ~LOCK_ONFAULT)
		return -EINVAL;
	return lock((__vaddr_t)addr, len, flags);
}

UK_SYSCALL_R_DEFINE(int, munlock, void *, addr, size_t, len)
{
	return lock((__vaddr_t)addr, len, 1);
}

/* Pages come on demand as with MCL_ONFAULT; none ever leaves. */
UK_SYSCALL_R_DEFINE(int, mlockall, int, flags)
{
	return !flags || flags & ~LOCKALL_KNOWN || flags == LOCKALL_ONFAULT ? -EINVAL : 0;
}

UK_SYSCALL_R_DEFINE(int, munlockall)
{
	return 0;
}

/* SPDX-License-Identifier: BSD-3-Clause */
/* What posix-mmap's files share. Constants as Linux has them, for images whose libc has no
 * <sys/mman.h>. */
#ifndef POSIX_MMAP_H
#define POSIX_MMAP_H

#include <errno.h>
#include <uk/arch/paging.h>
#include <uk/config.h>
#include <uk/syscall.h>
#include <uk/vmem.h>

#define MAP_SHARED_TYPE    0x1
#define MAP_PRIVATE_TYPE   0x2
#define MAP_VALIDATE_TYPE  0x3
#define MAP_TYPE_MASK      0xf
#define MAP_FIXED_FLAG     0x10
#define MAP_ANONYMOUS_FLAG 0x20
#define MAP_32BIT_FLAG     0x40
#define MAP_LOCKED_FLAG    0x2000
#define MAP_NORESERVE_FLAG 0x4000
#define MAP_POPULATE_FLAG  0x8000
#define MAP_HUGETLB_FLAG   0x40000
#define MAP_SYNC_FLAG      0x80000
#define MAP_NOREPLACE_FLAG 0x100000
/* what MAP_SHARED_VALIDATE accepts: all of the above, GROWSDOWN, DENYWRITE, EXECUTABLE, NONBLOCK,
 * STACK, UNINITIALIZED */
#define MAP_KNOWN_FLAGS 0x41df973L

/* 0 or a negative errno; *addr and the flags of uk_vmem_map(). fd is a descriptor of any kind. */
#ifdef CONFIG_LIBPOSIX_FDTAB
int mmap_file(__vaddr_t *addr, __sz len, unsigned int prot, unsigned int flags, int fd, __off off);
#else
static inline int mmap_file(__vaddr_t *addr __maybe_unused, __sz len __maybe_unused,
                            unsigned int prot __maybe_unused, unsigned int flags __maybe_unused,
                            int fd __maybe_unused, __off off __maybe_unused)
{
	return -EBADF; /* there are no descriptors */
}
#endif

/* The image and the heap: mapped at boot, always present, not ukvmem's. */
static inline int in_direct_map(__vaddr_t addr)
{
	return addr >= __PAGE_SIZE && !uk_paging_is_managed(addr) &&
	       uk_paging_virt_to_phys(addr) != __PADDR_MAX;
}

#endif /* POSIX_MMAP_H */

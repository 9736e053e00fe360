/* SPDX-License-Identifier: BSD-3-Clause */
/* mmap(2), munmap(2), mprotect(2), mremap(2) */
#include "mmap.h"

#define PROT_ALL          0x7
#define PROT_SEM_FLAG     0x8
#define REMAP_MAYMOVE     0x1
#define REMAP_FIXED       0x2
#define REMAP_KNOWN_FLAGS 0x3

static int map_type_ok(int flags, int anonymous)
{
	switch (flags & MAP_TYPE_MASK) {
	case MAP_SHARED_TYPE:
	case MAP_PRIVATE_TYPE:
		return 0;
	case MAP_VALIDATE_TYPE:
		if (anonymous)
			return -EINVAL;
		return flags & ~MAP_KNOWN_FLAGS || flags & MAP_SYNC_FLAG ? -EOPNOTSUPP : 0;
	default:
		return -EINVAL;
	}
}

static unsigned int vmem_flags(int flags)
{
	unsigned int result = 0;

	if (flags & MAP_NOREPLACE_FLAG)
		result |= UK_VMEM_NOREPLACE;
	else if (flags & MAP_FIXED_FLAG)
		result |= UK_VMEM_FIXED;
	if (flags & MAP_SHARED_TYPE) /* validate is shared, too */
		result |= UK_VMEM_SHARED;
	if (flags & MAP_NORESERVE_FLAG)
		result |= UK_VMEM_NORESERVE;
	if (flags & (MAP_POPULATE_FLAG | MAP_LOCKED_FLAG))
		result |= UK_VMEM_POPULATE;
	return result;
}

UK_SYSCALL_R_DEFINE(long, mmap, void *, hint, size_t, len, int, prot, int, flags, int, fd, long,
                    off)
{
	int anonymous = flags & MAP_ANONYMOUS_FLAG;
	__vaddr_t addr = (__vaddr_t)hint;
	int rc;

	if (off & (__PAGE_SIZE - 1))
		return -EINVAL;
	if (!len)
		/* a bad descriptor is found first */
		return anonymous ? -EINVAL : mmap_file(&addr, 0, 0, 0, fd, 0);
	rc = map_type_ok(flags, anonymous);
	if (rc)
		return rc;
	if (flags & (MAP_HUGETLB_FLAG | MAP_32BIT_FLAG))
		return -ENOMEM; /* no such pages, no memory at such addresses */
	prot &= PROT_ALL;
	if (anonymous)
		rc = uk_vmem_map(&addr, len, prot, vmem_flags(flags), NULL, NULL, 0);
	else
		rc = mmap_file(&addr, len, prot, vmem_flags(flags), fd, off);
	return rc ? rc : (long)addr;
}

UK_SYSCALL_R_DEFINE(int, munmap, void *, addr, size_t, len)
{
	__vaddr_t start = (__vaddr_t)addr;

	if (start > UK_PAGING_END || len > UK_PAGING_END - start)
		return -EINVAL;
	return uk_vmem_unmap(start, len);
}

UK_SYSCALL_R_DEFINE(int, mprotect, void *, addr, size_t, len, int, prot)
{
	if (prot & ~(PROT_ALL | PROT_SEM_FLAG))
		return -EINVAL;
	return uk_vmem_protect((__vaddr_t)addr, len, prot);
}

UK_SYSCALL_R_DEFINE(long, mremap, void *, old, size_t, old_len, size_t, new_len, int, flags, void *,
                    to)
{
	__vaddr_t addr = (__vaddr_t)old;
	unsigned int vmem = 0;
	int rc;

	if (flags & ~REMAP_KNOWN_FLAGS)
		return -EINVAL;
	if (flags & REMAP_MAYMOVE)
		vmem |= UK_VMEM_MAYMOVE;
	if (flags & REMAP_FIXED)
		vmem |= UK_VMEM_FIXED;
	rc = uk_vmem_remap(&addr, old_len, new_len, vmem, (__vaddr_t)to);
	return rc ? rc : (long)addr;
}

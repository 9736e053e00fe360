/* SPDX-License-Identifier: BSD-3-Clause */
/* Physical memory as the platform describes it, and the translation of addresses. */
#ifndef UK_PLAT_MEMORY_H
#define UK_PLAT_MEMORY_H

#include <uk/arch/types.h>

#define UKPLAT_MEMRT_FREE    0x0001
#define UKPLAT_MEMRT_KERNEL  0x0004
#define UKPLAT_MEMRT_INITRD  0x0008
#define UKPLAT_MEMRT_CMDLINE 0x0010

struct ukplat_memregion_desc {
	__paddr_t pbase;
	union {
		__vaddr_t vbase;
		void *base; /* the same in older versions of the interface */
	};
	__sz pg_off;
	__sz len;
	__u16 type;
};

/* The first initrd module: 0, or -ENOENT. It stays where it is and is never freed. */
int ukplat_initrd(const void **base, __sz *len);

/* Upstream's look-up of the same: index 0 or -1; then the descriptor. */
int ukplat_memregion_find_next(int i, __u32 type, __u32 flags, __u32 fmask,
                               struct ukplat_memregion_desc **mrd);

static inline int ukplat_memregion_point_initrd0(struct ukplat_memregion_desc **mrd)
{
	return ukplat_memregion_find_next(-1, UKPLAT_MEMRT_INITRD, 0, 0, mrd);
}

static inline int ukplat_memregion_copy_initrd0(struct ukplat_memregion_desc *mrd)
{
	struct ukplat_memregion_desc *found;
	int index = ukplat_memregion_point_initrd0(&found);

	if (index >= 0)
		*mrd = *found;
	return index;
}

/* Either interface of it: a pointer to the descriptor is set, or a descriptor is filled. */
#ifdef __cplusplus
#define ukplat_memregion_find_initrd0(mrd) ukplat_memregion_point_initrd0(mrd)
#else
#define ukplat_memregion_find_initrd0(mrd) \
	_Generic((mrd),                                                       \
	        struct ukplat_memregion_desc **: ukplat_memregion_point_initrd0, \
	        struct ukplat_memregion_desc *: ukplat_memregion_copy_initrd0)(mrd)
#endif

/* How far from its linked addresses, at which it lies in physical memory, the image runs. 0: there.
 */
__uptr ukplat_image_distance(void);

/* Identity for the direct map, the image's distance, a table walk for the managed area; __PADDR_MAX
 * when not mapped. */
__paddr_t ukplat_virt_to_phys(const volatile void *address);

/* Does all of the range lie in the direct map or in the image? It is then contiguous in physical
 * memory, and mapped as long as the machine runs. */
int ukplat_is_permanent(const volatile void *address, __sz len);

/*
 * Where the machine has its n-th slot for a virtio-mmio device by design (a slot may be empty),
 * reachable through the direct map. 0, or -ENOENT: the machine has no (more) slots.
 */
int ukplat_virtio_mmio_slot(unsigned int n, __paddr_t *address, __sz *size, __u32 *irq);

/* The direct map. */
static inline void *ukplat_phys_to_virt(__paddr_t address)
{
	return (void *)(__uptr)address;
}

#endif /* UK_PLAT_MEMORY_H */

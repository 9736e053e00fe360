/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Where the image lies, and what that means for addresses. The weak functions are for platforms
 * that leave it where it is linked; the entry code calls the first two in turn, the second one at
 * the new place.
 */
#include <uk/arch/paging.h>
#include <uk/essentials.h>
#include <uk/plat/memory.h>

extern char _text[], _end[];

__uptr plat_image_place(const void *start_info);
void plat_image_placed(__uptr distance);

__weak __uptr plat_image_place(const void *start_info __maybe_unused)
{
	return 0;
}

__weak void plat_image_placed(__uptr distance __maybe_unused)
{
}

__weak __uptr ukplat_image_distance(void)
{
	return 0;
}

__paddr_t ukplat_virt_to_phys(const volatile void *address)
{
	__vaddr_t vaddr = (__vaddr_t)address;

	if (vaddr < UK_PAGING_MANAGED_BASE)
		return vaddr;
	if (vaddr - (__vaddr_t)_text < (__sz)(_end - _text))
		return vaddr - ukplat_image_distance();
	return uk_paging_virt_to_phys(vaddr);
}

int ukplat_is_permanent(const volatile void *address, __sz len)
{
	__vaddr_t vaddr = (__vaddr_t)address;

	if (vaddr - (__vaddr_t)_text < (__sz)(_end - _text))
		return len <= (__vaddr_t)_end - vaddr;
	return vaddr < UK_PAGING_MANAGED_BASE && len <= UK_PAGING_MANAGED_BASE - vaddr;
}

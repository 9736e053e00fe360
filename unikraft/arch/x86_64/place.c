/* SPDX-License-Identifier: BSD-3-Clause */
/* For platforms that leave the image where it is linked: what the entry code calls in turn, the second one at the new place. */
#include <uk/essentials.h>
#include <uk/plat/memory.h>

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

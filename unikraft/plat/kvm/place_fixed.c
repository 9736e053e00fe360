/* SPDX-License-Identifier: BSD-3-Clause */
/* The image runs where it is linked. place.c is the other way. */
#include <uk/plat/memory.h>

#include "plat.h"

__uptr plat_image_place(const struct hvm_start_info *info __maybe_unused)
{
	return 0;
}

void plat_image_placed(__uptr distance __maybe_unused)
{
}

__uptr ukplat_image_distance(void)
{
	return 0;
}

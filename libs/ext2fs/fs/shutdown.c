/* SPDX-License-Identifier: BSD-3-Clause */
/* The end of the system leaves clean file systems. */
#include <uk/init.h>

extern void (*ext_shutdown)(void);

static void end(const struct uk_term_ctx *ctx __maybe_unused)
{
	if (ext_shutdown)
		ext_shutdown();
}

uk_rootfs_initcall(0, end);

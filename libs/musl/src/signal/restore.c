/* SPDX-License-Identifier: BSD-3-Clause */
/* The kernel calls handlers as functions and never returns through these. */
#include <features.h>

hidden void __restore(void)
{
	__builtin_trap();
}

hidden void __restore_rt(void)
{
	__builtin_trap();
}

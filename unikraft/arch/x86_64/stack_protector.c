/* SPDX-License-Identifier: BSD-3-Clause */
/* The stack protector's canary, one for all threads; set by the platform before the first protected
 * function returns. */
#include <uk/crash.h>

__uptr __stack_chk_guard;

__noreturn void __stack_chk_fail(void);
void __stack_chk_fail(void)
{
	uk_crash("a function wrote beyond an array on its stack (stack smashing)");
}

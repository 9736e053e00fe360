/* SPDX-License-Identifier: BSD-3-Clause */
/* Sets the thread pointer. */
#include "pthread_impl.h"
#include "syscall.h"

#define ARCH_SET_FS 0x1002

hidden int __set_thread_area(void *p)
{
	return (int)__syscall(SYS_arch_prctl, ARCH_SET_FS, p);
}

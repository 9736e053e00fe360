/* SPDX-License-Identifier: BSD-3-Clause */
/* A detached thread's last act. posix-process unmaps the stack when nothing runs on it. */
#include "pthread_impl.h"

extern _Noreturn void uk_thread_unmap_exit(void *base, size_t len);

void __unmapself(void *base, size_t size)
{
	uk_thread_unmap_exit(base, size);
}

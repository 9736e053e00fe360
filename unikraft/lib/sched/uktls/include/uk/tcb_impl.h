/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * For a libc with a thread control block: it selects LIBUKSCHED_TCB_INIT, reserves the block's
 * bytes in its Makefile.uk, $(eval $(call ukarch_tls_tcb_reserve,BYTES)), and defines the two
 * functions here and ukarch_tls_tcb_init() (uk/arch/tls.h). Threads that it makes itself with a
 * thread pointer of its own (uk_clone_thread) are not told.
 */
#ifndef UK_TCB_IMPL_H
#define UK_TCB_IMPL_H

#include <uk/arch/tls.h>
#include <uk/thread.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The thread has an area of thread-local storage now, but does not run yet; the main thread does. A
 * negative errno ends its creation. Weak. */
int uk_thread_uktcb_init(struct uk_thread *thread, void *tcb) __attribute__((weak));

/* The thread has ended and its area goes. Must not block. Weak. */
void uk_thread_uktcb_fini(struct uk_thread *thread, void *tcb) __attribute__((weak));

#define uk_thread_uktcb(thread) ukarch_tls_tcb_get((thread)->tlsp)

#ifdef __cplusplus
}
#endif

#endif /* UK_TCB_IMPL_H */

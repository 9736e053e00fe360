/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Thread-local storage, for libcs that come without an arrangement of their own (uktls). An area
 * holds the image's thread-local variables and, behind the thread pointer, the thread control
 * block: its first word points to itself (System V ABI, variant II), the rest is the libc's, as
 * many bytes as ukarch_tls_tcb_reserve asked for in its Makefile.uk.
 *
 * Order: allocate ukarch_tls_area_size() bytes aligned to ukarch_tls_area_align(), initialise, set
 * the thread pointer (uk/plat/tls.h) to ukarch_tls_tlsp(). The memory is the caller's. Any context;
 * nothing fails.
 */
#ifndef UK_ARCH_TLS_H
#define UK_ARCH_TLS_H

#include <uk/arch/types.h>

#ifdef __cplusplus
extern "C" {
#endif

__sz ukarch_tls_area_size(void);
__sz ukarch_tls_area_align(void);

/* First values of the variables, zeroes, the block's pointer to itself; then
 * ukarch_tls_tcb_init(). */
void ukarch_tls_area_init(void *tls_area);

/* The thread pointer that belongs to an area, and back. */
__uptr ukarch_tls_tlsp(void *tls_area);
void *ukarch_tls_area_get(__uptr tlsp);

/* The control block of a thread pointer, and its size. */
void *ukarch_tls_tcb_get(__uptr tlsp);
__sz ukarch_tls_tcb_size(void);

/* Hook of a libc (weak): fills the rest of the control block. */
void ukarch_tls_tcb_init(void *tcb) __attribute__((weak));

#ifdef __cplusplus
}
#endif

#endif /* UK_ARCH_TLS_H */

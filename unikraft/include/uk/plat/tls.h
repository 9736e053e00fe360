/* SPDX-License-Identifier: BSD-3-Clause */
/* The thread pointer of the running thread (x86_64: %fs base). Program or kernel context. (uksched)
 */
#ifndef UK_PLAT_TLS_H
#define UK_PLAT_TLS_H

#include <uk/arch/types.h>

#ifdef __cplusplus
extern "C" {
#endif

__uptr ukplat_tlsp_get(void);
/* Takes effect at once and stays with the thread. Before the scheduler exists: with what runs. */
void ukplat_tlsp_set(__uptr tlsp);

#ifdef __cplusplus
}
#endif

#endif /* UK_PLAT_TLS_H */

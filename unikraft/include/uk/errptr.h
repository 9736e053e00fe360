/* SPDX-License-Identifier: BSD-3-Clause */
/* A pointer that may carry a negative errno instead: the last page of addresses is never an object.
 */
#ifndef UK_ERRPTR_H
#define UK_ERRPTR_H

#include <uk/arch/types.h>

#define UK_ERRPTR_MAX 4095

#define ERR2PTR(x)    ((void *)(__uptr)(long)(x))
#define PTR2ERR(x)    ((int)(long)(__uptr)(x))
#define PTRISERR(ptr) ((__uptr)(ptr) >= (__uptr) - UK_ERRPTR_MAX)

#endif /* UK_ERRPTR_H */

/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The older place of uk/atomic.h.
 */
#ifndef UK_ARCH_ATOMIC_H
#define UK_ARCH_ATOMIC_H

#include <uk/atomic.h>

#endif /* UK_ARCH_ATOMIC_H */

/* SPDX-License-Identifier: BSD-3-Clause */
/* The CPU's own source of random numbers. Any context, from the first instruction on. */
#ifndef UK_ARCH_RANDOM_H
#define UK_ARCH_RANDOM_H

#include <uk/arch/types.h>

/* 64 random bits. 0; -ENODEV: the CPU has no source; -EAGAIN: it did not deliver. */
int ukarch_random_u64(__u64 *value);

#endif /* UK_ARCH_RANDOM_H */

/* SPDX-License-Identifier: BSD-3-Clause */
/* The processor's barriers and idle instructions. mb, rmb and wmb order accesses for another
 * observer, a device or a processor; barrier() for the compiler only. */
#ifndef UK_ARCH_LCPU_H
#define UK_ARCH_LCPU_H

#include <uk/essentials.h>
#include <uk/arch/io.h>

#define barrier() __asm__ volatile("" ::: "memory")
#define mb()      uk_barrier()
#define rmb()     uk_read_barrier()
#define wmb()     uk_write_barrier()
#define nop()     __asm__ volatile("nop")

#endif /* UK_ARCH_LCPU_H */

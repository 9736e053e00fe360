/* SPDX-License-Identifier: BSD-3-Clause */
/* Device registers: ports where the architecture has them, memory-mapped registers, and the
 * barriers that devices need. */
#ifndef UK_PLAT_IO_H
#define UK_PLAT_IO_H

#include <uk/arch/io.h> /* uk_io_{in,out}{8,16,32}, uk_mmio_{read,write}{8,16,32,64}, uk_{,read_,write_}barrier */
#include <uk/plat/memory.h>

#endif /* UK_PLAT_IO_H */

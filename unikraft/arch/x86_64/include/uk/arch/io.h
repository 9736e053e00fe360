/* SPDX-License-Identifier: BSD-3-Clause */
/* x86_64: device registers and barriers. Loads and stores of memory are ordered but for a store
 * followed by a load. */
#ifndef UK_ARCH_IO_H
#define UK_ARCH_IO_H

#include <uk/arch/x86.h>

#define uk_io_in8(port)          x86_inb(port)
#define uk_io_in16(port)         x86_inw(port)
#define uk_io_in32(port)         x86_inl(port)
#define uk_io_out8(port, value)  x86_outb(port, value)
#define uk_io_out16(port, value) x86_outw(port, value)
#define uk_io_out32(port, value) x86_outl(port, value)

#define UK_MMIO_ACCESS(bits)                                                            \
	static inline __u##bits uk_mmio_read##bits(const volatile void *address)        \
	{                                                                               \
		return *(const volatile __u##bits *)address;                            \
	}                                                                               \
	static inline void uk_mmio_write##bits(volatile void *address, __u##bits value) \
	{                                                                               \
		*(volatile __u##bits *)address = value;                                 \
	}
UK_MMIO_ACCESS(8)
UK_MMIO_ACCESS(16)
UK_MMIO_ACCESS(32)
UK_MMIO_ACCESS(64)

/* Order for another observer (a device): reads among reads, writes among writes; and everything,
 * store before load. */
#define uk_read_barrier()  __asm__ volatile("" ::: "memory")
#define uk_write_barrier() __asm__ volatile("" ::: "memory")
#define uk_barrier()       __asm__ volatile("lock; addl $0, -4(%%rsp)" ::: "memory", "cc")

#endif /* UK_ARCH_IO_H */

/* SPDX-License-Identifier: BSD-3-Clause */
/* x86: processor instructions under the names that ports use; uk/arch/x86.h has the constants. */
#ifndef X86_CPU_H
#define X86_CPU_H

#include <uk/arch/lcpu.h>
#include <uk/arch/x86.h>

static inline void cpuid(__u32 fn, __u32 subfn, __u32 *eax, __u32 *ebx, __u32 *ecx, __u32 *edx)
{
	struct x86_cpuid r = x86_cpuid(fn, subfn);

	*eax = r.eax;
	*ebx = r.ebx;
	*ecx = r.ecx;
	*edx = r.edx;
}

static inline __u64 rdmsrl(unsigned int msr)
{
	return x86_rdmsr(msr);
}

static inline void wrmsrl(unsigned int msr, __u64 value)
{
	x86_wrmsr(msr, value);
}

static inline void rdmsr(unsigned int msr, __u32 *lo, __u32 *hi)
{
	__u64 value = x86_rdmsr(msr);

	*lo = (__u32)value;
	*hi = (__u32)(value >> 32);
}

static inline void wrmsr(unsigned int msr, __u32 lo, __u32 hi)
{
	x86_wrmsr(msr, (__u64)hi << 32 | lo);
}

static inline __u64 rdtsc(void)
{
	return x86_rdtsc();
}

/* The product's bits above the 32 lowest: for clocks whose rate is a fraction of 32 bits. */
static inline __u64 mul64_32(__u64 a, __u32 b)
{
	return (__u64)((unsigned __int128)a * b >> 32);
}

/* Ports: the port first, unlike the functions of these names in a libc's sys/io.h. */
#define outb(port, value) x86_outb(port, value)
#define outw(port, value) x86_outw(port, value)
#define outl(port, value) x86_outl(port, value)
#define inb(port)         x86_inb(port)
#define inw(port)         x86_inw(port)
#define inl(port)         x86_inl(port)

#endif /* X86_CPU_H */

/* SPDX-License-Identifier: BSD-3-Clause */
/* x86_64: control registers, model-specific registers, ports, CPUID (Intel SDM volumes 2 to 4). */
#ifndef UK_ARCH_X86_H
#define UK_ARCH_X86_H

#define X86_CR0_PE (1 << 0)
#define X86_CR0_MP (1 << 1)
#define X86_CR0_EM (1 << 2)
#define X86_CR0_TS (1 << 3)
#define X86_CR0_NE (1 << 5)
#define X86_CR0_WP (1 << 16)
#define X86_CR0_PG (1 << 31)

#define X86_CR4_PAE        (1 << 5)
#define X86_CR4_PGE        (1 << 7)
#define X86_CR4_OSFXSR     (1 << 9)
#define X86_CR4_OSXMMEXCPT (1 << 10)
#define X86_CR4_UMIP       (1 << 11)
#define X86_CR4_FSGSBASE   (1 << 16)
#define X86_CR4_OSXSAVE    (1 << 18)
#define X86_CR4_SMEP       (1 << 20)
#define X86_CR4_PKE        (1 << 22)

#define X86_XCR0_X87 (1 << 0)
#define X86_XCR0_SSE (1 << 1)
#define X86_XCR0_AVX (1 << 2)

/* CPUID leaf 1, register ECX; leaf 7, register EBX */
#define X86_CPUID1_ECX_XSAVE    (1 << 26)
#define X86_CPUID1_ECX_OSXSAVE  (1 << 27)
#define X86_CPUID1_ECX_AVX      (1 << 28)
#define X86_CPUID7_EBX_FSGSBASE (1 << 0)

#define X86_MSR_APIC_BASE    0x1b
#define X86_MSR_EFER         0xc0000080
#define X86_EFER_LME         (1 << 8)
#define X86_EFER_NXE         (1 << 11)
#define X86_MSR_FS_BASE      0xc0000100
#define X86_MSR_GS_BASE      0xc0000101
#define X86_MSR_TSC_DEADLINE 0x6e0

#define X86_SEGMENT_CODE 0x08
#define X86_SEGMENT_DATA 0x10
#define X86_SEGMENT_TSS  0x18

/* Interrupt stack table slots (1 to 7) */
#define X86_IST_INTERRUPT    1
#define X86_IST_EXCEPTION    2
#define X86_IST_DOUBLE_FAULT 3
#define X86_IST_NMI          4

/* Vectors: 32 exceptions, then interrupts; the last is the local APIC's spurious one (low four bits
 * set) */
#define X86_VECTOR_FIRST    32
#define X86_VECTOR_SPURIOUS 95
#define X86_VECTORS         96

/* Page-table entries */
#define X86_PTE_P  (1 << 0)
#define X86_PTE_RW (1 << 1)
#define X86_PTE_PS (1 << 7)
#define X86_PTE_G  (1 << 8)

#ifndef __ASSEMBLY__
#include <uk/essentials.h>

struct x86_cpuid {
	__u32 eax, ebx, ecx, edx;
};

static inline struct x86_cpuid x86_cpuid(__u32 leaf, __u32 subleaf)
{
	struct x86_cpuid r;

	__asm__ volatile("cpuid"
	                 : "=a"(r.eax), "=b"(r.ebx), "=c"(r.ecx), "=d"(r.edx)
	                 : "a"(leaf), "c"(subleaf));
	return r;
}

static inline __u64 x86_rdmsr(__u32 msr)
{
	__u32 low, high;

	__asm__ volatile("rdmsr" : "=a"(low), "=d"(high) : "c"(msr));
	return ((__u64)high << 32) | low;
}

static inline void x86_wrmsr(__u32 msr, __u64 value)
{
	__asm__ volatile("wrmsr"
	                 :
	                 : "c"(msr), "a"((__u32)value), "d"((__u32)(value >> 32))
	                 : "memory");
}

static inline __u64 x86_rdtsc(void)
{
	__u32 low, high;

	__asm__ volatile("rdtsc" : "=a"(low), "=d"(high));
	return ((__u64)high << 32) | low;
}

#define X86_READ_CR(n)                                                \
	({                                                            \
		__u64 __cr;                                           \
		__asm__ volatile("movq %%cr" #n ", %0" : "=r"(__cr)); \
		__cr;                                                 \
	})
#define X86_WRITE_CR(n, v) __asm__ volatile("movq %0, %%cr" #n : : "r"((__u64)(v)) : "memory")

static inline void x86_invlpg(__u64 address)
{
	__asm__ volatile("invlpg (%0)" : : "r"(address) : "memory");
}

static inline void x86_outb(__u16 port, __u8 value)
{
	__asm__ volatile("outb %0, %1" : : "a"(value), "Nd"(port));
}

static inline void x86_outw(__u16 port, __u16 value)
{
	__asm__ volatile("outw %0, %1" : : "a"(value), "Nd"(port));
}

static inline void x86_outl(__u16 port, __u32 value)
{
	__asm__ volatile("outl %0, %1" : : "a"(value), "Nd"(port));
}

static inline __u8 x86_inb(__u16 port)
{
	__u8 value;

	__asm__ volatile("inb %1, %0" : "=a"(value) : "Nd"(port));
	return value;
}

static inline __u16 x86_inw(__u16 port)
{
	__u16 value;

	__asm__ volatile("inw %1, %0" : "=a"(value) : "Nd"(port));
	return value;
}

static inline __u32 x86_inl(__u16 port)
{
	__u32 value;

	__asm__ volatile("inl %1, %0" : "=a"(value) : "Nd"(port));
	return value;
}

/* Interrupt vectors (traps.c): a handler for a vector of X86_VECTOR_FIRST or above; interrupt
 * context. */
typedef void (*x86_vector_handler_t)(void *arg);
int x86_vector_alloc(x86_vector_handler_t handler, void *arg); /* the vector or -ENOSPC */

/* The loader's data in the first page has been read: from now on an access through a null pointer
 * faults. (cpu.c) */
void x86_forget_page_zero(void);

/* Descriptor tables, control registers, extended state; once, before interrupts are enabled.
 * (cpu.c) */
void x86_cpu_init(void);
void x86_traps_init(void);

/* What x86_cpu_init() found */
extern __u8 x86_have_fsgsbase;

#endif /* !__ASSEMBLY__ */
#endif /* UK_ARCH_X86_H */

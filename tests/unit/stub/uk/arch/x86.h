/* SPDX-License-Identifier: BSD-3-Clause */
/* Host unit tests: a CPU of which only the root of the page tables exists. */
#ifndef UK_ARCH_X86_H
#define UK_ARCH_X86_H

#include <uk/essentials.h>

extern __u64 test_page_table_root;
extern int test_have_1gib_pages;

#define X86_READ_CR(n)     (test_page_table_root)
#define X86_WRITE_CR(n, v) ((void)(v))

struct x86_cpuid {
	__u32 eax, ebx, ecx, edx;
};

static inline struct x86_cpuid x86_cpuid(__u32 leaf __maybe_unused, __u32 subleaf __maybe_unused)
{
	return (struct x86_cpuid){.edx = test_have_1gib_pages ? 1u << 26 : 0};
}

static inline void x86_invlpg(__u64 address __maybe_unused)
{
}

#endif /* UK_ARCH_X86_H */

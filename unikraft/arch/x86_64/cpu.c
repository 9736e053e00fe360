/* SPDX-License-Identifier: BSD-3-Clause */
/* CPU features: protection bits of the control registers, extended state, the bases of %fs and %gs.
 */
#include <uk/arch/ctx.h>
#include <uk/arch/x86.h>
#include <uk/cpu.h>
#include <uk/arch/paging.h>

#define CPUID_7_EBX_SMEP (1u << 7)
#define CPUID_7_ECX_UMIP (1u << 2)
#define XSAVE_LEGACY_LEN 512
#define XSAVE_MASK       0xe7ull /* x87, SSE, AVX, AVX-512 */

__u8 x86_have_xsave;
__u8 x86_have_fsgsbase;

static void extended_state_init(void)
{
	struct uk_cpu *cpu = uk_cpu_current();
	struct x86_cpuid state;
	__u64 mask;

	state = x86_cpuid(0xd, 0);
	mask = (((__u64)state.edx << 32) | state.eax) & XSAVE_MASK;
	__asm__ volatile("xsetbv" : : "c"(0), "a"((__u32)mask), "d"((__u32)(mask >> 32)));
	cpu->xsave_len = ALIGN_UP(x86_cpuid(0xd, 0).ebx, 64u);
	x86_have_xsave = 1;
}

void x86_cpu_init(void)
{
	__u64 cr4 = X86_READ_CR(4);
	struct x86_cpuid features = {0};
	int xsave = !!(x86_cpuid(1, 0).ecx & X86_CPUID1_ECX_XSAVE);

	if (x86_cpuid(0, 0).eax >= 7)
		features = x86_cpuid(7, 0);
	if (features.ebx & CPUID_7_EBX_SMEP)
		cr4 |= X86_CR4_SMEP;
	if (features.ecx & CPUID_7_ECX_UMIP)
		cr4 |= X86_CR4_UMIP;
	if (features.ebx & X86_CPUID7_EBX_FSGSBASE)
		cr4 |= X86_CR4_FSGSBASE;
	if (xsave)
		cr4 |= X86_CR4_OSXSAVE;
	X86_WRITE_CR(4, cr4);
	x86_have_fsgsbase = !!(cr4 & X86_CR4_FSGSBASE);

	uk_cpu_current()->xsave_len = XSAVE_LEGACY_LEN;
	if (xsave)
		extended_state_init();
}

extern __u64 x86_boot_pt[];

void x86_forget_page_zero(void)
{
	x86_boot_pt[0] = 0;
	__asm__ volatile("invlpg 0" ::: "memory");
}

__uptr ukarch_tlsp_get(void)
{
	__uptr base;

	if (!x86_have_fsgsbase)
		return x86_rdmsr(X86_MSR_FS_BASE);
	__asm__ volatile("rdfsbase %0" : "=r"(base));
	return base;
}

void ukarch_tlsp_set(__uptr tlsp)
{
	if (x86_have_fsgsbase)
		__asm__ volatile("wrfsbase %0" : : "r"(tlsp));
	else
		x86_wrmsr(X86_MSR_FS_BASE, tlsp);
}

__uptr ukarch_tlsp_current(__uptr set)
{
	__uptr base = set;

	if (x86_have_fsgsbase)
		__asm__ volatile("rdfsbase %0" : "=r"(base));
	return base;
}

void x86_ctx_start(void);

void ukarch_ctx_init_entry1(struct ukarch_ctx *ctx, __uptr sp, ukarch_ctx_entry1 entry, long arg)
{
	__uptr *frame = (__uptr *)ALIGN_DOWN(sp, 16UL) - 4;
	__u32 *control = (__u32 *)&frame[1];

	/* the creator's rounding and exception masks, as a new thread of a program has them */
	__asm__ volatile("stmxcsr %0\n\tfnstcw %1" : "=m"(control[0]), "=m"(control[1]));
	frame[2] = (__uptr)entry;
	frame[3] = (__uptr)arg;
	ctx->sp = (__uptr)(frame + 1);
	ctx->ip = (__uptr)x86_ctx_start;
}

#define BACKTRACE_FRAME_MAX (16UL << 20)

/* A report must not fault: addresses that are not canonical, pages that are kept but not
 * accessible. */
static int readable(__uptr address)
{
	unsigned int attr;

	return address < UK_PAGING_END && !uk_paging_query(address, NULL, &attr, NULL) &&
	       attr & UK_PAGE_READ;
}

int ukarch_backtrace_next(__uptr *fp, __uptr *ip)
{
	__uptr *frame = (__uptr *)*fp;

	if (*fp < 4096 || (*fp & 7) || !readable(*fp) || !readable(*fp + sizeof(*frame)))
		return 0;
	/* callers' frames lie above, not far off; anything else is the end or a damaged stack */
	if (frame[0] && (frame[0] <= *fp || frame[0] - *fp > BACKTRACE_FRAME_MAX))
		return 0;
	*ip = frame[1];
	*fp = frame[0];
	return *ip != 0;
}

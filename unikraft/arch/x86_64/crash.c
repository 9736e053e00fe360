/* SPDX-License-Identifier: BSD-3-Clause */
/* x86_64's part of the crash report: what the trap was, and the registers. */
#include <uk/arch/ctx.h>
#include <uk/arch/x86.h>
#include <uk/crash.h>
#include <uk/print.h>

#define STACK_REACH 0x10000

static const char *const exception_names[32] = {
        [0] = "divide error",
        [1] = "debug exception",
        [2] = "non-maskable interrupt",
        [3] = "breakpoint",
        [4] = "overflow",
        [5] = "bound range exceeded",
        [6] = "invalid instruction",
        [7] = "no FPU",
        [8] = "double fault",
        [10] = "invalid task state segment",
        [11] = "segment not present",
        [12] = "stack segment fault",
        [13] = "general protection fault",
        [14] = "page fault",
        [16] = "floating-point exception",
        [17] = "misaligned access",
        [18] = "machine check",
        [19] = "SIMD floating-point exception",
        [21] = "control protection exception",
};

void uk_crash_print_trap(const struct __regs *regs, __uptr address)
{
	const char *name = regs->vector < 32 ? exception_names[regs->vector] : NULL;

	if (regs->vector != 14) {
		uk_printk("%s", name ? name : "unexpected exception");
		return;
	}
	/* guard pages lie below every stack: nothing mapped, close to the stack pointer */
	if (!(regs->error_code & 1) && address + STACK_REACH > regs->rsp &&
	    address < regs->rsp + STACK_REACH)
		uk_printk("stack overflow, ");
	uk_printk("%s 0x%lx: %s",
	          regs->error_code & 16  ? "page fault executing"
	          : regs->error_code & 2 ? "page fault writing"
	                                 : "page fault reading",
	          address,
	          regs->error_code & 1 ? "not allowed there"
	          : address < 4096     ? "the null page"
	                               : "nothing is mapped there");
}

void uk_crash_print_regs(const struct __regs *r)
{
	uk_printk("rip %016lx  rsp %016lx  eflags %08lx  trap %lu error %lx\n", r->rip, r->rsp,
	          r->eflags, r->vector, r->error_code);
	uk_printk("rax %016lx  rbx %016lx  rcx %016lx  rdx %016lx\n", r->rax, r->rbx, r->rcx,
	          r->rdx);
	uk_printk("rsi %016lx  rdi %016lx  rbp %016lx  r8  %016lx\n", r->rsi, r->rdi, r->rbp,
	          r->r8);
	uk_printk("r9  %016lx  r10 %016lx  r11 %016lx  r12 %016lx\n", r->r9, r->r10, r->r11,
	          r->r12);
	uk_printk("r13 %016lx  r14 %016lx  r15 %016lx  cr3 %016lx\n", r->r13, r->r14, r->r15,
	          X86_READ_CR(3));
}

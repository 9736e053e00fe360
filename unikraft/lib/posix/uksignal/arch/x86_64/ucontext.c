/* SPDX-License-Identifier: BSD-3-Clause */
/* The interrupted program's registers as a handler sees and changes them. */
#include <string.h>
#include "ucontext.h"

/* Condition codes, direction, trap, alignment check: what a program may change; the interrupt flag
 * is not. */
#define EFLAGS_USER 0x40dd5UL

void uk_ucontext_fill(struct uk_ucontext *uc, const struct __regs *regs, __uptr ip, __uptr fp)
{
	__u64 *g = uc->gregs;

	memset(uc, 0, sizeof(*uc));
	if (!regs) {
		g[REG_RIP] = ip;
		g[REG_RBP] = fp;
		/* as at a function's entry, so that a handler may name a function as the place to
		 * go on */
		g[REG_RSP] = (fp & ~15UL) - 8;
		return;
	}
	g[REG_R8] = regs->r8;
	g[REG_R9] = regs->r9;
	g[REG_R10] = regs->r10;
	g[REG_R11] = regs->r11;
	g[REG_R12] = regs->r12;
	g[REG_R13] = regs->r13;
	g[REG_R14] = regs->r14;
	g[REG_R15] = regs->r15;
	g[REG_RDI] = regs->rdi;
	g[REG_RSI] = regs->rsi;
	g[REG_RBP] = regs->rbp;
	g[REG_RBX] = regs->rbx;
	g[REG_RDX] = regs->rdx;
	g[REG_RAX] = regs->rax;
	g[REG_RCX] = regs->rcx;
	g[REG_RSP] = regs->rsp;
	g[REG_RIP] = regs->rip;
	g[REG_EFL] = regs->eflags;
	g[REG_CSGSFS] = regs->cs;
	g[REG_ERR] = regs->error_code;
	g[REG_TRAPNO] = regs->vector;
}

void uk_ucontext_apply(const struct uk_ucontext *uc, struct __regs *regs)
{
	const __u64 *g = uc->gregs;

	regs->r8 = g[REG_R8];
	regs->r9 = g[REG_R9];
	regs->r10 = g[REG_R10];
	regs->r11 = g[REG_R11];
	regs->r12 = g[REG_R12];
	regs->r13 = g[REG_R13];
	regs->r14 = g[REG_R14];
	regs->r15 = g[REG_R15];
	regs->rdi = g[REG_RDI];
	regs->rsi = g[REG_RSI];
	regs->rbp = g[REG_RBP];
	regs->rbx = g[REG_RBX];
	regs->rdx = g[REG_RDX];
	regs->rax = g[REG_RAX];
	regs->rcx = g[REG_RCX];
	regs->rsp = g[REG_RSP];
	regs->rip = g[REG_RIP];
	regs->eflags = (regs->eflags & ~EFLAGS_USER) | (g[REG_EFL] & EFLAGS_USER);
}

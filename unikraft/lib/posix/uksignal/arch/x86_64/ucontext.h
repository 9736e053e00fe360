/* SPDX-License-Identifier: BSD-3-Clause */
/* ucontext_t as Linux lays it out on x86_64, and the call of a handler. */
#ifndef UKSIGNAL_UCONTEXT_H
#define UKSIGNAL_UCONTEXT_H

#include "../../internal.h"

enum {
	REG_R8,
	REG_R9,
	REG_R10,
	REG_R11,
	REG_R12,
	REG_R13,
	REG_R14,
	REG_R15,
	REG_RDI,
	REG_RSI,
	REG_RBP,
	REG_RBX,
	REG_RDX,
	REG_RAX,
	REG_RCX,
	REG_RSP,
	REG_RIP,
	REG_EFL,
	REG_CSGSFS,
	REG_ERR,
	REG_TRAPNO,
	REG_OLDMASK,
	REG_CR2,
	REG_COUNT
};

struct uk_ucontext {
	unsigned long flags;
	struct uk_ucontext *link;
	struct uk_altstack stack;
	__u64 gregs[REG_COUNT];
	void *fpregs;
	__u64 reserved[8];
	uk_sigset_t sigmask;
	__u64 sigmask_rest[15];
	__u64 fpregs_mem[64];
};

/* regs NULL: a system call is being left; the place is that of the caller given. */
void uk_ucontext_fill(struct uk_ucontext *uc, const struct __regs *regs, __uptr ip, __uptr fp);

/* Writes what the handler changed back. */
void uk_ucontext_apply(const struct uk_ucontext *uc, struct __regs *regs);

/* handler(signo, info, uc) on the stack that ends at sp, or on this one when sp is 0. (call.S) */
void uk_signal_call(void *handler, int signo, struct uk_siginfo *info, struct uk_ucontext *uc,
                    __uptr sp);

/* Goes on with the registers of gregs; does not return. (call.S) */
__noreturn void uk_ucontext_jump(const __u64 *gregs);

#endif /* UKSIGNAL_UCONTEXT_H */

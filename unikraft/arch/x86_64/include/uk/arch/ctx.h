/* SPDX-License-Identifier: BSD-3-Clause */
/* x86_64: contexts of threads (switched by a function call) and the frame of a trap or interrupt.
 */
#ifndef UK_ARCH_CTX_H
#define UK_ARCH_CTX_H

#define UK_REGS_SIZE (22 * 8)

#ifndef __ASSEMBLY__
#include <uk/essentials.h>

/* What the trap entry pushes; the last five words are the CPU's own. */
struct __regs {
	__u64 r15, r14, r13, r12, rbp, rbx, r11, r10, r9, r8, rax, rcx, rdx, rsi, rdi;
	__u64 vector;
	__u64 error_code;
	__u64 rip, cs, eflags, rsp, ss;
};
UK_CTASSERT(sizeof(struct __regs) == UK_REGS_SIZE);

/* A context that is not running: where it goes on and its stack, which holds the callee-saved
 * registers. */
struct ukarch_ctx {
	__uptr ip;
	__uptr sp;
};

typedef void (*ukarch_ctx_entry1)(long arg);

/* Make ctx start entry(arg) on the stack that ends at sp. entry must not return. */
void ukarch_ctx_init_entry1(struct ukarch_ctx *ctx, __uptr sp, ukarch_ctx_entry1 entry, long arg);

/*
 * For who prepares a program's start by hand (a loader): ctx goes on at ip, in program context,
 * with the stack pointer sp exactly and all general registers zero. keep_regs: of no meaning here,
 * since nothing was in them. The context is for a thread made by uk_thread_create_container()
 * without a stack, and takes effect when that is given to uk_sched_thread_add(); until then values
 * may be pushed. The stack below sp is used on the way, as interrupts use it later.
 */
void ukarch_ctx_init(struct ukarch_ctx *ctx, __uptr sp, int keep_regs, __uptr ip);
#define ukarch_rctx_stackpush_packed(ctx, value)           \
	do {                                               \
		(ctx)->sp -= sizeof(value);                \
		*(__typeof__(value) *)(ctx)->sp = (value); \
	} while (0)
/* For the scheduler: the context is complete. */
void ukarch_ctx_enter_program(struct ukarch_ctx *ctx);

/*
 * Save the caller's callee-saved registers and FPU/SSE control words in *store, go on in *load.
 * Returns when somebody switches to *store. Kernel context; the rest of the extended state is the
 * caller's to lose by the ABI, and is saved by the trap code when a thread is interrupted.
 */
void ukarch_ctx_switch(struct ukarch_ctx *store, struct ukarch_ctx *load);

/* Thread pointer of the libc (%fs base). */
__uptr ukarch_tlsp_get(void);
void ukarch_tlsp_set(__uptr tlsp);
/* What it is now, when it was set to `set`: a program may have changed it where the machine lets
 * it. Cheap. */
__uptr ukarch_tlsp_current(__uptr set);

/* A frame pointer and return address chain for backtraces: false at the end or when *fp is not
 * plausible. */
int ukarch_backtrace_next(__uptr *fp, __uptr *ip);

/*
 * Faults become signals (hooks; weak, absent without uksignal).
 * uk_signal_fault_stack: the stack pointer on which the handler of signo shall run for a program
 * interrupted at stack pointer sp, or 0 when there is no handler, it is blocked or ignored. Called
 * on the exception stack, interrupts off. uk_signal_fault: deliver; on that stack, count zero,
 * interrupts on, extended state saved. Changes to *regs take effect.
 */
__uptr uk_signal_fault_stack(int signo, __uptr sp);
void uk_signal_fault(struct __regs *regs, int signo, int code, __uptr addr);

#endif /* !__ASSEMBLY__ */
#endif /* UK_ARCH_CTX_H */

/* SPDX-License-Identifier: BSD-3-Clause */
/* Contexts that a loader prepares by hand; ctx.S switches. */
#include <uk/arch/ctx.h>
#include <uk/preempt.h>

void x86_ctx_program(void);
void x86_ctx_leave_kernel(void);

void x86_ctx_leave_kernel(void)
{
	uk_preempt_enable();
}

void ukarch_ctx_init(struct ukarch_ctx *ctx, __uptr sp, int keep_regs __maybe_unused, __uptr ip)
{
	ctx->sp = sp;
	ctx->ip = ip;
}

void ukarch_ctx_enter_program(struct ukarch_ctx *ctx)
{
	ctx->sp -= sizeof(__uptr);
	*(__uptr *)ctx->sp = ctx->ip;
	ctx->ip = (__uptr)x86_ctx_program;
}

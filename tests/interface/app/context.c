/* SPDX-License-Identifier: BSD-3-Clause */
/* A thread that begins as a loaded program does: at an address, with values on its stack. */
#include <uk/alloc.h>
#include <uk/arch/ctx.h>
#include <uk/preempt.h>
#include <uk/sched.h>
#include "check.h"

static __used struct {
	unsigned long sp, first, second, registers;
} seen;
static int arrived;
static unsigned int count_seen;

void arrive(void);

void arrive(void)
{
	count_seen = uk_preempt_count();
	arrived = 1;
	uk_sched_thread_exit();
}

/* Stores what it finds before any C code runs. */
void begin(void);
__asm__("begin:\n"
        "	movq %rsp, seen(%rip)\n"
        "	orq %rbx, %rax\n"
        "	orq %rcx, %rax\n"
        "	orq %rdx, %rax\n"
        "	orq %rsi, %rax\n"
        "	orq %rdi, %rax\n"
        "	orq %rbp, %rax\n"
        "	orq %r15, %rax\n"
        "	movq %rax, seen+24(%rip)\n"
        "	movq (%rsp), %rax\n"
        "	movq %rax, seen+8(%rip)\n"
        "	movl 8(%rsp), %eax\n"
        "	movq %rax, seen+16(%rip)\n"
        "	andq $-16, %rsp\n"
        "	call arrive\n");

void context(void)
{
	struct uk_alloc *a = uk_alloc_get_default();
	char *stack = uk_memalign(a, 16, 65536);
	struct uk_thread *thread;
	__uptr top = (__uptr)stack + 65536;

	thread = uk_thread_create_container(a, NULL, 0, NULL, 0, a, false, "loaded", NULL, NULL);
	CHECK(thread && !thread->_mem.stack);
	ukarch_ctx_init(&thread->ctx, top, 0, (__uptr)begin);
	ukarch_rctx_stackpush_packed(&thread->ctx, (__u64)0); /* argc and so on */
	ukarch_rctx_stackpush_packed(&thread->ctx, (__u32)22);
	ukarch_rctx_stackpush_packed(&thread->ctx, (__u64)11);
	CHECK(thread->ctx.sp == top - 20);
	seen.registers = 1;
	CHECK(!uk_sched_thread_add(uk_sched_current(), thread));
	while (!arrived)
		uk_sched_yield();
	uk_sched_yield();
	CHECK(seen.sp == top - 20 && seen.first == 11 && seen.second == 22 && !seen.registers);
	CHECK(count_seen == 0);
	uk_free(a, stack);
}

/* SPDX-License-Identifier: BSD-3-Clause */
/* Calling a handler, on another stack if need be, and leaving for the place that a handler chose. */

	.text
	.globl uk_signal_call
	.type uk_signal_call, @function
uk_signal_call: /* rdi: handler, esi: signo, rdx: info, rcx: ucontext, r8: stack pointer or 0 */
	pushq %rbp
	movq %rsp, %rbp
	testq %r8, %r8
	cmovnzq %r8, %rsp
	andq $-16, %rsp
	movq %rdi, %rax
	movl %esi, %edi
	movq %rdx, %rsi
	movq %rcx, %rdx
	cld
	call *%rax
	movq %rbp, %rsp
	popq %rbp
	ret
	.size uk_signal_call, . - uk_signal_call

/* The offsets are those of the enumeration in ucontext.h, eight bytes each. */
	.globl uk_ucontext_jump
	.type uk_ucontext_jump, @function
uk_ucontext_jump: /* rdi: registers */
	movq 0(%rdi), %r8
	movq 8(%rdi), %r9
	movq 16(%rdi), %r10
	movq 32(%rdi), %r12
	movq 40(%rdi), %r13
	movq 48(%rdi), %r14
	movq 56(%rdi), %r15
	movq 72(%rdi), %rsi
	movq 80(%rdi), %rbp
	movq 88(%rdi), %rbx
	movq 96(%rdi), %rdx
	movq 104(%rdi), %rax
	movq 112(%rdi), %rcx
	movq 120(%rdi), %rsp
	movq 128(%rdi), %r11
	movq 64(%rdi), %rdi
	jmpq *%r11
	.size uk_ucontext_jump, . - uk_ucontext_jump

	.section .note.GNU-stack, "", @progbits

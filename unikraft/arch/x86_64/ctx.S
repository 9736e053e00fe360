/* SPDX-License-Identifier: BSD-3-Clause */
/* Switching between contexts by a function call: only what the ABI makes the callee save. */

	.text
	.globl ukarch_ctx_switch
	.type ukarch_ctx_switch, @function
ukarch_ctx_switch: /* rdi: store, rsi: load */
	pushq %rbp
	pushq %rbx
	pushq %r12
	pushq %r13
	pushq %r14
	pushq %r15
	subq $8, %rsp
	stmxcsr (%rsp)
	fnstcw 4(%rsp)
	leaq 1f(%rip), %rax
	movq %rax, 0(%rdi)
	movq %rsp, 8(%rdi)
	movq 8(%rsi), %rsp
	jmpq *0(%rsi)
1:	call x86_control_load
	addq $8, %rsp
	popq %r15
	popq %r14
	popq %r13
	popq %r12
	popq %rbx
	popq %rbp
	ret
	.size ukarch_ctx_switch, . - ukarch_ctx_switch

/*
 * The control words above the return address. The x87 unit's flags are the last thread's: to let this thread's mask meet them
 * could raise an exception that nobody caused, so they go when the masks differ.
 */
	.type x86_control_load, @function
x86_control_load:
	ldmxcsr 8(%rsp)
	fnstcw -8(%rsp)
	movzwl 12(%rsp), %eax
	cmpw -8(%rsp), %ax
	je 1f
	fnclex
	fldcw 12(%rsp)
1:	ret
	.size x86_control_load, . - x86_control_load

/* A new context begins here with control words, entry and argument on the stack; the frame chain ends here. */
	.globl x86_ctx_start
	.type x86_ctx_start, @function
x86_ctx_start:
	call x86_control_load
	addq $8, %rsp
	popq %rax
	popq %rdi
	xorl %ebp, %ebp
	call *%rax
	ud2
	.size x86_ctx_start, . - x86_ctx_start

/* A program's own context begins here, in kernel context, with its first address on the stack. */
	.globl x86_ctx_program
	.type x86_ctx_program, @function
x86_ctx_program:
	movq %rsp, %rbx
	andq $-16, %rsp
	xorl %ebp, %ebp
	call x86_ctx_leave_kernel
	movq %rbx, %rsp
	xorl %eax, %eax
	xorl %ebx, %ebx
	xorl %ecx, %ecx
	xorl %edx, %edx
	xorl %esi, %esi
	xorl %edi, %edi
	xorl %r8d, %r8d
	xorl %r9d, %r9d
	xorl %r10d, %r10d
	xorl %r11d, %r11d
	xorl %r12d, %r12d
	xorl %r13d, %r13d
	xorl %r14d, %r14d
	xorl %r15d, %r15d
	ret
	.size x86_ctx_program, . - x86_ctx_program

	.section .note.GNU-stack, "", @progbits

/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Trap and interrupt entry. The CPU switches to a stack of the interrupt stack table, so nothing of the interrupted
 * thread's stack is touched, its red zone included. When the interrupt's end finds work to do for a program, or a fault
 * becomes a signal, the C code copies the frame below that thread's red zone and returns into x86_interrupted or
 * x86_faulted, which go on there with the extended state (FPU, SSE, AVX …) saved on the same stack.
 */
#include <uk/arch/ctx.h>
#include <uk/arch/x86.h>
#include <uk/cpu.h>

	.macro PUSH_REGISTERS
	pushq %rdi
	pushq %rsi
	pushq %rdx
	pushq %rcx
	pushq %rax
	pushq %r8
	pushq %r9
	pushq %r10
	pushq %r11
	pushq %rbx
	pushq %rbp
	pushq %r12
	pushq %r13
	pushq %r14
	pushq %r15
	.endm
	.macro POP_REGISTERS
	popq %r15
	popq %r14
	popq %r13
	popq %r12
	popq %rbp
	popq %rbx
	popq %r11
	popq %r10
	popq %r9
	popq %r8
	popq %rax
	popq %rcx
	popq %rdx
	popq %rsi
	popq %rdi
	.endm

	.text
	.type x86_trap_common, @function
x86_trap_common:
	PUSH_REGISTERS
	cld
	movq %rsp, %rdi
	call x86_trap
x86_trap_return:
	POP_REGISTERS
	addq $16, %rsp
	iretq
	.size x86_trap_common, . - x86_trap_common

	.type x86_interrupt_common, @function
x86_interrupt_common:
	PUSH_REGISTERS
	cld
	movq %rsp, %rdi
	call x86_interrupt
	jmp x86_trap_return
	.size x86_interrupt_common, . - x86_interrupt_common

/*
 * Both: on the thread's stack, rsp = the copied frame, interrupts off, count one. rsi, rdx, rcx are the arguments of
 * x86_fault_deliver(); x86_interrupt_deliver() takes none.
 */
	.macro ON_THREAD_STACK name, function
	.globl \name
	.type \name, @function
\name:
	movq %rsp, %rbx
	movl %gs:UK_CPU_XSAVE_LEN, %r12d
	subq %r12, %rsp
	andq $-64, %rsp
	movq %rsi, %r13
	movq %rdx, %r14
	movq %rcx, %r15
	call x86_xsave_area
	movq %rbx, %rdi
	movq %r13, %rsi
	movq %r14, %rdx
	movq %r15, %rcx
	call \function
	cli
	call x86_xrstor_area
	movq %rbx, %rsp
	jmp x86_trap_return
	.size \name, . - \name
	.endm

	ON_THREAD_STACK x86_interrupted, x86_interrupt_deliver
	ON_THREAD_STACK x86_faulted, x86_fault_deliver

/* The area lies right above the return address. XSAVE's header must be zero where XRSTOR looks. */
	.type x86_xsave_area, @function
x86_xsave_area:
	testb $1, x86_have_xsave(%rip)
	jz 1f
	xorl %eax, %eax
	leaq 8 + 512(%rsp), %rdi
	movl $8, %ecx
	rep stosq
	movl $-1, %eax
	movl $-1, %edx
	xsave64 8(%rsp)
	jmp 2f
1:	fxsave64 8(%rsp)
2:	fninit
	pushq $0x1f80
	ldmxcsr (%rsp)
	addq $8, %rsp
	ret

	.type x86_xrstor_area, @function
x86_xrstor_area:
	testb $1, x86_have_xsave(%rip)
	jz 1f
	movl $-1, %eax
	movl $-1, %edx
	xrstor64 8(%rsp)
	ret
1:	fxrstor64 8(%rsp)
	ret

/* One stub a vector, 16 bytes apart. Exceptions 8, 10-14, 17, 21, 29, 30 bring an error code. */
	.align 16
	.globl x86_vector_stubs
x86_vector_stubs:
	.set vector, 0
	.rept X86_VECTORS
	.align 16
	.if vector >= 32
	pushq $0
	pushq $vector
	jmp x86_interrupt_common
	.else
	.if !((1 << vector) & 0x60227d00)
	pushq $0
	.endif
	pushq $vector
	jmp x86_trap_common
	.endif
	.set vector, vector + 1
	.endr

	.section .note.GNU-stack, "", @progbits

/* SPDX-License-Identifier: BSD-3-Clause */
/* The floor of start-up times: an image that powers off at its first instruction. */
	.section .note.pvh, "a", @note
	.align 4
	.long 4, 4, 18
	.asciz "Xen"
	.long start
	.text
	.code32
	.globl start
start:
	movw $0x501, %dx
	outb %al, %dx
1:	hlt
	jmp 1b
	.section .note.GNU-stack, "", @progbits

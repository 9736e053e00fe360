/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The first instructions: PVH hands over in 32-bit protected mode without paging, ebx = hvm_start_info (Xen PVH boot
 * protocol). The page tables are filled here from the linker's section borders, before paging is enabled, so that memory
 * is protected from the first instruction that runs with paging; then 64-bit mode, the place where the image shall run
 * (plat_image_place), and plat_entry(start_info).
 *
 * Tables in .bss cost nothing in the image file: 512 link-time entries would take 4 KiB each.
 */
#include <uk/arch/limits.h>
#include <uk/arch/x86.h>

#define CPUID_EXT_NX      (1 << 20)
#define CPUID_EXT_PDPE1GB (1 << 26)
#define CPUID_EXT_LM      (1 << 29)
#define STACK_BOOT        0x4000

/* struct hvm_start_info */
#define HVM_VERSION        4
#define HVM_MEMMAP         40
#define HVM_MEMMAP_ENTRIES 48

/*
 * The linker gives no absolute address to an image that may lie anywhere, so this code counts from where it runs: ebp holds
 * the address of x86_base.
 */
#define AT(symbol) (symbol - x86_base)(%ebp)

	.section .text.boot, "ax", @progbits
	.code32
	.globl x86_entry32
	.type x86_entry32, @function
x86_entry32:
	cli
	cld
	/* A call needs a stack before it is known where ours is: the start information's first word, which is put back. */
	movl (%ebx), %ecx
	leal 4(%ebx), %esp
	call x86_base
x86_base:
	popl %ebp
	movl %ecx, (%ebx)
	leal AT(x86_stack_boot_end), %esp

	/*
	 * Is all of the image in memory that is ours? The loader may not have looked, and firmware puts its tables where little
	 * memory ends. The map has entries of 24 bytes: address, size, type.
	 */
	cmpl $1, HVM_VERSION(%ebx)
	jb 3f
	leal AT(x86_text_no_memory), %esi
	movl HVM_MEMMAP(%ebx), %edi
	movl HVM_MEMMAP_ENTRIES(%ebx), %ecx
1:	testl %ecx, %ecx
	jz 91f
	cmpl $1, 16(%edi) /* RAM */
	jne 2f
	cmpl $0, 4(%edi)
	jne 2f
	movl (%edi), %eax
	leal AT(_text), %edx
	cmpl %edx, %eax
	ja 2f
	cmpl $0, 12(%edi)
	jne 3f
	addl 8(%edi), %eax
	jc 3f
	leal AT(_end), %edx
	cmpl %edx, %eax
	jae 3f
2:	addl $24, %edi
	decl %ecx
	jmp 1b
3:	pushl %ebx /* start_info */

	movl $0x80000001, %eax
	cpuid
	movl %edx, %esi
	andl $(CPUID_EXT_LM | CPUID_EXT_NX), %edx
	cmpl $(CPUID_EXT_LM | CPUID_EXT_NX), %edx
	jne 9f

	/* page map level 4 and the pointers; present, writable: the last level decides */
	leal X86_PTE_P + X86_PTE_RW + AT(x86_boot_pdpt), %eax
	movl %eax, AT(x86_boot_pml4)
	leal X86_PTE_P + X86_PTE_RW + AT(x86_boot_pd0), %eax
	movl %eax, AT(x86_boot_pdpt)

	/* the first GiB by 2 MiB pages, never executable */
	leal AT(x86_boot_pd0), %edi
	movl $(X86_PTE_P | X86_PTE_RW | X86_PTE_PS), %eax
	movl $512, %ecx
1:	movl %eax, (%edi)
	movl $0x80000000, 4(%edi)
	addl $0x200000, %eax
	addl $8, %edi
	decl %ecx
	jnz 1b

	/* the second to fourth GiB: one entry each, or 512 where the CPU lacks 1 GiB pages; eax goes on from there */
	leal 8 + AT(x86_boot_pdpt), %edi
	movl $3, %ecx
	testl $CPUID_EXT_PDPE1GB, %esi
	jz 3f
2:	movl %eax, (%edi)
	movl $0x80000000, 4(%edi)
	addl $0x40000000, %eax
	addl $8, %edi
	decl %ecx
	jnz 2b
	jmp 5f
3:	leal X86_PTE_P + X86_PTE_RW + AT(x86_boot_pd1), %edx
	movl %edx, (%edi)
	addl $0x1000, %edx
	movl %edx, 8(%edi)
	addl $0x1000, %edx
	movl %edx, 16(%edi)
	leal AT(x86_boot_pd1), %edi
	movl $(3 * 512), %ecx
4:	movl %eax, (%edi)
	movl $0x80000000, 4(%edi)
	addl $0x200000, %eax
	addl $8, %edi
	decl %ecx
	jnz 4b

	/* the 2 MiB regions that hold the image: 4 KiB pages. Tables first, then the ranges of pages. */
5:	leal X86_PTE_P + X86_PTE_RW + AT(x86_boot_pt), %eax
	leal AT(x86_boot_pt_end), %ecx
	leal AT(x86_boot_pd0), %edi
51:	movl %eax, (%edi)
	movl $0, 4(%edi)
	addl $0x1000, %eax
	addl $8, %edi
	cmpl %ecx, %eax
	jb 51b

	/* page zero may hold what the loader left: readable until the platform has taken it */
	leal AT(x86_boot_pt), %edi
	movl $X86_PTE_P, (%edi)
	movl $0x80000000, %edx
	movl %edx, 4(%edi)
	addl $8, %edi
	movl $(0x1000 + X86_PTE_P), %eax
	leal AT(_text), %ecx
	orl $X86_PTE_RW, %eax
	call x86_fill_pages /* below the image: data */
	leal AT(_etext), %ecx
	xorl %edx, %edx
	andl $~X86_PTE_RW, %eax
	call x86_fill_pages /* text: read, execute */
	leal AT(_erodata), %ecx
	movl $0x80000000, %edx
	call x86_fill_pages /* constants: read */
	leal AT(x86_boot_pt_end), %ecx
	leal AT(x86_boot_pt), %ebx
	subl %ebx, %ecx
	shll $9, %ecx /* what the tables span: 4 KiB of table for each 2 MiB */
	orl $X86_PTE_RW, %eax
	call x86_fill_pages /* data, and memory behind the image */

	/* the guard pages below the stacks */
	leal AT(x86_guards), %esi
6:	movl (%esi), %eax /* from here to there */
	testl %eax, %eax
	jz 7f
	addl %esi, %eax
	shrl $9, %eax
	movl $0, (x86_boot_pt - x86_base)(%ebp,%eax)
	addl $4, %esi
	jmp 6b

7:	movl $(X86_CR4_PAE | X86_CR4_PGE | X86_CR4_OSFXSR | X86_CR4_OSXMMEXCPT), %eax
	movl %eax, %cr4
	leal AT(x86_boot_pml4), %eax
	movl %eax, %cr3
	movl $X86_MSR_EFER, %ecx
	movl $(X86_EFER_LME | X86_EFER_NXE), %eax
	xorl %edx, %edx
	wrmsr
	movl $(X86_CR0_PE | X86_CR0_MP | X86_CR0_NE | X86_CR0_WP | X86_CR0_PG), %eax
	movl %eax, %cr0
	leal AT(x86_gdt), %eax
	movl %eax, 2 + AT(x86_gdt_pointer)
	lgdt AT(x86_gdt_pointer)
	popl %edi /* start_info */
	leal AT(x86_entry64), %eax
	pushl $X86_SEGMENT_CODE
	pushl %eax
	lret

	/* No 64-bit mode, no execute protection, no memory: say so and end with status 125. */
9:	leal AT(x86_text_no_cpu), %esi
91:	lodsb
	testb %al, %al
	jz 93f
	movb %al, %ah
	movw $0x3fd, %dx
92:	inb %dx, %al
	testb $0x20, %al
	jz 92b
	movw $0x3f8, %dx
	movb %ah, %al
	outb %al, %dx
	outb %al, $0xe9
	jmp 91b
93:	movl $125, %eax
	movw $0x502, %dx
	outb %al, %dx
	movw $0x501, %dx
	outb %al, %dx
94:	hlt
	jmp 94b

/* In the image's first page: what lies further up may not be there. */
x86_text_no_memory:
	.asciz "This image is larger than the machine's memory: give it more.\r\n"

/* Entries from edi on, pages from eax (low word of the entry) up to ecx, high word edx. */
x86_fill_pages:
	addl $0xfff, %ecx
	andl $0xfffff000, %ecx
	jmp 2f
1:	movl %eax, (%edi)
	movl %edx, 4(%edi)
	addl $8, %edi
	addl $0x1000, %eax
2:	movl %eax, %ebx
	andl $0xfffff000, %ebx
	cmpl %ecx, %ebx
	jb 1b
	ret

	.code64
	.type x86_entry64, @function
x86_entry64:
	movl $X86_SEGMENT_DATA, %eax
	movl %eax, %ds
	movl %eax, %es
	movl %eax, %ss
	xorl %eax, %eax
	movl %eax, %fs
	movl %eax, %gs
	movl %esp, %esp
	movl %edi, %ebx /* start_info */
	movl %edi, %edi
	xorl %ebp, %ebp
	call plat_image_place
	leaq 1f(%rip), %rcx
	addq %rax, %rcx
	addq %rax, %rsp
	jmp *%rcx
1:	leaq x86_gdt(%rip), %rcx
	movq %rcx, x86_gdt_pointer + 2(%rip)
	lgdt x86_gdt_pointer(%rip)
	movq %rax, %rdi
	call plat_image_placed
	movq %rbx, %rdi
	call plat_entry
	ud2

	.section .rodata.boot, "a", @progbits
x86_text_no_cpu:
	.asciz "This image needs a 64-bit CPU with execute protection (NX): choose another CPU model.\r\n"
	.align 4
x86_guards:
	.long x86_stack_boot_guard - ., x86_stack_interrupt_guard - ., x86_stack_exception_guard - .
	.long x86_stack_double_fault_guard - ., x86_stack_nmi_guard - ., 0

	.data
	.align 8
	.globl x86_gdt
x86_gdt:
	.quad 0
	.quad 0x00af9b000000ffff /* 64-bit code */
	.quad 0x00cf93000000ffff /* data */
	.quad 0, 0               /* task state segment, filled in by x86_traps_init() */
x86_gdt_pointer:
	.word . - x86_gdt - 1
	.quad 0 /* filled in */

	/* Stacks with a page below each that is not mapped, and the tables. */
	.macro STACK name, size
	.globl x86_stack_\name\()_guard, x86_stack_\name\()_end
x86_stack_\name\()_guard:
	.skip __PAGE_SIZE_ASM
	.skip \size
x86_stack_\name\()_end:
	.endm
	.set __PAGE_SIZE_ASM, 4096

	.section .bss.stacks, "aw", @nobits
	.align 4096
	STACK boot, STACK_BOOT
	STACK interrupt, 0x2000
	STACK exception, 0x2000
	STACK double_fault, 0x1000
	STACK nmi, 0x1000

	.section .bss.page_tables, "aw", @nobits
	.align 4096
	.globl x86_boot_pml4
x86_boot_pml4:
	.skip 4096
x86_boot_pdpt:
	.skip 4096
x86_boot_pd0:
	.skip 4096
x86_boot_pd1: /* used only without 1 GiB pages */
	.skip 3 * 4096

	.section .note.GNU-stack, "", @progbits

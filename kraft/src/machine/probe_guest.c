/* SPDX-License-Identifier: BSD-3-Clause */
/* The probe image: enters long mode with page tables, takes an exception and an interrupt of the
 * local APIC, uses SSE, walks a megabyte of memory, and reports through isa-debug-exit. A
 * hypervisor that only survives straight code fails in it. */
#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "machine/probe_guest.h"

#if defined(__x86_64__)

#define BASE 0x100000

/* Addresses inside the image are offsets from probe_begin plus the load address. */
__asm__(".pushsection .rodata\n"
        ".balign 8\n"
        ".set LOAD, 0x100000\n"
        ".set PML4, 0x200000\n" /* page tables: PML4, PDPT, four page directories */
        ".set IDT, 0x208000\n"
        ".set STACK, 0x210000\n"
        "probe_begin:\n"
        ".code32\n"
        "	mov $STACK, %esp\n"
        "	cld\n"
        "	xor %eax, %eax\n"
        "	mov $PML4, %edi\n"
        "	mov $0x4000, %ecx\n"
        "	rep stosl\n"
        "	movl $PML4 + 0x1003, PML4\n"
        "	mov $PML4 + 0x2003, %eax\n" /* four directories of 2 MiB pages: 4 GiB */
        "	mov $PML4 + 0x1000, %edi\n"
        "	mov $4, %ecx\n"
        "1:	mov %eax, (%edi)\n"
        "	add $0x1000, %eax\n"
        "	add $8, %edi\n"
        "	loop 1b\n"
        "	mov $0x83, %eax\n"
        "	mov $PML4 + 0x2000, %edi\n"
        "	mov $2048, %ecx\n"
        "1:	mov %eax, (%edi)\n"
        "	add $0x200000, %eax\n"
        "	add $8, %edi\n"
        "	loop 1b\n"
        "	mov $PML4, %eax\n"
        "	mov %eax, %cr3\n"
        "	mov %cr4, %eax\n"
        "	or $0x620, %eax\n" /* PAE, SSE */
        "	mov %eax, %cr4\n"
        "	mov $0xc0000080, %ecx\n"
        "	rdmsr\n"
        "	or $0x100, %eax\n" /* long mode */
        "	wrmsr\n"
        "	mov $0x80010033, %eax\n"
        "	mov %eax, %cr0\n"
        "	lgdt probe_gdt_pointer - probe_begin + LOAD\n"
        "	ljmp $8, $(probe_long - probe_begin + LOAD)\n"
        "probe_gdt:\n"
        "	.quad 0, 0x00af9b000000ffff, 0x00cf93000000ffff\n"
        "probe_gdt_pointer:\n"
        "	.word 23\n"
        "	.long probe_gdt - probe_begin + LOAD\n"
        "probe_idt_pointer:\n"
        "	.word 0xfff\n"
        "	.quad IDT\n"
        ".code64\n"
        "probe_long:\n"
        "	mov $16, %eax\n"
        "	mov %eax, %ds\n"
        "	mov %eax, %es\n"
        "	mov %eax, %ss\n"
        "	xor %ebx, %ebx\n" /* what worked */
        "	mov $IDT + 6 * 16, %edi\n"
        "	mov $probe_undefined - probe_begin + LOAD, %eax\n"
        "	call probe_gate\n"
        "	mov $IDT + 0x40 * 16, %edi\n"
        "	mov $probe_interrupt - probe_begin + LOAD, %eax\n"
        "	call probe_gate\n"
        "	mov $probe_idt_pointer - probe_begin + LOAD, %eax\n"
        "	lidt (%rax)\n"
        "	ud2\n"
        "	movd %ebx, %xmm0\n"
        "	paddd %xmm0, %xmm0\n"
        "	movd %xmm0, %ebp\n" /* 2 */
        "	mov $0x300000, %edi\n"
        "	mov $0x20000, %ecx\n"
        "	mov %rdi, %rax\n"
        "	rep stosq\n"
        "	xor %eax, %eax\n"
        "	cpuid\n"
        "	xor %ebx, %ebx\n"
        "	mov $0xfee00000, %esi\n"
        "	movl $0x1ff, 0xf0(%rsi)\n" /* software enable */
        "	movl $0, 0x80(%rsi)\n"
        "	sti\n"
        "	movl $0, 0x310(%rsi)\n"
        "	movl $0x44040, 0x300(%rsi)\n" /* interrupt 0x40 to self */
        "	mov $10000000, %ecx\n"
        "1:	test %ebx, %ebx\n"
        "	jnz 2f\n"
        "	pause\n"
        "	loop 1b\n"
        "2:	cli\n"
        "	lea 83(%rbx,%rbp), %eax\n" /* 85 - 1 when one is missing */
        "	sub $1, %eax\n"
        "	mov $0x501, %edx\n"
        "	out %al, %dx\n"
        "3:	hlt\n"
        "	jmp 3b\n"
        "probe_gate:\n" /* interrupt gate at rdi for the handler at eax */
        "	mov %ax, (%rdi)\n"
        "	movw $8, 2(%rdi)\n"
        "	movw $0x8e00, 4(%rdi)\n"
        "	shr $16, %eax\n"
        "	mov %ax, 6(%rdi)\n"
        "	ret\n"
        "probe_undefined:\n"
        "	inc %ebx\n"
        "	addq $2, (%rsp)\n" /* behind the ud2 */
        "	iretq\n"
        "probe_interrupt:\n"
        "	inc %ebx\n"
        "	mov $0xfee00000, %esi\n"
        "	movl $0, 0xb0(%rsi)\n"
        "	iretq\n"
        "probe_end:\n"
        ".popsection\n");

extern const char probe_begin[], probe_end[];

struct image {
	Elf64_Ehdr header;
	Elf64_Phdr load, note;
	struct {
		Elf64_Nhdr header;
		char name[4];
		unsigned int entry;
	} pvh;
};

int probe_guest_write(const char *path)
{
	size_t size = (size_t)(probe_end - probe_begin);
	struct image image = {
	        .header = {.e_ident = {ELFMAG0, ELFMAG1, ELFMAG2, ELFMAG3, ELFCLASS64, ELFDATA2LSB,
	                               EV_CURRENT},
	                   .e_type = ET_EXEC,
	                   .e_machine = EM_X86_64,
	                   .e_version = EV_CURRENT,
	                   .e_entry = BASE,
	                   .e_phoff = offsetof(struct image, load),
	                   .e_ehsize = sizeof(Elf64_Ehdr),
	                   .e_phentsize = sizeof(Elf64_Phdr),
	                   .e_phnum = 2},
	        .load = {PT_LOAD, PF_R | PF_W | PF_X, sizeof image, BASE, BASE, size, size, 1},
	        .note = {PT_NOTE, PF_R, offsetof(struct image, pvh), 0, 0, sizeof image.pvh,
	                 sizeof image.pvh, 4},
	        .pvh = {{4, 4, 18}, "Xen", BASE}, /* XEN_ELFNOTE_PHYS32_ENTRY */
	};
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600), error = 0;

	if (fd < 0)
		return -errno;
	if (write(fd, &image, sizeof image) != sizeof image ||
	    write(fd, probe_begin, size) != (ssize_t)size)
		error = -EIO;
	if (close(fd) != 0 && !error)
		error = -errno;
	return error;
}

#else

int probe_guest_write(const char *path)
{
	(void)path;
	return -ENOTSUP;
}

#endif

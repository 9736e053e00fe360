/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Layout of the image: text (read, execute), constants (read), data and zeroed data (read, write), each from a page border,
 * since the entry code gives every page the rights of its section. Tables that libraries fill stand in sections whose names
 * are C identifiers (the linker provides __start_NAME and __stop_NAME), apart from the init table, which is sorted.
 */
#include <uk/arch/limits.h>

ENTRY(x86_entry32)

PHDRS
{
	text PT_LOAD FILEHDR PHDRS FLAGS(5);
	rodata PT_LOAD FLAGS(4);
	data PT_LOAD FLAGS(6);
	note PT_NOTE FLAGS(4);
	tls PT_TLS FLAGS(4);
	stack PT_GNU_STACK FLAGS(6);
}

SECTIONS
{
	_text = 0x100000;
	. = _text + SIZEOF_HEADERS;
	.text : {
		KEEP(*(.text.boot))
		*(.text .text.* .gnu.linkonce.t.*)
	} :text
	_etext = .;

	. = ALIGN(CONSTANT(MAXPAGESIZE));
	_rodata = .;
	.note.pvh : { KEEP(*(.note.pvh)) } :rodata :note
	.rodata : {
		*(.rodata .rodata.* .gnu.linkonce.r.*)
	} :rodata
	.uk_inittab : {
		. = ALIGN(8);
		uk_inittab_start = .;
		KEEP(*(SORT_BY_NAME(.uk_inittab1*)))
		uk_inittab_early_end = .;
		KEEP(*(SORT_BY_NAME(.uk_inittab2*)))
		uk_inittab_plat_end = .;
		KEEP(*(SORT_BY_NAME(.uk_inittab*)))
		uk_inittab_end = .;
	} :rodata
	.preinit_array : {
		PROVIDE_HIDDEN(__preinit_array_start = .);
		KEEP(*(.preinit_array))
		PROVIDE_HIDDEN(__preinit_array_end = .);
	} :rodata
	.init_array : {
		_ctors = .;
		PROVIDE_HIDDEN(__init_array_start = .);
		KEEP(*(SORT_BY_INIT_PRIORITY(.init_array.*) SORT_BY_INIT_PRIORITY(.ctors.*)))
		KEEP(*(.init_array .ctors))
		PROVIDE_HIDDEN(__init_array_end = .);
		_ectors = .;
	} :rodata
	.fini_array : {
		PROVIDE_HIDDEN(__fini_array_start = .);
		KEEP(*(SORT_BY_INIT_PRIORITY(.fini_array.*) SORT_BY_INIT_PRIORITY(.dtors.*)))
		KEEP(*(.fini_array .dtors))
		PROVIDE_HIDDEN(__fini_array_end = .);
	} :rodata
	.eh_frame_hdr : {
		PROVIDE(__eh_frame_hdr_start = .);
		*(.eh_frame_hdr)
		PROVIDE(__eh_frame_hdr_end = .);
	} :rodata
	.eh_frame : {
		PROVIDE(__eh_frame_start = .);
		KEEP(*(.eh_frame))
		PROVIDE(__eh_frame_end = .);
		LONG(0)
	} :rodata
	.gcc_except_table : { *(.gcc_except_table .gcc_except_table.*) } :rodata
	.tdata : {
		_tls_start = .;
		*(.tdata .tdata.* .gnu.linkonce.td.*)
		_etdata = .;
	} :rodata :tls
	.tbss : {
		*(.tbss .tbss.* .gnu.linkonce.tb.* .tcommon)
		_tls_end = . ;
	} :rodata :tls
	_tls_align = ABSOLUTE(MAX(ALIGNOF(.tdata), ALIGNOF(.tbss)));
	.uk_symtab : { KEEP(*(.uk_symtab)) } :rodata
	_erodata = .;

	. = ALIGN(CONSTANT(MAXPAGESIZE));
	_data = .;
	.data : {
		*(.data .data.* .gnu.linkonce.d.*)
	} :data
	_edata = .;

	__bss_start = .;
	.bss : {
		*(.bss .bss.* COMMON .gnu.linkonce.b.*)
		. = ALIGN(4096);
		*(.bss.page_aligned)
		. = ALIGN(4096);
		/*
		 * One page table for each 2 MiB from address 0 to the end of the image, these tables included: a 512th of
		 * what they span. In here '.' counts from the section's start.
		 */
		x86_boot_pt = .;
		. += (((ABSOLUTE(.) + (ABSOLUTE(.) >> 9) + 0x2000) >> 21) + 1) << 12;
		x86_boot_pt_end = .;
	} :data
	_end = .;
	ASSERT(_end <= (x86_boot_pt_end - x86_boot_pt) << 9, "the page tables do not span the image")

	/DISCARD/ : {
		*(.comment .note.GNU-stack .note.gnu.* .gnu.warning.* .interp .dynamic)
	}
}

/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Layout of the image: text (read, execute), constants (read), data and zeroed data (read, write), each on pages of its own,
 * since the entry code gives every page the rights of its section. Tables that libraries fill stand in sections whose names
 * are C identifiers (the linker provides __start_NAME and __stop_NAME), apart from the init table, which is sorted.
 */
#include <uk/arch/limits.h>

ENTRY(x86_entry32)

#define HEADERS 0x200 /* room for those of the ELF file, which are loaded as well */

/* On the next page, and there as far from its start as here: so the file goes on without padding. */
#define NEXT_PAGE (ALIGN(CONSTANT(MAXPAGESIZE)) + (. & (CONSTANT(MAXPAGESIZE) - 1)))

PHDRS
{
	headers PT_PHDR PHDRS FLAGS(4); /* the distance from the linked address is read off it */
	text PT_LOAD FILEHDR PHDRS FLAGS(5);
	rodata PT_LOAD FLAGS(4);
	data PT_LOAD FLAGS(6);
	note PT_NOTE FLAGS(4);
	tls PT_TLS FLAGS(4);
	stack PT_GNU_STACK FLAGS(6);
}

SECTIONS
{
	. = 0x100000 + HEADERS;
	.text : {
		_text = . - HEADERS;
		KEEP(*(.text.boot))
		*(.text .text.* .gnu.linkonce.t.*)
	} :text
	_etext = .;

	. = NEXT_PAGE;
	_rodata = .;
	/* Where a PVH loader enters: sizes of name and descriptor, XEN_ELFNOTE_PHYS32_ENTRY, "Xen", the address. */
	.note.pvh : { LONG(4) LONG(4) LONG(18) LONG(0x006e6558) LONG(x86_entry32) } :rodata :note
	.rodata : {
		*(.rodata .rodata.* .gnu.linkonce.r.*)
		*(.data.rel.ro .data.rel.ro.* .gnu.linkonce.d.rel.ro.*)
	} :rodata
	/* Constants with addresses in them count as writable data where the image may move: not here. */
	uk_libid_table : { *(uk_libid_table) } :rodata
	uk_libparam_table : { *(uk_libparam_table) } :rodata
	uk_posix_socket_drivers : { *(uk_posix_socket_drivers) } :rodata
	uk_thread_inittab : { *(uk_thread_inittab) } :rodata
	uk_vfs_file_systems : { *(uk_vfs_file_systems) } :rodata
	uk_vfs_usual_files : { *(uk_vfs_usual_files) } :rodata
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
	/* In memory: the linker counts a symbol that is a mere number among the addresses, which move. */
	.uk_tls_align : { _tls_align = .; QUAD(MAX(ALIGNOF(.tdata), ALIGNOF(.tbss))) } :rodata
	.uk_symtab : { KEEP(*(.uk_symtab)) } :rodata
	.rela.dyn : {
		x86_rela_start = .;
		*(.rela.dyn .rela.*)
		x86_rela_end = .;
	} :rodata
	.relr.dyn : {
		x86_relr_start = .;
		*(.relr.dyn)
		x86_relr_end = .;
	} :rodata
	.dynamic : { *(.dynamic) } :rodata
	.got : { *(.got .got.plt) } :rodata
	_erodata = .;

	. = NEXT_PAGE;
	_data = .;
	.data : {
		*(.data .data.* .gnu.linkonce.d.*)
	} :data
	_edata = .;

	__bss_start = .;
	.bss : {
		/* Page tables, which the direct map shows even where it does not show the rest of the image. */
		x86_tables = .;
		*(.bss.page_tables)
		x86_tables_end = .;
		*(.bss .bss.* COMMON .gnu.linkonce.b.*)
		. = ALIGN(4096);
		/*
		 * One page table for each 2 MiB from address 0 to the end of the image, these tables included: a 512th of
		 * what they span. The same once more for the image's own place. In here '.' counts from the section's start.
		 */
		x86_boot_pt = .;
		. += (((ABSOLUTE(.) + (ABSOLUTE(.) >> 8) + 0x4000) >> 21) + 1) << 12;
		x86_boot_pt_end = .;
		x86_image_pt = .;
		. += x86_boot_pt_end - x86_boot_pt;
	} :data
	_end = .;
	ASSERT(SIZEOF_HEADERS <= HEADERS, "the headers do not fit in front of the text")
	ASSERT(_end <= (x86_boot_pt_end - x86_boot_pt) << 9, "the page tables do not span the image")

	/DISCARD/ : {
		*(.comment .note.GNU-stack .note.gnu.* .gnu.warning.* .interp)
	}
}

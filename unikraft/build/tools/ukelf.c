/* SPDX-License-Identifier: BSD-3-Clause */
/* Refuses an image with a segment that is writable and executable, with an executable stack, or
 * with relocations that the entry code does not know. */
#include <elf.h>
#include <errno.h>
#include <string.h>
#include "uktool.h"

static int check_segment(const char *path, const Elf64_Phdr *ph)
{
	if (ph->p_type == PT_GNU_STACK && (ph->p_flags & PF_X))
		return uk_fail("%s: asks for an executable stack (an assembler file lacks "
		               ".note.GNU-stack)",
		               path);
	if (ph->p_type == PT_LOAD && (ph->p_flags & PF_W) && (ph->p_flags & PF_X))
		return uk_fail("%s: the segment at %#llx is writable and executable", path,
		               (unsigned long long)ph->p_vaddr);
	return 0;
}

/* An image that may lie anywhere adds the distance to its pointers, and does nothing else before it
 * runs. */
static int check_relocations(const char *path, const char *image, size_t size, const Elf64_Shdr *sh)
{
	Elf64_Rela rela;

	if (sh->sh_type != SHT_RELA || !(sh->sh_flags & SHF_ALLOC))
		return 0;
	if (sh->sh_offset > size || sh->sh_size > size - sh->sh_offset)
		return uk_fail("%s: a section lies outside of the file", path);
	for (size_t at = 0; at + sizeof(rela) <= sh->sh_size; at += sizeof(rela)) {
		memcpy(&rela, image + sh->sh_offset + at, sizeof(rela));
		if (ELF64_R_TYPE(rela.r_info) != R_X86_64_RELATIVE)
			return uk_fail("%s: the relocation at %#llx has the type %lu, which cannot "
			               "be made at boot "
			               "(CONFIG_ASLR=n links without)",
			               path, (unsigned long long)rela.r_offset,
			               (unsigned long)ELF64_R_TYPE(rela.r_info));
	}
	return 0;
}

int ukelf_check(int argc, char **argv)
{
	size_t size;
	char *image;
	Elf64_Ehdr eh;
	Elf64_Phdr ph;
	Elf64_Shdr sh;
	int status = 0;

	if (argc != 2)
		return uk_usage("elf-check IMAGE");
	image = uk_read_file(argv[1], &size);
	if (!image)
		return uk_fail("%s: cannot read: %s", argv[1], strerror(errno));
	if (size < sizeof(eh) || memcmp(image, ELFMAG, SELFMAG) || image[EI_CLASS] != ELFCLASS64)
		return uk_fail("%s: is no 64-bit ELF file", argv[1]);
	memcpy(&eh, image, sizeof(eh));
	if (eh.e_phentsize != sizeof(ph) || eh.e_phoff > size ||
	    (size - eh.e_phoff) / sizeof(ph) < eh.e_phnum)
		return uk_fail("%s: the program headers are damaged", argv[1]);
	if ((eh.e_shnum && eh.e_shentsize != sizeof(sh)) || eh.e_shoff > size ||
	    (size - eh.e_shoff) / sizeof(sh) < eh.e_shnum)
		return uk_fail("%s: the section headers are damaged", argv[1]);
	for (unsigned int i = 0; i < eh.e_phnum; i++) {
		memcpy(&ph, image + eh.e_phoff + i * sizeof(ph), sizeof(ph));
		status |= check_segment(argv[1], &ph);
	}
	for (unsigned int i = 0; i < eh.e_shnum; i++) {
		memcpy(&sh, image + eh.e_shoff + i * sizeof(sh), sizeof(sh));
		status |= check_relocations(argv[1], image, size, &sh);
	}
	return status;
}

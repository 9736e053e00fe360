/* SPDX-License-Identifier: BSD-3-Clause */
/* Refuses an image with a segment that is writable and executable, or with an executable stack. */
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

int ukelf_check(int argc, char **argv)
{
	size_t size;
	char *image;
	Elf64_Ehdr eh;
	Elf64_Phdr ph;
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
	for (unsigned int i = 0; i < eh.e_phnum; i++) {
		memcpy(&ph, image + eh.e_phoff + i * sizeof(ph), sizeof(ph));
		status |= check_segment(argv[1], &ph);
	}
	return status;
}

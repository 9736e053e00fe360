/* SPDX-License-Identifier: BSD-3-Clause */
/* Sections and symbols of a 64-bit ELF file, checked against the file's length: a damaged file is
 * refused, never followed. */
#ifndef KRAFT_INSPECT_ELF_H
#define KRAFT_INSPECT_ELF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Names point into the file, which stays mapped until elf_close(). */
struct elf_section {
	const char *name;
	uint64_t address;
	uint64_t size;
	uint64_t flags;
	uint32_t type;
};

struct elf_symbol {
	const char *name;
	const char *file; /* of a local symbol, the source's name; "" when not known */
	uint64_t address; /* in a relocatable object: the offset in its section */
	uint64_t size;
	unsigned int section; /* SHN_UNDEF, SHN_ABS and SHN_COMMON as in the file */
	unsigned char type;
	unsigned char bind;
};

struct elf {
	uint64_t entry;
	unsigned int type; /* ET_REL, ET_EXEC, … */
	struct elf_section *section;
	size_t section_count;
	struct elf_symbol *symbol; /* without entries for files and sections */
	size_t symbol_count;
};

/* A whole file in memory, read only. */
struct mapping {
	const unsigned char *data;
	size_t len;
};
int mapping_open(const char *path, struct mapping *m); /* 0 or a negative errno */
void mapping_close(struct mapping *m);

/* -EINVAL when it is no ELF file of this kind or is damaged. */
int elf_read(const unsigned char *data, size_t len, struct elf *elf);
void elf_close(struct elf *elf);
/* Calls `found` for each relocation of a relocatable object: the section that refers, and what it
 * refers to (the name is "" for a section itself). 0 or -EINVAL. */
int elf_relocations(const unsigned char *data, size_t len,
                    void (*found)(void *context, unsigned int section,
                                  const struct elf_symbol *target),
                    void *context);

#endif

/* SPDX-License-Identifier: BSD-3-Clause */
/* Reading ELF files. Headers are copied out before use, as members of an archive are not aligned.
 */
#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/text.h"
#include "inspect/elf.h"

int mapping_open(const char *path, struct mapping *m)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC), error = 0;
	struct stat st;
	void *data;

	*m = (struct mapping){0};
	if (fd < 0)
		return -errno;
	if (fstat(fd, &st) || !S_ISREG(st.st_mode) || !st.st_size) {
		error = -EINVAL;
	} else {
		data = mmap(NULL, st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
		if (data == MAP_FAILED)
			error = -errno;
		else
			*m = (struct mapping){data, st.st_size};
	}
	close(fd);
	return error;
}

void mapping_close(struct mapping *m)
{
	if (m->data)
		munmap((void *)m->data, m->len);
	*m = (struct mapping){0};
}

struct file {
	const unsigned char *data;
	size_t len;
};

static bool inside(const struct file *f, uint64_t offset, uint64_t size)
{
	return offset <= f->len && size <= f->len - offset;
}

/* A string that ends inside its table; "" otherwise. */
static const char *string_at(const struct file *f, const Elf64_Shdr *table, uint64_t at)
{
	const char *s;

	if (at >= table->sh_size || !inside(f, table->sh_offset, table->sh_size))
		return "";
	s = (const char *)f->data + table->sh_offset + at;
	return memchr(s, 0, table->sh_size - at) ? s : "";
}

static int read_symbols(const struct file *f, const Elf64_Shdr *headers, size_t count,
                        const Elf64_Shdr *table, struct elf *elf)
{
	size_t entries = table->sh_size / sizeof(Elf64_Sym);
	const char *file = "";

	if (table->sh_link >= count || !inside(f, table->sh_offset, table->sh_size))
		return -EINVAL;
	free(elf->symbol);
	elf->symbol = need_zeroed((entries + 1) * sizeof(*elf->symbol));
	elf->symbol_count = 0;
	for (size_t i = 1; i < entries; i++) {
		struct elf_symbol *out = &elf->symbol[elf->symbol_count];
		const char *name;
		Elf64_Sym s;

		memcpy(&s, f->data + table->sh_offset + i * sizeof(s), sizeof(s));
		name = string_at(f, &headers[table->sh_link], s.st_name);
		if (ELF64_ST_TYPE(s.st_info) == STT_FILE)
			file = name;
		if (ELF64_ST_TYPE(s.st_info) == STT_FILE ||
		    ELF64_ST_TYPE(s.st_info) == STT_SECTION || !*name)
			continue;
		out->name = name;
		out->file = ELF64_ST_BIND(s.st_info) == STB_LOCAL ? file : "";
		out->address = s.st_value;
		out->size = s.st_size;
		out->section = s.st_shndx;
		out->type = ELF64_ST_TYPE(s.st_info);
		out->bind = ELF64_ST_BIND(s.st_info);
		elf->symbol_count++;
	}
	return 0;
}

/* A copy of the section headers; NULL when they do not fit into the file. */
static Elf64_Shdr *read_headers(const struct file *f, const Elf64_Ehdr *header, size_t *count,
                                size_t *names)
{
	Elf64_Shdr *headers, first;

	if (header->e_shentsize != sizeof(Elf64_Shdr) || !inside(f, header->e_shoff, sizeof(first)))
		return NULL;
	/* From 65280 sections on, the number stands in the first header. */
	memcpy(&first, f->data + header->e_shoff, sizeof(first));
	*count = header->e_shnum ? header->e_shnum : first.sh_size;
	if (*count > f->len / sizeof(first) || !inside(f, header->e_shoff, *count * sizeof(first)))
		return NULL;
	headers = need_zeroed((*count + 1) * sizeof(*headers));
	memcpy(headers, f->data + header->e_shoff, *count * sizeof(*headers));
	*names = header->e_shstrndx == SHN_XINDEX ? first.sh_link : header->e_shstrndx;
	return headers;
}

static int read_sections(const struct file *f, const Elf64_Ehdr *header, struct elf *elf)
{
	size_t count, names;
	Elf64_Shdr *headers = read_headers(f, header, &count, &names);
	int error = 0;

	if (!headers)
		return -EINVAL;
	elf->entry = header->e_entry;
	elf->type = header->e_type;
	elf->section = need_zeroed((count + 1) * sizeof(*elf->section));
	elf->section_count = count;
	for (size_t i = 0; i < count && names < count && !error; i++) {
		elf->section[i] = (struct elf_section){
		        string_at(f, &headers[names], headers[i].sh_name), headers[i].sh_addr,
		        headers[i].sh_size, headers[i].sh_flags, headers[i].sh_type};
		if (headers[i].sh_type == SHT_SYMTAB)
			error = read_symbols(f, headers, count, &headers[i], elf);
	}
	free(headers);
	return error;
}

static bool read_header(const unsigned char *data, size_t len, Elf64_Ehdr *header)
{
	if (len < sizeof(*header))
		return false;
	memcpy(header, data, sizeof(*header));
	return memcmp(header->e_ident, ELFMAG, SELFMAG) == 0 &&
	       header->e_ident[EI_CLASS] == ELFCLASS64 && header->e_ident[EI_DATA] == ELFDATA2LSB;
}

int elf_read(const unsigned char *data, size_t len, struct elf *elf)
{
	struct file f = {data, len};
	Elf64_Ehdr header;
	int error = -EINVAL;

	*elf = (struct elf){0};
	if (read_header(data, len, &header))
		error = read_sections(&f, &header, elf);
	if (error)
		elf_close(elf);
	return error;
}

/* Entry `index` of a symbol table; false when the table has none. */
static bool symbol_at(const struct file *f, const Elf64_Shdr *headers, size_t count,
                      const Elf64_Shdr *table, uint64_t index, struct elf_symbol *out)
{
	Elf64_Sym s;

	if (table->sh_type != SHT_SYMTAB || table->sh_link >= count ||
	    index >= table->sh_size / sizeof(s) || !inside(f, table->sh_offset, table->sh_size))
		return false;
	memcpy(&s, f->data + table->sh_offset + index * sizeof(s), sizeof(s));
	*out = (struct elf_symbol){.name = string_at(f, &headers[table->sh_link], s.st_name),
	                           .file = "",
	                           .address = s.st_value,
	                           .size = s.st_size,
	                           .section = s.st_shndx,
	                           .type = ELF64_ST_TYPE(s.st_info),
	                           .bind = ELF64_ST_BIND(s.st_info)};
	if (out->type == STT_SECTION)
		out->name = "";
	return true;
}

int elf_relocations(const unsigned char *data, size_t len,
                    void (*found)(void *context, unsigned int section,
                                  const struct elf_symbol *target),
                    void *context)
{
	struct file f = {data, len};
	Elf64_Shdr *headers = NULL;
	size_t count, names;
	Elf64_Ehdr header;

	if (read_header(data, len, &header))
		headers = read_headers(&f, &header, &count, &names);
	if (!headers)
		return -EINVAL;
	for (size_t i = 0; i < count; i++) {
		const Elf64_Shdr *h = &headers[i];
		struct elf_symbol target;
		Elf64_Rela r;

		if (h->sh_type != SHT_RELA || h->sh_link >= count || h->sh_info >= count ||
		    !inside(&f, h->sh_offset, h->sh_size))
			continue;
		for (size_t k = 0; k < h->sh_size / sizeof(r); k++) {
			memcpy(&r, data + h->sh_offset + k * sizeof(r), sizeof(r));
			if (symbol_at(&f, headers, count, &headers[h->sh_link],
			              ELF64_R_SYM(r.r_info), &target))
				found(context, h->sh_info, &target);
		}
	}
	free(headers);
	return 0;
}

void elf_close(struct elf *elf)
{
	free(elf->section);
	free(elf->symbol);
	*elf = (struct elf){0};
}

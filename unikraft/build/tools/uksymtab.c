/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Makes the table of function names for crash reports, as assembler text, from `nm -n` output on
 * stdin: u32 count; count times { u32 offset from _text; u32 offset of the name }; names,
 * NUL-terminated. Sorted by offset. It goes behind the text, so that linking with it moves no
 * function.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "uktool.h"

struct symbol {
	unsigned long long address;
	char *name;
};

static int by_address(const void *a, const void *b)
{
	const struct symbol *x = a, *y = b;

	if (x->address != y->address)
		return x->address < y->address ? -1 : 1;
	return strcmp(x->name, y->name);
}

static void print_table(const struct symbol *table, size_t count, unsigned long long text)
{
	size_t name = 0;

	printf("\t.section .uk_symtab,\"a\",@progbits\n\t.balign 8\n\t.globl uk_symtab_start\n"
	       "uk_symtab_start:\n\t.long %zu\n",
	       count);
	for (size_t i = 0; i < count; i++) {
		printf("\t.long %llu, %zu\n", table[i].address - text, name);
		name += strlen(table[i].name) + 1;
	}
	for (size_t i = 0; i < count; i++)
		printf("\t.asciz \"%s\"\n", table[i].name);
	printf("\t.globl uk_symtab_end\nuk_symtab_end:\n\t.section "
	       ".note.GNU-stack,\"\",@progbits\n");
}

int uksymtab_make(int argc, char **argv)
{
	struct symbol *table = NULL;
	size_t count = 0, room = 0;
	unsigned long long text = 0, address;
	char line[4096], name[3072], type;

	(void)argv;
	if (argc != 1)
		return uk_usage("symtab <NM-OUTPUT >ASSEMBLER");
	while (fgets(line, sizeof(line), stdin)) {
		if (sscanf(line, "%llx %c %3071s", &address, &type, name) != 3)
			continue;
		if (!strcmp(name, "_text"))
			text = address;
		/* Names that start with a dot or hold a $ are labels, not functions. */
		if (!strchr("tTwW", type) || name[0] == '.' || strpbrk(name, "$\"\\"))
			continue;
		/* Of several names at one address one is enough. */
		if (count && table[count - 1].address == address)
			continue;
		if (count == room) {
			room = room ? room * 2 : 1024;
			table = realloc(table, room * sizeof(*table));
			if (!table)
				return uk_fail("out of memory");
		}
		table[count].address = address;
		table[count++].name = uk_concat(name, "");
	}
	if (!text || !count)
		return uk_fail(
		        "the linker script defines no _text, so that there is no symbol table");
	qsort(table, count, sizeof(*table), by_address);
	while (count && table[0].address < text) {
		table++;
		count--;
	}
	print_table(table, count, text);
	return 0;
}

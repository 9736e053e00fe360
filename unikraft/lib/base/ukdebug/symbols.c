/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Names of functions. The build appends a table to the constants: the number of functions, for each
 * the offset of its start from _text and of its name in the string area (both 32 bit, sorted by
 * start), then the names.
 */
#include <uk/config.h>
#include <uk/crash.h>

extern const char _text[], _etext[];
extern const __u32 uk_symtab_start[] __attribute__((weak));
extern const __u32 uk_symtab_end[] __attribute__((weak));

const char *uk_symbol_find(__uptr address, __uptr *offset)
{
	__u32 low = 0, high, middle, wanted;
	const __u32 *entries;

	if (&uk_symtab_start[0] == &uk_symtab_end[0] || address < (__uptr)_text ||
	    address >= (__uptr)_etext)
		return NULL;
	entries = uk_symtab_start + 1;
	wanted = (__u32)(address - (__uptr)_text);
	high = uk_symtab_start[0];
	while (low < high) {
		middle = (low + high) / 2;
		if (entries[2UL * middle] <= wanted)
			low = middle + 1;
		else
			high = middle;
	}
	if (!low)
		return NULL;
	*offset = wanted - entries[2UL * (low - 1)];
	return (const char *)(entries + 2UL * uk_symtab_start[0]) + entries[2UL * (low - 1) + 1];
}

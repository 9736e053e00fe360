/* SPDX-License-Identifier: BSD-3-Clause */
/* Walks the symbols of each section by address and gives every byte to one of them. */
#include <elf.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "inspect/size.h"

#define LINK "(link)" /* what no library brings: tables, strings that were merged, gaps */

struct piece {
	const struct elf_symbol *symbol;
	const struct definition *from; /* NULL: made by the link */
};

struct walk {
	const struct object_index *index;
	struct size_parts *out;
	const struct elf_section *section;
	enum size_kind kind;
};

static void add_part(const struct walk *w, const char *library, const char *object,
                     const char *symbol, uint64_t bytes)
{
	struct size_parts *out = w->out;
	struct size_part *part;

	if (!bytes)
		return;
	/* Grows by doubling: an image has thousands. */
	if (!(out->count & (out->count - 1)))
		out->item =
		        need(realloc(out->item, (out->count ? 2 * out->count : 1) * sizeof(*part)));
	part = &out->item[out->count++];
	*part = (struct size_part){
	        copy_string(library), copy_string(object), copy_string(symbol), {0}};
	part->bytes[w->kind] = bytes;
}

/* Between symbols: of constants mostly strings, which the link merges over all libraries. */
static void add_gap(const struct walk *w, uint64_t bytes)
{
	add_part(w, LINK, w->section->name,
	         w->kind == SIZE_CONSTANT ? "(strings, constants without a name)" : "(alignment)",
	         bytes);
}

static uint64_t extent(const struct piece *p, uint64_t next)
{
	uint64_t bytes = p->symbol->size;

	if (bytes)
		return bytes;
	/* a label lasts until the next symbol, but not beyond its object */
	bytes = next - p->symbol->address;
	return p->from && p->from->extent < bytes ? p->from->extent : bytes;
}

static void walk_section(const struct walk *w, const struct piece *pieces, size_t count)
{
	uint64_t at = w->section->address, end = at + w->section->size;

	for (size_t i = 0; i < count && at < end; i++) {
		const struct piece *p = &pieces[i];
		uint64_t start = p->symbol->address, next = end, stop;

		for (size_t k = i + 1; k < count && next == end; k++)
			if (pieces[k].symbol->address > start)
				next = pieces[k].symbol->address;
		if (start < w->section->address || start >= end)
			continue;
		stop = extent(p, next < end ? next : end);
		stop = stop < end - start ? start + stop : end;
		if (stop <= at)
			continue;
		if (start > at)
			add_gap(w, start - at);
		else
			start = at;
		if (p->from)
			add_part(w, w->index->object[p->from->object].library,
			         w->index->object[p->from->object].name, p->symbol->name,
			         stop - start);
		else
			add_part(w, LINK, w->section->name,
			         start == w->section->address ? "(table)" : p->symbol->name,
			         stop - start);
		at = stop;
	}
	if (at < end)
		add_gap(w, end - at);
}

static int rank(const struct piece *p)
{
	return (p->from ? 8 : 0) + (p->symbol->bind == STB_GLOBAL ? 2 : 0) +
	       (p->symbol->bind == STB_WEAK ? 1 : 0);
}

/* By section and address; of several names for the same bytes the best known first. */
static int by_address(const void *a, const void *b)
{
	const struct piece *x = a, *y = b;

	if (x->symbol->section != y->symbol->section)
		return x->symbol->section < y->symbol->section ? -1 : 1;
	if (x->symbol->address != y->symbol->address)
		return x->symbol->address < y->symbol->address ? -1 : 1;
	if (x->symbol->size != y->symbol->size)
		return x->symbol->size > y->symbol->size ? -1 : 1;
	return rank(y) - rank(x);
}

static enum size_kind kind_of(const struct elf_section *s)
{
	if (s->flags & SHF_EXECINSTR)
		return SIZE_CODE;
	if (s->type == SHT_NOBITS)
		return SIZE_ZERO;
	return s->flags & SHF_WRITE ? SIZE_DATA : SIZE_CONSTANT;
}

static bool occupies_memory(const struct elf_section *s)
{
	/* Variables of threads that start as zero exist in threads only. */
	return (s->flags & SHF_ALLOC) && !(s->type == SHT_NOBITS && (s->flags & SHF_TLS));
}

static void measure(const struct elf *elf, struct walk *w)
{
	struct piece *pieces = need_zeroed((elf->symbol_count + 1) * sizeof(*pieces));
	const struct definition *last = NULL;
	size_t count = 0;

	for (size_t i = 0; i < elf->symbol_count; i++) {
		const struct elf_symbol *s = &elf->symbol[i];

		/* The addresses of threads' variables are offsets. */
		if (s->section == SHN_UNDEF || s->section >= elf->section_count ||
		    s->type == STT_TLS || !occupies_memory(&elf->section[s->section]))
			continue;
		pieces[count].symbol = s;
		pieces[count].from = objects_find(w->index, s, s->bind == STB_LOCAL ? last : NULL);
		if (s->bind == STB_LOCAL && pieces[count].from)
			last = pieces[count].from;
		count++;
	}
	qsort(pieces, count, sizeof(*pieces), by_address);
	for (size_t i = 0, first = 0; i < elf->section_count; i++) {
		size_t here = 0;

		while (first < count && pieces[first].symbol->section < i)
			first++;
		while (first + here < count && pieces[first + here].symbol->section == i)
			here++;
		w->section = &elf->section[i];
		w->kind = kind_of(w->section);
		if (occupies_memory(w->section))
			walk_section(w, pieces + first, here);
	}
	free(pieces);
}

static int open_image(const char *image, struct mapping *m, struct elf *elf)
{
	int error = mapping_open(image, m);

	if (error)
		return error;
	error = elf_read(m->data, m->len, elf);
	if (!error && elf->type != ET_EXEC && elf->type != ET_DYN)
		error = -EINVAL;
	if (!error && !elf->symbol_count)
		error = -ENODATA;
	return error;
}

int size_check(const char *image)
{
	struct mapping m = {0};
	struct elf elf = {0};
	int error = open_image(image, &m, &elf);

	elf_close(&elf);
	mapping_close(&m);
	return error;
}

int size_measure(const char *image, const struct object_index *index, struct size_parts *out)
{
	struct walk w = {.index = index, .out = out};
	struct mapping m = {0};
	struct elf elf = {0};
	int error = open_image(image, &m, &elf);

	if (!error)
		measure(&elf, &w);
	elf_close(&elf);
	mapping_close(&m);
	return error;
}

uint64_t size_total(const struct size_part *part)
{
	uint64_t sum = 0;

	for (int i = 0; i < SIZE_KINDS; i++)
		sum += part->bytes[i];
	return sum;
}

int size_compare(const struct size_part *a, const struct size_part *b, int depth)
{
	int order = strcmp(a->library, b->library);

	if (!order && depth > 1)
		order = strcmp(a->object, b->object);
	if (!order && depth > 2)
		order = strcmp(a->symbol, b->symbol);
	return order;
}

static int by_symbol(const void *a, const void *b)
{
	return size_compare(a, b, 3);
}

static void free_part(struct size_part *part)
{
	free(part->library);
	free(part->object);
	free(part->symbol);
}

void size_sum(struct size_parts *parts, int depth)
{
	size_t kept = 0;

	if (parts->count)
		qsort(parts->item, parts->count, sizeof(*parts->item), by_symbol);
	for (size_t i = 0; i < parts->count; i++) {
		struct size_part *before = kept ? &parts->item[kept - 1] : NULL;

		if (!before || size_compare(before, &parts->item[i], depth)) {
			parts->item[kept++] = parts->item[i];
			continue;
		}
		for (int k = 0; k < SIZE_KINDS; k++)
			before->bytes[k] += parts->item[i].bytes[k];
		free_part(&parts->item[i]);
	}
	parts->count = kept;
}

void size_free(struct size_parts *parts)
{
	for (size_t i = 0; i < parts->count; i++)
		free_part(&parts->item[i]);
	free(parts->item);
	*parts = (struct size_parts){0};
}

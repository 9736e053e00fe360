/* SPDX-License-Identifier: BSD-3-Clause */
/* The index of objects. */
#include <ctype.h>
#include <elf.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "inspect/objects.h"

static void add_definitions(struct object_index *index, const struct elf *elf, size_t object)
{
	struct definition *d;

	index->definition =
	        need(realloc(index->definition, (index->definition_count + elf->symbol_count + 1) *
	                                                sizeof(*index->definition)));
	for (size_t i = 0; i < elf->symbol_count; i++) {
		const struct elf_symbol *s = &elf->symbol[i];
		bool common = s->section == SHN_COMMON;

		if (!common && (s->section == SHN_UNDEF || s->section >= elf->section_count))
			continue;
		d = &index->definition[index->definition_count++];
		*d = (struct definition){.name = s->name,
		                         .file = s->file,
		                         .object = object,
		                         .section = s->section,
		                         .size = s->size,
		                         .bind = s->bind};
		if (common)
			d->extent = s->size;
		else if (s->address <= elf->section[s->section].size)
			d->extent = elf->section[s->section].size - s->address;
	}
}

/* origin/x-1.2/src/a.o is called x-1.2/src/a.o. */
static const char *without_origin(const char *name)
{
	return starts_with(name, "origin/") ? name + strlen("origin/") : name;
}

static void add_object(struct object_index *index, const unsigned char *data, size_t len,
                       const char *library, const char *name)
{
	struct elf elf;

	if (elf_read(data, len, &elf))
		return;
	index->object = need(realloc(index->object, (index->count + 1) * sizeof(*index->object)));
	index->object[index->count] = (struct object){.library = copy_string(library),
	                                              .name = copy_string(without_origin(name)),
	                                              .of_origin = starts_with(name, "origin/"),
	                                              .data = data,
	                                              .len = len,
	                                              .section_count = elf.section_count};
	add_definitions(index, &elf, index->count++);
	elf_close(&elf);
}

static const struct mapping *map_file(struct object_index *index, const char *path)
{
	struct mapping m;

	if (mapping_open(path, &m))
		return NULL;
	index->mapping = need(realloc(index->mapping, (index->mapping_count + 1) * sizeof(m)));
	index->mapping[index->mapping_count] = m;
	return &index->mapping[index->mapping_count++];
}

/* BUILD/libX/origin/x-1.2/src/a.o → origin/x-1.2/src/a.o */
static const char *name_in(const char *path, const char *library)
{
	char *folder = format("/%s/", library);
	const char *at = strstr(path, folder);

	if (at)
		path = at + strlen(folder);
	free(folder);
	return path;
}

static void note_missing(struct object_index *index, const char *path)
{
	if (!index->missing)
		index->missing = copy_string(path);
}

/* An object without a list: a library as a whole, or one that the application names. */
static void add_single(struct object_index *index, const char *path)
{
	const struct mapping *m = map_file(index, path);
	char *library = copy_bytes(path_base(path), strlen(path_base(path)) - 2);

	if (m)
		add_object(index, m->data, m->len, library, path_base(path));
	else
		note_missing(index, path);
	free(library);
}

/* A library's list of objects; false when it has none. */
static bool add_library(struct object_index *index, const char *folder)
{
	char *list = path_join(folder, ".objs");
	struct strings paths = {0};
	const struct mapping *m;
	struct text text = {0};
	bool there = file_read(list, &text) == 0;

	if (there && text.data)
		strings_split(&paths, text.data, " \n");
	for (size_t i = 0; i < paths.count; i++) {
		const char *path = paths.item[i];

		if (*path == '-')
			continue;
		m = map_file(index, path);
		if (!m) {
			note_missing(index, path);
			continue;
		}
		add_object(index, m->data, m->len, path_base(folder),
		           name_in(path, path_base(folder)));
	}
	strings_free(&paths);
	text_free(&text);
	free(list);
	return there;
}

#define AR_MAGIC  "!<arch>\n"
#define AR_HEADER 60 /* name 16, time 12, owners 12, mode 8, size 10, end 2 */

/* The name of a member: "name/", or "/123" for a place in the table of long names. */
static char *member_name(const char *header, const char *names, size_t names_len)
{
	char field[17] = {0};
	size_t at;

	memcpy(field, header, 16);
	if (field[0] != '/' || !isdigit((unsigned char)field[1]))
		return copy_bytes(field, strcspn(field, "/ "));
	at = strtoul(field + 1, NULL, 10);
	if (at >= names_len)
		return copy_string("?");
	for (size_t end = at;; end++)
		if (end == names_len || names[end] == '/' || names[end] == '\n')
			return copy_bytes(names + at, end - at);
}

/* An archive that the build did not make: the compiler's own. */
static void add_archive(struct object_index *index, const char *path)
{
	const struct mapping *m = map_file(index, path);
	const char *names = NULL, *base = path_base(path);
	char *library = copy_bytes(base, strcspn(base, "."));
	size_t at = strlen(AR_MAGIC), names_len = 0;

	if (!m || m->len < at || memcmp(m->data, AR_MAGIC, at)) {
		note_missing(index, path);
		free(library);
		return;
	}
	while (m->len - at >= AR_HEADER) {
		const char *header = (const char *)m->data + at;
		char digits[11] = {0};
		size_t size;

		memcpy(digits, header + 48, 10);
		size = strtoul(digits, NULL, 10);
		at += AR_HEADER;
		if (size > m->len - at)
			break;
		if (starts_with(header, "// ")) {
			names = (const char *)m->data + at;
			names_len = size;
		} else {
			char *name = member_name(header, names, names_len);

			add_object(index, m->data + at, size, library, name);
			free(name);
		}
		at += size;
		at += at < m->len && (size & 1);
	}
	free(library);
}

static int by_name(const void *a, const void *b)
{
	const struct definition *x = a, *y = b;
	int order = strcmp(x->name, y->name);

	if (order)
		return order;
	return (x->object > y->object) - (x->object < y->object);
}

int objects_read(const char *image, struct object_index *index)
{
	char *list = format("%s.rsp", image), *folder = path_folder(image);
	struct strings words = {0};
	struct text text = {0};

	*index = (struct object_index){0};
	if (file_read(list, &text) == 0 && text.data)
		strings_split(&words, text.data, " \n");
	for (size_t i = 0; i < words.count; i++) {
		const char *base = path_base(words.item[i]);
		char *library;

		if (!ends_with(base, ".o") && !ends_with(base, ".a"))
			continue;
		library = format("%s/%.*s", folder, (int)strlen(base) - 2, base);
		if (!add_library(index, library)) {
			if (ends_with(base, ".a"))
				add_archive(index, words.item[i]);
			else
				add_single(index, words.item[i]);
		}
		free(library);
	}
	if (index->definition_count)
		qsort(index->definition, index->definition_count, sizeof(*index->definition),
		      by_name);
	strings_free(&words);
	text_free(&text);
	free(folder);
	free(list);
	if (!index->definition_count)
		return -ENOENT;
	return index->missing ? -ESTALE : 0;
}

void objects_free(struct object_index *index)
{
	for (size_t i = 0; i < index->count; i++) {
		free(index->object[i].library);
		free(index->object[i].name);
	}
	for (size_t i = 0; i < index->mapping_count; i++)
		mapping_close(&index->mapping[i]);
	free(index->missing);
	free(index->object);
	free(index->definition);
	free(index->mapping);
	*index = (struct object_index){0};
}

/* The same name may stand in many objects: static functions, weak definitions. A library's link may
 * have made a global symbol local, so that counts little. */
static int likeness(const struct object_index *index, const struct definition *d,
                    const struct elf_symbol *s, const struct definition *last)
{
	int points = d->size == s->size ? 16 : 0;

	if (*s->file && strcmp(d->file, s->file) == 0)
		points += 8;
	if (last && d->object == last->object)
		points += 4;
	else if (last &&
	         strcmp(index->object[d->object].library, index->object[last->object].library) == 0)
		points += 2;
	return points + (d->bind == s->bind);
}

const struct definition *objects_first(const struct object_index *index, const char *name)
{
	size_t low = 0, high = index->definition_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (strcmp(index->definition[middle].name, name) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == index->definition_count || strcmp(index->definition[low].name, name))
		return NULL;
	return &index->definition[low];
}

const struct definition *objects_next(const struct object_index *index, const struct definition *d)
{
	const struct definition *next = d + 1;

	if (next == index->definition + index->definition_count || strcmp(next->name, d->name))
		return NULL;
	return next;
}

const struct definition *objects_find(const struct object_index *index, const struct elf_symbol *s,
                                      const struct definition *last)
{
	const struct definition *best = NULL, *d = objects_first(index, s->name);
	int most = -1;

	for (; d; d = objects_next(index, d)) {
		int points = likeness(index, d, s, last);

		if (points > most) {
			most = points;
			best = d;
		}
	}
	return best;
}

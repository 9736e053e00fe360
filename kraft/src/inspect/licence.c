/* SPDX-License-Identifier: BSD-3-Clause */
/* Recognising licences. Texts are compared as words: line breaks, comment marks, bullets and case
 * differ from copy to copy. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/file.h"
#include "inspect/licence.h"

#define HEAD_LINES 30 /* an SPDX line stands near the top */

struct fingerprint {
	const char *id;
	const char *has[3];
	const char *lacks[3];
};

#define GPL_UNDECIDED " (whether 'only' or 'or later' is not said in its text)"

static const struct fingerprint fingerprints[] = {
        {"MIT",
         {"permission is hereby granted free of charge to any person obtaining a copy",
          "the above copyright notice and this permission notice shall be included"},
         {"shall not be used in advertising", "shall be used for good not evil"}},
        {"X11",
         {"permission is hereby granted free of charge to any person obtaining a copy",
          "the above copyright notice and this permission notice shall be included",
          "shall not be used in advertising"},
         {0}},
        {"JSON", {"the software shall be used for good not evil"}, {0}},
        {"MIT-0",
         {"permission is hereby granted free of charge to any person obtaining a copy",
          "the software is provided as is without warranty of any kind"},
         {"this permission notice shall be included"}},
        {"ISC",
         {"provided that the above copyright notice and this permission notice appear in all "
          "copies",
          "distribute this software for any purpose with or without fee is hereby granted"},
         {"shall not be used in advertising"}},
        {"curl",
         {"provided that the above copyright notice and this permission notice appear in all "
          "copies",
          "permission to use copy modify and distribute this software for any purpose with or "
          "without fee is hereby granted",
          "the name of a copyright holder shall not be used in advertising"},
         {0}},
        {"0BSD",
         {"permission to use copy modify and or distribute this software for any purpose with or "
          "without fee is hereby granted"},
         {"this permission notice appear in all copies"}},
        {"Zlib",
         {"in no event will the authors be held liable for any damages",
          "altered source versions must be plainly marked as such"},
         {0}},
        {"bzip2-1.0.6",
         {"this program bzip2", "altered source versions must be plainly marked as such",
          "the name of the author may not be used to endorse"},
         {0}},
        {"OpenSSL", {"openssl license", "original ssleay license"}, {0}},
        {"Apache-2.0",
         {"apache license version 2 0 january 2004",
          "terms and conditions for use reproduction and distribution"},
         {"llvm exceptions to the apache 2 0 license"}},
        {"Apache-2.0 WITH LLVM-exception",
         {"apache license version 2 0 january 2004", "llvm exceptions to the apache 2 0 license"},
         {0}},
        {"MPL-2.0", {"mozilla public license version 2 0", "1 definitions"}, {0}},
        {"BSL-1.0", {"boost software license version 1 0"}, {0}},
        {"Unlicense",
         {"this is free and unencumbered software released into the public domain"},
         {0}},
        {"CC0-1.0", {"creative commons", "cc0 1 0 universal"}, {0}},
        {"PostgreSQL",
         {"this software and its documentation for any purpose without fee and without a written "
          "agreement is hereby granted"},
         {0}},
        {"PSF-2.0", {"python software foundation license version 2"}, {0}},
        {"FTL", {"the freetype project license"}, {0}},
        {"Artistic-2.0", {"the artistic license 2 0"}, {0}},
        {"blessing", {"may you do good and not evil", "may you share freely"}, {0}},
        {"GPL-2.0" GPL_UNDECIDED, {"gnu general public license version 2 june 1991"}, {0}},
        {"GPL-3.0" GPL_UNDECIDED, {"gnu general public license version 3 29 june 2007"}, {0}},
        {"LGPL-2.0" GPL_UNDECIDED, {"gnu library general public license version 2 june 1991"}, {0}},
        {"LGPL-2.1" GPL_UNDECIDED,
         {"gnu lesser general public license version 2 1 february 1999"},
         {0}},
        {"LGPL-3.0" GPL_UNDECIDED,
         {"gnu lesser general public license version 3 29 june 2007"},
         {0}},
        {"AGPL-3.0" GPL_UNDECIDED,
         {"gnu affero general public license version 3 19 november 2007"},
         {0}},
};

/* Lower-case words with one blank between them. */
static char *words_of(const char *text)
{
	char *words = need_zeroed(strlen(text) + 2), *out = words;

	for (const char *c = text; *c; c++) {
		if (isalnum((unsigned char)*c))
			*out++ = (char)tolower((unsigned char)*c);
		else if (out > words && out[-1] != ' ')
			*out++ = ' ';
	}
	return words;
}

static bool fits(const char *words, const struct fingerprint *f)
{
	for (int i = 0; i < 3; i++)
		if ((f->has[i] && !strstr(words, f->has[i])) ||
		    (f->lacks[i] && strstr(words, f->lacks[i])))
			return false;
	return true;
}

/* One licence of the BSD family, from its first words to those of the next. */
static const char *bsd_variant(const char *words)
{
	const char *end = strstr(words, "possibility of such damage");
	const char *source = strstr(words, "redistributions of source code must retain"),
	           *binary = strstr(words, "redistributions in binary form must reproduce"),
	           *advertising = strstr(words, "all advertising materials mentioning features"),
	           *endorse = strstr(words, "to endorse or promote products derived from this"),
	           *called = strstr(words, "may not be called"),
	           *enhance = strstr(words, "you are under no obligation whatsoever to provide any "
	                                    "bug fixes patches or upgrades");

	if (!end || !source || !binary || source > end || binary > end || (called && called < end))
		return NULL;
	if (advertising && advertising < end)
		return endorse && endorse < end ? "BSD-4-Clause" : NULL;
	if (endorse && endorse < end)
		return enhance ? "BSD-3-Clause-LBNL" : "BSD-3-Clause";
	return "BSD-2-Clause";
}

static void detect_bsd(char *words, struct strings *ids)
{
	static const char opening[] =
	        "redistribution and use in source and binary forms with or "
	        "without modification are permitted provided that the following "
	        "conditions are met";
	char *at = strstr(words, opening);

	while (at) {
		char *next = strstr(at + 1, opening), kept = next ? *next : 0;
		const char *id;

		if (next)
			*next = 0;
		id = bsd_variant(at);
		if (id)
			strings_add_new(ids, id);
		if (next)
			*next = kept;
		at = next;
	}
}

void licence_detect(const char *text, struct strings *ids)
{
	char *words = words_of(text);

	detect_bsd(words, ids);
	for (size_t i = 0; i < sizeof(fingerprints) / sizeof(*fingerprints); i++)
		if (fits(words, &fingerprints[i]))
			strings_add_new(ids, fingerprints[i].id);
	free(words);
}

static bool is_licence_file(const char *name)
{
	static const char *const beginnings[] = {"licen", "copying", "copyright", "unlicense"};

	if (ends_with(name, ".c") || ends_with(name, ".h") || ends_with(name, ".py"))
		return false;
	for (size_t i = 0; i < sizeof(beginnings) / sizeof(*beginnings); i++)
		if (strncasecmp(name, beginnings[i], strlen(beginnings[i])) == 0)
			return true;
	return false;
}

/* LICENSES/ID.txt, as the REUSE specification has it. */
static bool read_reuse(const char *folder, struct licences *out)
{
	char *path = path_join(folder, "LICENSES");
	struct strings names = {0};

	folder_list(path, &names);
	for (size_t i = 0; i < names.count; i++) {
		char *id = names.item[i];

		if (!ends_with(id, ".txt"))
			continue;
		id[strlen(id) - 4] = 0;
		if (!id[strcspn(id, " ()")])
			strings_add_new(&out->ids, id);
	}
	if (out->ids.count)
		out->source = copy_string("LICENSES");
	strings_free(&names);
	free(path);
	return out->ids.count > 0;
}

static void read_files(const char *folder, struct licences *out)
{
	struct strings names = {0};

	folder_list(folder, &names);
	for (size_t i = 0; i < names.count; i++) {
		char *path = path_join(folder, names.item[i]);
		struct text text = {0};
		size_t before = out->ids.count;

		if (is_licence_file(names.item[i]) && is_file(path) &&
		    file_read(path, &text) == 0 && text.data) {
			licence_detect(text.data, &out->ids);
			if (!out->source || (!before && out->ids.count)) {
				free(out->source);
				out->source = copy_string(names.item[i]);
			}
		}
		text_free(&text);
		free(path);
	}
	strings_free(&names);
}

static bool is_source(const char *name)
{
	static const char *const endings[] = {".c", ".h", ".S", ".s", ".cc", ".cpp", ".hpp"};

	for (size_t i = 0; i < sizeof(endings) / sizeof(*endings); i++)
		if (ends_with(name, endings[i]))
			return true;
	return false;
}

/* "SPDX-License-Identifier: EXPRESSION", to the end of the line or comment. False without one. */
static bool read_spdx(const char *path, struct strings *ids)
{
	static const char tag[] = "SPDX-License-Identifier:",
	                  allowed[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
	                              "0123456789.-+() ";
	struct text text = {0};
	char *line, *next, *at = NULL;
	bool found = false;
	int number = 0;

	file_read(path, &text);
	for (line = text.data; line && !at && number < HEAD_LINES; line = next, number++) {
		next = strchr(line, '\n');
		if (next)
			*next++ = 0;
		at = strstr(line, tag);
	}
	if (at) {
		char *end = strstr(at, "*/");

		if (end)
			*end = 0;
		at = trim(at + strlen(tag));
		found = *at && !at[strspn(at, allowed)];
		if (found)
			strings_add_new(ids, at);
	}
	text_free(&text);
	return found;
}

/* Counts the sources that say nothing. */
static size_t read_sources(const char *folder, int depth, struct strings *ids)
{
	struct strings names = {0};
	size_t silent = 0;

	folder_list(folder, &names);
	for (size_t i = 0; i < names.count && depth < 8; i++) {
		char *path = path_join(folder, names.item[i]);

		if (names.item[i][0] == '.' || strcmp(names.item[i], "build") == 0)
			;
		else if (is_folder(path))
			silent += read_sources(path, depth + 1, ids);
		else if (is_source(names.item[i]))
			silent += !read_spdx(path, ids);
		free(path);
	}
	strings_free(&names);
	return silent;
}

void licence_of_folder(const char *folder, struct licences *out)
{
	*out = (struct licences){0};
	if (read_reuse(folder, out))
		return;
	read_files(folder, out);
	if (out->ids.count)
		return;
	/* Who labels some sources only has not said what the others are under. */
	if (read_sources(folder, 0, &out->ids))
		strings_free(&out->ids);
	if (out->ids.count) {
		free(out->source);
		out->source = copy_string("SPDX-License-Identifier lines");
	}
	strings_sort(&out->ids);
}

void licences_free(struct licences *l)
{
	strings_free(&l->ids);
	free(l->source);
	*l = (struct licences){0};
}

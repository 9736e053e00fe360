/* SPDX-License-Identifier: BSD-3-Clause */
/* Reading dependencies from Config.uk. Kconfig itself cannot be asked: it knows only libraries it
 * was given, and the question is which to give. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "index/depends.h"

static void add_symbols(const char *s, struct strings *symbols)
{
	while (*s) {
		size_t len = 0;
		bool negated;

		while (*s && !isalnum((unsigned char)*s) && *s != '_' && *s != '!')
			s++;
		negated = *s == '!';
		s += negated;
		while (isalnum((unsigned char)s[len]) || s[len] == '_')
			len++;
		if (len > 3 && !negated && strncmp(s, "LIB", 3) == 0) {
			char *symbol = copy_bytes(s, len);

			strings_add_new(symbols, symbol);
			free(symbol);
		}
		if (strncmp(s, "if", len) == 0 && len == 2)
			return; /* "select A if B": B is a condition, not a wish */
		s += len;
		if (!len && *s)
			s++;
	}
}

void config_wants(const char *config_uk, struct strings *symbols)
{
	static const char *const words[] = {"select ", "imply ", "depends on "};
	struct strings lines = {0};
	struct text text = {0};

	if (file_read(config_uk, &text) == 0)
		strings_split(&lines, text.data, "\n");
	text_free(&text);
	for (size_t i = 0; i < lines.count; i++) {
		char *line = trim(lines.item[i]);

		line[strcspn(line, "#")] = 0;
		for (int k = 0; k < 3; k++)
			if (starts_with(line, words[k]))
				add_symbols(line + strlen(words[k]), symbols);
	}
	strings_free(&lines);
}

static bool is_symbol_of(const char *name, const char *symbol)
{
	char *own = symbol_name(name);
	bool same = strcmp(own, symbol + 3) == 0;

	free(own);
	return same;
}

char *symbol_library(const struct workspace *w, const struct index *index, const char *symbol)
{
	struct strings names = {0};
	char *found = NULL;

	if (!starts_with(symbol, "LIB"))
		return NULL;
	folder_list(w->libs, &names);
	for (size_t i = 0; i < names.count && !found; i++) {
		const char *name = names.item[i];

		if (starts_with(name, "lib-"))
			name += 4;
		if (is_symbol_of(name, symbol))
			found = copy_string(name);
	}
	strings_free(&names);
	for (size_t i = 0; i < index->count && !found; i++)
		if (index->item[i].type == TYPE_LIB && is_symbol_of(index->item[i].name, symbol))
			found = copy_string(index->item[i].name);
	if (!found && symbol_stand_in(symbol))
		found = copy_string(symbol_stand_in(symbol));
	return found;
}

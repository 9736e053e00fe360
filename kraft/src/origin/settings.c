/* SPDX-License-Identifier: BSD-3-Clause */
/* Reads two keys of a TOML file: strings in an array (also over several lines) and a boolean. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "origin/settings.h"

static const char *skip_space(const char *at)
{
	for (;;) {
		at += strspn(at, " \t\r\n");
		if (*at != '#')
			return at;
		at += strcspn(at, "\n");
	}
}

/* Quoted with " or '; the usual escapes within ". Returns what follows. */
static const char *read_string(const char *at, struct text *out)
{
	char quote = *at++;

	text_add_bytes(out, "", 0);
	while (*at && *at != quote && *at != '\n') {
		if (*at == '\\' && quote == '"' && at[1])
			at++;
		text_add_bytes(out, at++, 1);
	}
	return *at == quote ? at + 1 : at;
}

static const char *read_mirrors(const char *at, struct strings *mirrors)
{
	bool array = *at == '[';

	if (array)
		at = skip_space(at + 1);
	while (*at == '"' || *at == '\'') {
		struct text value = {0};

		at = read_string(at, &value);
		if (value.len)
			strings_add(mirrors, value.data);
		text_free(&value);
		if (!array)
			return at;
		at = skip_space(at);
		if (*at == ',')
			at = skip_space(at + 1);
	}
	return at + (*at == ']');
}

static bool is_key(const char *at, size_t len, const char *key)
{
	return strlen(key) == len && strncmp(at, key, len) == 0;
}

void settings_parse(const char *toml, struct fetch_settings *settings)
{
	bool in_fetch = false;

	for (const char *at = skip_space(toml); *at; at = skip_space(at)) {
		if (*at == '[') {
			size_t len = strcspn(at, "]\n");

			in_fetch = is_key(at + 1, len - 1, "fetch");
			at += strcspn(at, "\n");
			continue;
		}
		size_t len = strcspn(at, " \t=\n");
		const char *value = at + len + strspn(at + len, " \t");

		if (*value != '=') {
			at += strcspn(at, "\n");
			continue;
		}
		value += 1 + strspn(value + 1, " \t");
		if (in_fetch && is_key(at, len, "mirrors")) {
			at = read_mirrors(value, &settings->mirrors);
			continue;
		}
		if (in_fetch && is_key(at, len, "prioritize_origin"))
			settings->prioritize_origin = starts_with(value, "true");
		at = value + strcspn(value, "\n");
	}
}

void settings_load(struct fetch_settings *settings)
{
	const char *home = getenv("HOME"), *path = getenv("KRAFTRC"),
	           *list = getenv("KRAFT_MIRRORS");
	char *file = path && *path ? copy_string(path) : format("%s/.kraftrc", home ? home : "");
	struct text toml = {0};

	if (list)
		strings_split(&settings->mirrors, list, " ,\t\n");
	if (file_read(file, &toml) == 0)
		settings_parse(toml.data, settings);
	text_free(&toml);
	free(file);
}

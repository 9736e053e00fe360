/* SPDX-License-Identifier: BSD-3-Clause */
/* Variables of a Dockerfile. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "rootfs/dockerfile.h"

static const char *get(const struct strings *list, const char *name, size_t len)
{
	for (size_t i = 0; i < list->count; i++)
		if (strncmp(list->item[i], name, len) == 0 && list->item[i][len] == '=')
			return list->item[i] + len + 1;
	return NULL;
}

void variables_set(struct strings *list, const char *name, const char *value)
{
	char *line = format("%s=%s", name, value);
	size_t len = strlen(name);

	for (size_t i = 0; i < list->count; i++) {
		if (strncmp(list->item[i], name, len) == 0 && list->item[i][len] == '=') {
			free(list->item[i]);
			list->item[i] = line;
			return;
		}
	}
	strings_take(list, line);
}

static size_t name_length(const char *s)
{
	size_t len = 0;

	while (isalnum((unsigned char)s[len]) || s[len] == '_')
		len++;
	return len;
}

/* `s` stands behind the dollar sign; returns what follows the variable, NULL after a message. */
static const char *expand_one(const struct variables *v, const char *s, struct text *out,
                              const struct place *place)
{
	bool braces = *s == '{';
	const char *name = s + braces, *value, *end, *word;
	size_t len = name_length(name);

	end = braces ? strchr(name, '}') : name + len;
	if (!len || !end || (braces && name[len] != '}' && name[len] != ':')) {
		fail_at(place, "a variable is written $NAME, ${NAME}, ${NAME:-WORD} or "
		               "${NAME:+WORD}");
		return NULL;
	}
	value = get(&v->environment, name, len);
	if (!value)
		value = get(&v->arguments, name, len);
	word = braces && name[len] == ':' ? name + len + 2 : NULL;
	if (word && (name[len + 1] == '-' || name[len + 1] == '+')) {
		bool wanted = (name[len + 1] == '-') == (!value || !*value);
		char *text = wanted ? copy_bytes(word, (size_t)(end - word)) : NULL,
		     *expanded = wanted ? variables_expand(v, text, place) : NULL;

		if (expanded)
			text_add(out, expanded);
		else if (!wanted && name[len + 1] == '-')
			text_add(out, value);
		free(text);
		free(expanded);
	} else if (word) {
		fail_at(place, "${NAME:%c…} is not supported", name[len + 1]);
		return NULL;
	} else if (value) {
		text_add(out, value);
	}
	return end + braces;
}

char *variables_expand(const struct variables *v, const char *text, const struct place *place)
{
	struct text out = {0};

	text_add(&out, "");
	while (text && *text) {
		if (*text == '\\' && text[1] == '$') {
			text_add(&out, "$");
			text += 2;
		} else if (*text == '$' && (text[1] == '{' || name_length(text + 1))) {
			text = expand_one(v, text + 1, &out, place);
		} else {
			text_add_bytes(&out, text++, 1);
		}
	}
	if (!text)
		text_free(&out);
	return out.data;
}

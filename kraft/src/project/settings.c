/* SPDX-License-Identifier: BSD-3-Clause */
/* Configuration values as people write them, and variables in kraft.yaml. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "project/project.h"

void settings_add(struct settings *s, const char *name, const char *value,
                  const struct place *place)
{
	struct setting *item;

	if (starts_with(name, "CONFIG_"))
		name += strlen("CONFIG_");
	for (size_t i = 0; i < s->count; i++) {
		item = &s->item[i];
		if (strcmp(item->name, name) == 0) {
			free(item->value);
			goto set;
		}
	}
	s->item = need(realloc(s->item, (s->count + 1) * sizeof(*s->item)));
	item = &s->item[s->count++];
	item->name = copy_string(name);
set:
	item->value = copy_string(value);
	item->place = place ? *place : (struct place){0};
}

void settings_parse(struct settings *s, const char *assignment, const struct place *place)
{
	const char *equals = strchr(assignment, '=');
	char *name, *value, *v;
	size_t len;

	if (!equals) {
		settings_add(s, assignment, "y", place);
		return;
	}
	name = copy_bytes(assignment, equals - assignment);
	v = value = copy_string(equals + 1);
	len = strlen(v);
	if (len >= 2 && (v[0] == '"' || v[0] == '\'') && v[len - 1] == v[0]) {
		v[len - 1] = 0;
		v++;
	}
	settings_add(s, trim(name), v, place);
	free(name);
	free(value);
}

void settings_free(struct settings *s)
{
	for (size_t i = 0; i < s->count; i++) {
		free(s->item[i].name);
		free(s->item[i].value);
	}
	free(s->item);
	memset(s, 0, sizeof(*s));
}

const struct setting *settings_find(const struct settings *s, const char *name)
{
	for (size_t i = 0; i < s->count; i++)
		if (strcmp(s->item[i].name, name) == 0)
			return &s->item[i];
	return NULL;
}

/* `s` stands after "${"; returns what follows the closing bracket, or NULL. */
static const char *variable(const char *s, struct text *out, const struct place *place)
{
	const char *end = strchr(s, '}'), *rest = NULL, *value;
	char *name;
	size_t len = 0;

	while (isalnum((unsigned char)s[len]) || s[len] == '_')
		len++;
	if (end && s + len != end && strncmp(s + len, ":-", 2) == 0)
		rest = s + len + 2;
	if (!end || !len || (s + len != end && !rest)) {
		fail_at(place, "a variable is written ${NAME} or ${NAME:-default}");
		return NULL;
	}
	name = copy_bytes(s, len);
	value = getenv(name);
	if ((!value || !*value) && rest) {
		text_add_bytes(out, rest, end - rest);
	} else if (value) {
		text_add(out, value);
	} else {
		fail_at(place, "the environment has no variable %s", name);
		hint("set it, or give a default: ${%s:-value}", name);
		end = NULL;
	}
	free(name);
	return end ? end + 1 : NULL;
}

char *interpolate(const char *s, const struct place *place)
{
	struct text out = {0};

	text_add(&out, "");
	while (s && *s) {
		if (s[0] == '$' && s[1] == '$') {
			text_add(&out, "$");
			s += 2;
		} else if (s[0] == '$' && s[1] == '{') {
			s = variable(s + 2, &out, place);
		} else {
			text_add_bytes(&out, s++, 1);
		}
	}
	if (!s)
		text_free(&out);
	return out.data;
}

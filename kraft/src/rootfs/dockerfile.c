/* SPDX-License-Identifier: BSD-3-Clause */
/* Reading a Dockerfile: lines, continuations, comments, words. */
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <jansson.h>

#include "base/file.h"
#include "rootfs/dockerfile.h"

bool dockerfile_named(const char *path)
{
	const char *base = path_base(path);

	return strcmp(base, "Dockerfile") == 0 || strcmp(base, "Containerfile") == 0 ||
	       starts_with(base, "Dockerfile.") || ends_with(base, ".Dockerfile") ||
	       ends_with(base, ".dockerfile");
}

struct place dockerfile_place(const struct dockerfile *d, const struct instruction *i)
{
	return (struct place){d->shown, i->line, 1};
}

const char *instruction_flag(const struct instruction *i, const char *name)
{
	size_t len = strlen(name);

	for (size_t k = 0; k < i->flags.count; k++)
		if (strncmp(i->flags.item[k], name, len) == 0 && i->flags.item[k][len] == '=')
			return i->flags.item[k] + len + 1;
	return NULL;
}

/* Blanks separate, quotes group. A backslash is kept in front of a dollar sign, for the expansion
 * that follows. */
static void split(const char *text, struct strings *out)
{
	struct text word = {0};
	bool inside = false;
	char quote = 0;

	for (; *text; text++) {
		if (quote ? *text == quote : (*text == '"' || *text == '\'')) {
			quote = quote ? 0 : *text;
			inside = true;
		} else if (*text == '\\' && text[1] && quote != '\'') {
			if (text[1] == '$')
				text_add(&word, "\\");
			text_add_bytes(&word, ++text, 1);
			inside = true;
		} else if (*text == '$' && quote == '\'') {
			text_add(&word, "\\$");
			inside = true;
		} else if (!quote && isspace((unsigned char)*text)) {
			if (inside)
				strings_add(out, word.data ? word.data : "");
			text_free(&word);
			inside = false;
		} else {
			text_add_bytes(&word, text, 1);
			inside = true;
		}
	}
	if (inside)
		strings_add(out, word.data ? word.data : "");
	text_free(&word);
}

/* ["a", "b"]; what looks like one and is none is taken as words. */
static bool read_array(const char *text, struct strings *out)
{
	json_t *array = *text == '[' ? json_loads(text, 0, NULL) : NULL;
	const json_t *word;
	bool good = json_is_array(array);
	size_t i;

	json_array_foreach(array, i, word)
	{
		good = good && json_is_string(word);
	}
	json_array_foreach(array, i, word)
	{
		if (good)
			strings_add(out, json_string_value(word));
	}
	json_decref(array);
	return good;
}

static void add_instruction(struct dockerfile *d, char *line, int number)
{
	struct instruction i = {.line = number};
	char *rest = line;

	while (*rest && !isspace((unsigned char)*rest))
		rest++;
	i.name = copy_bytes(line, (size_t)(rest - line));
	for (char *c = i.name; *c; c++)
		*c = (char)toupper((unsigned char)*c);
	rest += strspn(rest, " \t");
	while (starts_with(rest, "--")) {
		size_t len = strcspn(rest, " \t");
		char *flag = copy_bytes(rest + 2, len - 2);

		strings_take(&i.flags, flag);
		rest += len + strspn(rest + len, " \t");
	}
	i.text = copy_string(rest);
	i.json = read_array(rest, &i.words);
	if (!i.json)
		split(rest, &i.words);
	d->item = need(realloc(d->item, (d->count + 1) * sizeof i));
	d->item[d->count++] = i;
}

/* Directives stand in comments before everything else; escape is the one that matters. */
static char escape_character(const char *text)
{
	char found = '\\';

	while (*text == '#') {
		const char *end = strchr(text, '\n');
		size_t len = end ? (size_t)(end - text) : strlen(text);
		char *line = copy_bytes(text, len), *directive = trim(line + 1);

		if (starts_with(directive, "escape=") && directive[7] == '`')
			found = '`';
		free(line);
		text += len + (end ? 1 : 0);
	}
	return found;
}

static void read_lines(struct dockerfile *d, const char *text)
{
	char escape = escape_character(text);
	struct text joined = {0};
	int number = 0, begun = 0;

	while (*text) {
		size_t len = strcspn(text, "\n");
		char *line = copy_bytes(text, len), *content = trim(line);
		size_t size = strlen(content);

		number++;
		text += len + (text[len] ? 1 : 0);
		/* Comments and empty lines do not end a continuation. */
		if (*content && *content != '#') {
			bool goes_on = content[size - 1] == escape;

			if (!joined.len)
				begun = number;
			text_add_bytes(&joined, content, goes_on ? size - 1 : size);
			if (goes_on) {
				text_add(&joined, " ");
			} else {
				add_instruction(d, joined.data, begun);
				text_free(&joined);
			}
		}
		free(line);
	}
	if (joined.len)
		add_instruction(d, trim(joined.data), begun);
	text_free(&joined);
}

static int find_stages(struct dockerfile *d)
{
	for (size_t i = 0; i < d->count; i++) {
		struct instruction *from = &d->item[i];
		struct place place = dockerfile_place(d, from);

		if (strcmp(from->name, "FROM") == 0) {
			bool named = from->words.count == 3 &&
			             strcasecmp(from->words.item[1], "as") == 0;

			if (from->words.count != 1 && !named) {
				fail_at(&place, "expected FROM IMAGE [AS NAME]");
				return -EINVAL;
			}
			d->stages =
			        need(realloc(d->stages, (d->stage_count + 1) * sizeof *d->stages));
			d->stages[d->stage_count++] = (struct stage){
			        .name = named ? copy_string(from->words.item[2]) : NULL,
			        .first = i + 1,
			        .from = from};
		} else if (!d->stage_count && strcmp(from->name, "ARG") != 0) {
			fail_at(&place, "a Dockerfile begins with FROM");
			return -EINVAL;
		}
		if (d->stage_count)
			d->stages[d->stage_count - 1].end = i + 1;
	}
	if (d->stage_count)
		return 0;
	fail_at(&(struct place){d->shown, 1, 1}, "there is no FROM in it");
	return -EINVAL;
}

static void read_ignore(struct dockerfile *d)
{
	char *path = path_join(d->context, ".dockerignore");
	struct text text = {0};
	struct strings lines = {0};

	if (is_file(path) && file_read(path, &text) == 0 && text.data)
		strings_split(&lines, text.data, "\r\n");
	for (size_t i = 0; i < lines.count; i++) {
		char *line = trim(lines.item[i]);

		if (*line && *line != '#')
			strings_add(&d->ignore, line);
	}
	strings_free(&lines);
	text_free(&text);
	free(path);
}

int dockerfile_read(const char *path, struct dockerfile *d)
{
	char *absolute = path_absolute(path);
	struct text text = {0};
	int error = file_read(path, &text);

	*d = (struct dockerfile){.shown = path, .context = path_folder(absolute)};
	free(absolute);
	if (error) {
		fail("%s: %s", path, strerror(-error));
	} else {
		read_lines(d, text.data ? text.data : "");
		read_ignore(d);
		error = find_stages(d);
	}
	text_free(&text);
	if (error)
		dockerfile_free(d);
	return error;
}

void dockerfile_free(struct dockerfile *d)
{
	for (size_t i = 0; i < d->count; i++) {
		free(d->item[i].name);
		free(d->item[i].text);
		strings_free(&d->item[i].flags);
		strings_free(&d->item[i].words);
	}
	for (size_t i = 0; i < d->stage_count; i++) {
		free(d->stages[i].name);
		free(d->stages[i].tree);
		free(d->stages[i].directory);
		strings_free(&d->stages[i].environment);
		strings_free(&d->stages[i].entrypoint);
		strings_free(&d->stages[i].command);
		strings_free(&d->stages[i].labels);
	}
	free(d->item);
	free(d->stages);
	free(d->context);
	strings_free(&d->ignore);
	*d = (struct dockerfile){0};
}

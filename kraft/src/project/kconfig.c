/* SPDX-License-Identifier: BSD-3-Clause */
/* Reading Config.uk files: symbols and what they depend on. */
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "project/kconfig.h"

#define MAX_BLOCKS 64

struct scan {
	struct kconfig *k;
	const char *folder;
	struct strings conditions; /* of the blocks around */
	size_t marks[MAX_BLOCKS];  /* how many conditions stood before each block */
	bool choice[MAX_BLOCKS];
	int depth;
	struct text help;              /* of the symbol, so far */
	struct kconfig_symbol *symbol; /* index into k is stable only until the next */
};

static struct kconfig_symbol *new_symbol(struct scan *s, const char *name, const char *file,
                                         int line)
{
	struct kconfig_symbol *symbol;
	struct kconfig *k = s->k;

	k->item = need(realloc(k->item, (k->count + 1) * sizeof(*k->item)));
	symbol = &k->item[k->count++];
	memset(symbol, 0, sizeof(*symbol));
	symbol->name = copy_string(name);
	symbol->place = (struct place){file, line, 1};
	for (size_t i = 0; i < s->conditions.count; i++)
		strings_add(&symbol->depends, s->conditions.item[i]);
	for (int i = 0; i < s->depth; i++)
		symbol->in_choice |= s->choice[i];
	return symbol;
}

static void open_block(struct scan *s, const char *condition, bool choice)
{
	if (s->depth == MAX_BLOCKS)
		return;
	s->marks[s->depth] = s->conditions.count;
	s->choice[s->depth++] = choice;
	if (condition)
		strings_add(&s->conditions, condition);
	s->symbol = NULL;
}

static void close_block(struct scan *s)
{
	if (!s->depth)
		return;
	s->depth--;
	while (s->conditions.count > s->marks[s->depth])
		strings_remove(&s->conditions, s->conditions.count - 1);
	s->symbol = NULL;
}

static void read_file(struct scan *s, const char *path, int depth);

static void source(struct scan *s, char *what, int depth)
{
	char *path;

	what = trim(what);
	if (*what == '"') {
		what++;
		what[strcspn(what, "\"")] = 0;
	}
	if (starts_with(what, "$UK_KCONFIG_DIR/"))
		path = path_join(s->folder, what + strlen("$UK_KCONFIG_DIR/"));
	else
		path = copy_string(what);
	read_file(s, path, depth + 1);
	free(path);
}

static const char *after(const char *line, const char *word)
{
	size_t len = strlen(word);

	if (strncmp(line, word, len) || (line[len] && !strchr(" \t\"", line[len])))
		return NULL;
	return line + len + strspn(line + len, " \t");
}

/* bool "prompt", prompt "…", def_bool y */
static void read_type(struct kconfig_symbol *symbol, const char *line)
{
	static const char *const types[] = {"bool", "int", "hex", "string", "tristate"};
	const char *rest = after(line, "prompt");

	for (size_t i = 0; i < sizeof(types) / sizeof(*types) && !rest; i++) {
		rest = after(line, types[i]);
		if (!rest && starts_with(line, "def_") && (rest = after(line + 4, types[i])))
			strings_add(&symbol->defaults, rest);
		if (rest && !symbol->type)
			symbol->type = copy_string(types[i]);
	}
	if (!rest || *rest != '"' || symbol->prompt)
		return;
	symbol->has_prompt = true;
	symbol->prompt = copy_bytes(rest + 1, strcspn(rest + 1, "\""));
}

static void read_line(struct scan *s, char *line, const char *file, int number, int depth)
{
	const char *rest;

	if ((rest = after(line, "config")) || (rest = after(line, "menuconfig"))) {
		s->symbol = new_symbol(s, rest, file, number);
	} else if ((rest = after(line, "source")) || (rest = after(line, "rsource"))) {
		source(s, (char *)rest, depth);
		s->symbol = NULL;
	} else if (after(line, "menu") || after(line, "choice")) {
		open_block(s, NULL, line[0] == 'c');
	} else if ((rest = after(line, "if"))) {
		open_block(s, rest, false);
	} else if (after(line, "endmenu") || after(line, "endif") || after(line, "endchoice")) {
		close_block(s);
	} else if ((rest = after(line, "depends on"))) {
		strings_add(s->symbol ? &s->symbol->depends : &s->conditions, rest);
	} else if (s->symbol && (rest = after(line, "select"))) {
		strings_add(&s->symbol->selects, rest);
	} else if (s->symbol && (rest = after(line, "imply"))) {
		strings_add(&s->symbol->implies, rest);
	} else if (s->symbol &&
	           ((rest = after(line, "default")) || (rest = after(line, "def_bool")))) {
		strings_add(&s->symbol->defaults, rest);
	} else if (s->symbol) {
		read_type(s->symbol, line);
	}
}

/* Help texts are indented deeper than the word help and may say anything. */
static size_t indent_of(const char *line)
{
	size_t width = 0;

	for (; *line == ' ' || *line == '\t'; line++)
		width = *line == '\t' ? (width | 7) + 1 : width + 1;
	return width;
}

static void end_help(struct scan *s)
{
	if (s->symbol && s->help.len && !s->symbol->help)
		s->symbol->help = copy_string(s->help.data);
	text_free(&s->help);
}

static void read_file(struct scan *s, const char *path, int depth)
{
	struct text text = {0};
	size_t help = 0;
	int number = 0;
	char *next;

	if (depth > 16 || file_read(path, &text))
		return;
	strings_add(&s->k->files, path);
	path = s->k->files.item[s->k->files.count - 1];
	for (char *line = text.data; line; line = next) {
		size_t indent = indent_of(line);
		char *words;

		next = strchr(line, '\n');
		if (next)
			*next++ = 0;
		number++;
		words = trim(line);
		if (help && s->symbol && *words && indent >= help)
			text_addf(&s->help, "%s%s", s->help.len ? "\n" : "", words);
		if (!*words || *words == '#' || (help && indent >= help))
			continue;
		end_help(s);
		help = 0;
		if (strcmp(words, "help") == 0 || strcmp(words, "---help---") == 0)
			help = indent + 1;
		else
			read_line(s, words, path, number, depth);
	}
	end_help(s);
	text_free(&text);
}

void kconfig_read(const char *root, const char *folder, struct kconfig *k)
{
	struct scan s = {.k = k, .folder = folder};

	memset(k, 0, sizeof(*k));
	read_file(&s, root, 0);
	strings_free(&s.conditions);
}

void kconfig_add(const char *root, struct kconfig *k)
{
	struct scan s = {.k = k, .folder = ""};

	read_file(&s, root, 0);
	strings_free(&s.conditions);
}

void kconfig_free(struct kconfig *k)
{
	for (size_t i = 0; i < k->count; i++) {
		free(k->item[i].name);
		free(k->item[i].type);
		free(k->item[i].prompt);
		free(k->item[i].help);
		strings_free(&k->item[i].depends);
		strings_free(&k->item[i].selects);
		strings_free(&k->item[i].implies);
		strings_free(&k->item[i].defaults);
	}
	free(k->item);
	strings_free(&k->files);
	memset(k, 0, sizeof(*k));
}

static int read_values(const char *path, struct place *place, struct settings *out)
{
	struct text text = {0};
	int error = file_read(path, &text);
	char *next;

	for (char *line = error ? NULL : text.data; line; line = next) {
		next = strchr(line, '\n');
		if (next)
			*next++ = 0;
		if (place)
			place->line++;
		if (starts_with(line, "CONFIG_") && strchr(line, '=')) {
			settings_parse(out, trim(line), place);
		} else if (starts_with(line, "# CONFIG_") && ends_with(line, " is not set")) {
			line[strlen(line) - strlen(" is not set")] = 0;
			settings_add(out, line + 2, "n", place);
		}
	}
	text_free(&text);
	return error;
}

void dotconfig_read(const char *path, struct settings *out)
{
	(void)read_values(path, NULL, out);
}

int defconfig_read(const char *path, struct settings *out)
{
	return read_values(path, &(struct place){path, 0, 1}, out);
}

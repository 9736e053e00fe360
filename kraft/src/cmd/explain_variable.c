/* SPDX-License-Identifier: BSD-3-Clause */
/* kraft explain: variables of a Makefile.uk. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "cmd/explain.h"
#include "index/workspace.h"
#include "term/message.h"

#define SHOWN 300 /* bytes of a value */

/* LIBFOO_MAIN_FLAGS-y → LIBFOO_MAIN_FLAGS: the ending says when it counts, not what it is. */
static char *without_condition(const char *name)
{
	return copy_bytes(name, strcspn(name, "-"));
}

/* Does a pattern such as LIB_FILE_FLAGS stand for this name? */
static bool matches(const char *pattern, const char *name)
{
	const char *end;

	if (!starts_with(pattern, "LIB_"))
		return strcmp(pattern, name) == 0;
	if (starts_with(pattern, "LIB_FILE_")) {
		end = pattern + (starts_with(pattern, "LIB_FILE_VARIANT_") ? 16 : 8);
		/* LIBFOO _ MAIN _FLAGS: at least two more words before the end */
		if (!ends_with(name, end) || !starts_with(name, "LIB"))
			return false;
		return memchr(name, '_', strlen(name) - strlen(end)) != NULL;
	}
	end = pattern + 3;
	return (starts_with(name, "LIB") || starts_with(name, "APP")) && ends_with(name, end) &&
	       !memchr(name, '_', strlen(name) - strlen(end));
}

static void read_lines(struct strings *lines)
{
	char *file = data_file("variables.tsv");
	struct text text = {0};

	if (file && file_read(file, &text) == 0 && text.data)
		strings_split(lines, text.data, "\n");
	text_free(&text);
	free(file);
}

void variable_names(struct strings *names)
{
	struct strings lines = {0};

	read_lines(&lines);
	for (size_t i = 0; i < lines.count; i++)
		if (lines.item[i][0] != '#')
			strings_take(names,
			             copy_bytes(lines.item[i], strcspn(lines.item[i], "\t")));
	strings_free(&lines);
}

static void value_line(void *context, const char *line, bool is_error)
{
	(void)context;
	if (is_error)
		return;
	printf("  %.*s%s\n", SHOWN, line, strlen(line) > SHOWN ? "…" : "");
}

/* What it is here, in all its conditional forms. */
static void print_value(const struct subject *s, const char *name)
{
	char *variables = format("VARIABLES=%s", name);
	const char *const words[] = {"-s", "print-variables", variables, NULL};

	if (s->has_inventory) {
		fflush(stdout);
		plan_run(&s->session.plan, words, value_line, NULL);
	}
	free(variables);
}

bool explain_variable(const struct subject *s, const char *name)
{
	char *plain = without_condition(name);
	struct strings lines = {0};
	bool found = false;

	read_lines(&lines);
	for (size_t i = 0; i < lines.count && !found; i++) {
		struct strings part = {0};

		strings_split(&part, lines.item[i], "\t");
		if (lines.item[i][0] != '#' && part.count == 3 && matches(part.item[0], plain)) {
			found = true;
			printf("%s (%s)\n  %s\n", part.item[0], part.item[1], part.item[2]);
			print_value(s, plain);
		}
		strings_free(&part);
	}
	strings_free(&lines);
	free(plain);
	return found;
}

int list_variables(void)
{
	char *file = data_file("variables.tsv");
	struct text text = {0};
	char *next;

	if (!file || file_read(file, &text)) {
		fail("the tool's own file variables.tsv is missing");
		free(file);
		return EXIT_FAILED;
	}
	for (char *line = text.data; line; line = next) {
		char *kind, *what;

		next = strchr(line, '\n');
		if (next)
			*next++ = 0;
		kind = strchr(line, '\t');
		what = kind ? strchr(kind + 1, '\t') : NULL;
		if (!what)
			continue;
		*kind++ = *what++ = 0;
		printf("%-22s %-8s %s\n", line, kind, what);
	}
	text_free(&text);
	free(file);
	return 0;
}

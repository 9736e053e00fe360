/* SPDX-License-Identifier: BSD-3-Clause */
/* kraft explain: what a variable of a Makefile.uk means, and where a configuration option stands
 * and what it needs. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "cmd/command.h"
#include "cmd/session.h"
#include "index/workspace.h"
#include "project/kconfig.h"
#include "term/message.h"

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

static bool explain_variable(const char *name)
{
	char *file = data_file("variables.tsv"), *plain = without_condition(name);
	struct strings lines = {0}, known = {0};
	struct text text = {0};
	bool found = false;
	const char *nearest;

	if (file && file_read(file, &text) == 0)
		strings_split(&lines, text.data, "\n");
	for (size_t i = 0; i < lines.count && !found; i++) {
		struct strings part = {0};

		if (lines.item[i][0] == '#')
			continue;
		strings_split(&part, lines.item[i], "\t");
		if (part.count == 3) {
			strings_add(&known, part.item[0]);
			found = matches(part.item[0], plain);
			if (found)
				printf("%s (%s)\n  %s\n", part.item[0], part.item[1], part.item[2]);
		}
		strings_free(&part);
	}
	if (!found) {
		fail("unknown variable '%s'", plain);
		nearest = did_you_mean(plain, &known);
		if (nearest)
			hint("did you mean '%s'?", nearest);
		hint("'kraft explain' lists them all");
	}
	strings_free(&lines);
	strings_free(&known);
	text_free(&text);
	free(plain);
	free(file);
	return found;
}

static int list_variables(void)
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

static bool explain_option(const struct invocation *in, const char *name)
{
	struct settings values = {0};
	struct kconfig k = {0};
	const struct setting *value;
	struct session s;
	bool found = false;

	if (session_plan(in, &s) == 0) {
		char *root = path_join(s.plan.core, "Config.uk"),
		     *folder = path_join(s.plan.build, "uk/kconfig");

		kconfig_read(root, folder, &k);
		dotconfig_read(s.plan.config, &values);
		for (size_t i = 0; i < k.count; i++) {
			value = settings_find(&values, name);
			if (strcmp(k.item[i].name, name))
				continue;
			printf("%sCONFIG_%s = %s\n  defined at %s:%d\n", found ? "also " : "", name,
			       value ? value->value : "not set", k.item[i].place.file,
			       k.item[i].place.line);
			for (size_t d = 0; d < k.item[i].depends.count; d++)
				printf("  depends on %s\n", k.item[i].depends.item[d]);
			found = true;
		}
		fflush(stdout);
		value = settings_find(&values, name);
		if (!value || strcmp(value->value, "n") == 0)
			kconfig_explain(&k, &values, name);
		free(root);
		free(folder);
	}
	settings_free(&values);
	kconfig_free(&k);
	session_close(&s);
	return found;
}

static int run(const struct invocation *in)
{
	int status = 0;

	if (!in->operands.count)
		return list_variables();
	for (size_t i = 0; i < in->operands.count; i++) {
		const char *name = in->operands.item[i];
		bool found = starts_with(name, "CONFIG_")
		                     ? explain_option(in, name + strlen("CONFIG_"))
		                     : explain_variable(name);

		if (!found)
			status = EXIT_FAILED;
	}
	return status;
}

const struct command command_explain = {
        .name = "explain",
        .operands = "[VARIABLE|CONFIG_NAME...]",
        .summary = "Say what a variable of a Makefile.uk or an option of the configuration means",
        .text = "Without an operand: all variables. An option (CONFIG_...) is explained for the "
                "application here: where it is\n"
                "defined and what keeps it from being set.",
        .run = run,
};

/* SPDX-License-Identifier: BSD-3-Clause */
/* kraft pkg ls, info, pull, push, rm: the local store of packages. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "base/file.h"
#include "cmd/session.h"
#include "package/package.h"
#include "term/message.h"
#include "term/table.h"

static void add(struct strings *words, const char *option, const char *value)
{
	if (!value)
		return;
	strings_add(words, option);
	strings_add(words, value);
}

/* 1536000 → "1.5 MB" */
static char *size_words(json_int_t bytes)
{
	static const char *const units[] = {"B", "kB", "MB", "GB"};
	double value = (double)bytes;
	size_t unit = 0;

	while (value >= 1000 && unit < 3) {
		value /= 1000;
		unit++;
	}
	return unit ? format("%.1f %s", value, units[unit]) : format("%lld B", (long long)bytes);
}

/* --- ls ----------------------------------------------------------------------- */

static const struct option ls_options[] = {
        {0, "from", "PLACE", "a folder or archive instead of the store", "@file"},
        {'q', "quiet", NULL, "names only", NULL},
        {'o', "output", "FORMAT", "table, json or yaml", "table json yaml"},
        {0},
};

static void add_row(struct table *table, const json_t *package)
{
	const char *os = json_string_value(json_object_get(package, "os")),
	           *architecture = json_string_value(json_object_get(package, "architecture"));
	const char *digest = json_string_value(json_object_get(package, "digest"));
	char *platform = format("%s/%s", os ? os : "?", architecture ? architecture : "?");
	char *size = size_words(json_integer_value(json_object_get(package, "size")));
	char *brief = copy_bytes(digest, strnlen(digest, 19));
	const char *const values[] = {json_string_value(json_object_get(package, "name")), platform,
	                              size, brief};

	table_row(table, 0, values);
	free(platform);
	free(size);
	free(brief);
}

static int run_ls(const struct invocation *in)
{
	static const char *const columns[] = {"NAME", "PLATFORM", "SIZE", "DIGEST", NULL};
	const char *from = option_value(in, "from");
	char *store = package_store();
	struct strings words = {0}, lines = {0};
	struct text output = {0};
	enum table_format format;
	struct table *table;
	int status;

	if (table_format_parse(option_value(in, "output"), &format)) {
		free(store);
		return EXIT_USAGE;
	}
	if (from && !is_file(from) && !is_folder(from)) {
		fail("there is no folder and no archive %s", from);
		free(store);
		return EXIT_FAILED;
	}
	strings_add(&words, "list");
	add(&words, "--from", from ? from : store);
	status = package_run(&words, &output);
	table = table_new(columns);
	if (output.data)
		strings_split(&lines, output.data, "\n");
	for (size_t i = 0; i < lines.count; i++) {
		json_t *package = json_loads(lines.item[i], 0, NULL);

		if (option_given(in, "quiet"))
			puts(json_string_value(json_object_get(package, "name")));
		else
			add_row(table, package);
		json_decref(package);
	}
	if (!option_given(in, "quiet"))
		table_print(table, format, "there is no package");
	table_free(table);
	strings_free(&lines);
	text_free(&output);
	free(store);
	return status;
}

const struct command command_pkg_ls = {
        .name = "pkg ls",
        .summary = "list packages",
        .options = ls_options,
        .run = run_ls,
};

/* --- info --------------------------------------------------------------------- */

static const struct option info_options[] = {
        {'o', "output", "FORMAT", "text or json", "text json"},
        {0},
};

static void print_list(const char *title, const json_t *list)
{
	const json_t *item;
	size_t i;

	json_array_foreach(list, i, item)
	        printf("%-13s%s\n", i ? "" : title, json_string_value(item));
}

static void print_map(const char *title, const json_t *map)
{
	const char *key;
	json_t *value;

	json_object_foreach((json_t *)map, key, value)
	{
		printf("%-13s%s=%s\n", title, key, json_string_value(value));
		title = "";
	}
}

static void print_layers(const json_t *layers)
{
	const json_t *layer;
	size_t i;

	json_array_foreach(layers, i, layer)
	{
		char *size = size_words(json_integer_value(json_object_get(layer, "size")));

		printf("%-13s%s  %s\n", i ? "" : "layers",
		       json_string_value(json_object_get(layer, "digest")), size);
		free(size);
	}
}

static void print_text(const json_t *package)
{
	static const char *const scalars[] = {"name", "digest", "manifest", "created"};
	char *size = size_words(json_integer_value(json_object_get(package, "size")));

	for (size_t i = 0; i < sizeof scalars / sizeof *scalars; i++) {
		const char *value = json_string_value(json_object_get(package, scalars[i]));

		if (value)
			printf("%-13s%s\n", scalars[i], value);
	}
	printf("%-13s%s\n", "size", size);
	print_list("platforms", json_object_get(package, "platforms"));
	print_list("arguments", json_object_get(package, "arguments"));
	print_list("environment", json_object_get(package, "environment"));
	print_map("labels", json_object_get(package, "labels"));
	print_map("annotations", json_object_get(package, "annotations"));
	print_layers(json_object_get(package, "layers"));
	free(size);
}

static int one_operand(const struct invocation *in, size_t count, const char *what)
{
	if (in->operands.count == count)
		return 0;
	fail("'kraft %s' needs %s", in->command->name, what);
	hint("see 'kraft help %s'", in->command->name);
	return EXIT_USAGE;
}

static int run_info(const struct invocation *in)
{
	const char *output = option_value(in, "output");
	struct package_place place;
	struct strings words = {0};
	struct text text = {0};
	int status = one_operand(in, 1, "one package");

	if (!status && output && strcmp(output, "text") != 0 && strcmp(output, "json") != 0) {
		fail("--output %s: expected text or json", output);
		status = EXIT_USAGE;
	}
	if (status)
		return status;
	package_place_parse(in->operands.item[0], &place);
	strings_add(&words, "info");
	add(&words, "--from", place.location);
	add(&words, "--ref", place.name);
	status = package_place_check(&place) ? EXIT_FAILED : package_run(&words, &text);
	if (!status) {
		json_t *package = json_loads(text.data, 0, NULL);

		if (output && strcmp(output, "json") == 0)
			json_dumpf(package, stdout, JSON_INDENT(2));
		else
			print_text(package);
		if (output && strcmp(output, "json") == 0)
			putchar('\n');
		json_decref(package);
	}
	text_free(&text);
	package_place_free(&place);
	return status;
}

const struct command command_pkg_info = {
        .name = "pkg info",
        .operands = "PACKAGE",
        .summary = "show what is in a package, and verify it",
        .text = "PACKAGE is NAME[:TAG] in the store, oci:FOLDER[:NAME], oci-archive:FILE[:NAME] or "
                "a path.",
        .options = info_options,
        .complete = "@package",
        .run = run_info,
};

/* --- pull, push, rm ----------------------------------------------------------- */

static const struct option copy_options[] = {
        {'n', "name", "NAME[:TAG]", "how it is called there", NULL},
        {0, "strategy", "STRATEGY",
         "when there is such a package: overwrite (the default), merge, abort",
         "overwrite merge abort"},
        {0},
};

static int copy(const struct invocation *in, const struct package_place *from, const char *to)
{
	const char *strategy = option_value(in, "strategy");
	struct strings words = {0};

	if (strategy && strcmp(strategy, "overwrite") != 0 && strcmp(strategy, "merge") != 0 &&
	    strcmp(strategy, "abort") != 0) {
		fail("--strategy %s: expected overwrite, merge or abort", strategy);
		return EXIT_USAGE;
	}
	if (package_place_check(from))
		return EXIT_FAILED;
	strings_add(&words, "copy");
	add(&words, "--from", from->location);
	add(&words, "--ref", from->name);
	add(&words, "--to", to);
	add(&words, "--name", option_value(in, "name"));
	add(&words, "--strategy", strategy);
	return package_run(&words, NULL);
}

static int run_pull(const struct invocation *in)
{
	struct package_place place;
	char *store = package_store();
	int status = one_operand(in, 1, "one place");

	if (!status) {
		package_place_parse(in->operands.item[0], &place);
		if (place.store) {
			fail("'%s' is no folder and no archive", in->operands.item[0]);
			hint("packages are brought from folders and archives; for a registry: "
			     "'skopeo copy docker://%s oci:FOLDER', then 'kraft pkg pull "
			     "oci:FOLDER'",
			     in->operands.item[0]);
			status = EXIT_FAILED;
		} else {
			status = copy(in, &place, store);
		}
		package_place_free(&place);
	}
	free(store);
	return status;
}

const struct command command_pkg_pull = {
        .name = "pkg pull",
        .operands = "PLACE",
        .summary = "bring a package into the store",
        .text = "PLACE is oci:FOLDER[:NAME], oci-archive:FILE[:NAME] or a path. Every part is "
                "verified.",
        .options = copy_options,
        .complete = "@file",
        .run = run_pull,
};

static int run_push(const struct invocation *in)
{
	struct package_place from, to;
	int status = one_operand(in, 2, "a package and a place");

	if (status)
		return status;
	package_place_parse(in->operands.item[0], &from);
	package_place_parse(in->operands.item[1], &to);
	if (to.store && strchr(to.name, ':')) {
		fail("'%s' is no folder and no archive", in->operands.item[1]);
		hint("packages are written to folders and archives; for a registry: 'kraft pkg "
		     "push "
		     "%s oci:FOLDER', then 'skopeo copy oci:FOLDER docker://%s'",
		     in->operands.item[0], in->operands.item[1]);
		status = EXIT_FAILED;
	} else {
		status = copy(in, &from, to.store ? to.name : to.location);
	}
	package_place_free(&from);
	package_place_free(&to);
	return status;
}

const struct command command_pkg_push = {
        .name = "pkg push",
        .operands = "PACKAGE PLACE",
        .summary = "copy a package to a folder or an archive",
        .text = "PLACE is oci:FOLDER, oci-archive:FILE.tar or a path; what ends with .tar is an "
                "archive.",
        .options = copy_options,
        .complete = "@package",
        .run = run_push,
};

static int run_rm(const struct invocation *in)
{
	char *store = package_store();
	int status = 0;

	if (!in->operands.count)
		status = one_operand(in, 1, "a package");
	for (size_t i = 0; i < in->operands.count; i++) {
		struct strings words = {0};

		strings_add(&words, "remove");
		add(&words, "--from", store);
		add(&words, "--ref", in->operands.item[i]);
		if (package_run(&words, NULL))
			status = EXIT_FAILED;
	}
	free(store);
	return status;
}

const struct command command_pkg_rm = {
        .name = "pkg rm",
        .operands = "PACKAGE...",
        .summary = "remove packages from the store",
        .complete = "@package",
        .run = run_rm,
};

/* SPDX-License-Identifier: BSD-3-Clause */
/* kraft build --stats: what the build system measured, from stats.json in the build folder. */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/file.h"
#include "cmd/build_stats.h"
#include "cmd/session.h"
#include "term/message.h"

/* Objects in the table; the JSON has more. */
#define SHOWN_OBJECTS 10

int build_stats_options(const struct invocation *in, enum table_format *format)
{
	if (option_given(in, "output") && !option_given(in, "stats")) {
		fail("--output says how --stats is shown");
		hint("kraft build --stats -o json");
		return EXIT_USAGE;
	}
	if (table_format_parse(option_value(in, "output"), format))
		return EXIT_USAGE;
	if (*format == TABLE_YAML) {
		fail("--stats is a table or json");
		return EXIT_USAGE;
	}
	return 0;
}

static double number(const json_t *object, const char *key)
{
	return json_number_value(json_object_get(object, key));
}

static void step_row(struct table *t, const char *name, const json_t *step, bool sums)
{
	char *seconds = format("%9.3f", number(step, "seconds"));
	char *work = format("%9.3f", number(step, "work")), *commands;

	commands = format("%8.0f", number(step, "commands"));
	table_row(t, 0,
	          (const char *const[]){name, seconds, sums ? NULL : work, sums ? NULL : commands});
	free(seconds);
	free(work);
	free(commands);
}

static void show_table(const json_t *stats)
{
	static const char *const step_columns[] = {"STEP", "  SECONDS", "     WORK", "COMMANDS",
	                                           NULL};
	static const char *const object_columns[] = {"  SECONDS", "LIBRARY", "OBJECT", NULL};
	const json_t *list = json_object_get(stats, "steps"), *item;
	struct table *t = table_new(step_columns);
	size_t i;

	json_array_foreach(list, i, item)
	        step_row(t, json_string_value(json_object_get(item, "step")), item, false);
	step_row(t, "total", stats, true);
	table_print(t, TABLE_TEXT, "");
	table_free(t);
	list = json_object_get(stats, "slowest");
	if (!json_array_size(list))
		return;
	printf("\n");
	t = table_new(object_columns);
	json_array_foreach(list, i, item)
	{
		char *seconds = format("%9.3f", number(item, "seconds"));

		if (i < SHOWN_OBJECTS)
			table_row(t, 0,
			          (const char *const[]){
			                  seconds,
			                  json_string_value(json_object_get(item, "library")),
			                  json_string_value(json_object_get(item, "object"))});
		free(seconds);
	}
	table_print(t, TABLE_TEXT, "");
	table_free(t);
}

int build_stats_show(const char *build_folder, enum table_format shape)
{
	char *path = path_join(build_folder, "stats.json");
	json_error_t error;
	json_t *stats = json_load_file(path, 0, &error);
	int status = 0;

	if (!stats) {
		fail("%s cannot be read: %s", path, error.text);
		status = EXIT_FAILED;
	} else if (shape == TABLE_JSON) {
		json_dumpf(stats, stdout, JSON_INDENT(2) | JSON_REAL_PRECISION(6));
		printf("\n");
	} else {
		show_table(stats);
	}
	json_decref(stats);
	free(path);
	return status;
}

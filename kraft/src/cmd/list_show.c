/* SPDX-License-Identifier: BSD-3-Clause */
/* kraft list show: all about one component. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/file.h"
#include "cmd/command.h"
#include "cmd/session.h"
#include "index/depends.h"
#include "index/index.h"
#include "term/message.h"
#include "term/table.h"

static const struct option options[] = {
        {'j', "json", NULL, "as JSON", NULL},
        {'o', "output", "FORMAT", "table, json or yaml", "table json yaml"},
        {0},
};

/* A component that stands in the workspace and in no origin. */
static bool from_workspace(const struct workspace *w, const struct wanted *wanted,
                           struct component *out)
{
	for (int type = 0; type < TYPE_COUNT; type++) {
		char *folder;
		bool found;

		if (wanted->type >= 0 && wanted->type != type)
			continue;
		folder = component_folder(w, type, wanted->name);
		found = strcmp(wanted->name, "unikraft") == 0 || type != TYPE_CORE;
		found = found && folder_inspect(folder, out) == 0 && (int)out->type == type;
		free(folder);
		if (found) {
			out->origin = copy_string("workspace");
			return true;
		}
	}
	return false;
}

static char *joined(const struct strings *l)
{
	struct text t = {0};

	for (size_t i = 0; i < l->count; i++)
		text_addf(&t, "%s%s", i ? ", " : "", l->item[i]);
	return t.data;
}

static void put(const char *label, const char *value)
{
	printf("%-14s %s\n", label, value ? value : "-");
}

static char *stamp(long long when)
{
	char out[40] = "-";
	time_t t = when;

	if (when)
		strftime(out, sizeof(out), "%Y-%m-%d %H:%M", localtime(&t));
	return copy_string(out);
}

static void print(const struct component *c, const char *where, enum table_format format)
{
	static const char *const columns[] = {"NAME",   "TYPE",     "DESCRIPTION",  "VERSIONS",
	                                      "ORIGIN", "RELEASED", "LAST CHECKED", "LOCATION",
	                                      "NEEDS",  NULL};
	char *versions = joined(&c->versions), *released = stamp(c->released);
	char *checked = stamp(c->checked), *config = where ? path_join(where, "Config.uk") : NULL;
	struct strings symbols = {0};
	char *needs;

	if (config)
		config_wants(config, &symbols);
	needs = joined(&symbols);
	if (format != TABLE_TEXT) {
		struct table *t = table_new(columns);

		table_row(t, 0,
		          (const char *[]){c->name, component_type_name(c->type), c->description,
		                           versions, c->origin, released, checked, where, needs});
		table_print(t, format, NULL);
		table_free(t);
	} else {
		put("Name:", c->name);
		put("Type:", component_type_name(c->type));
		put("Description:", c->description);
		put("Versions:", versions);
		put("Origin:", c->origin);
		put("Last checked:", checked);
		put("Location:",
		    where ? where : "not in the workspace ('kraft list pull' brings it)");
		if (needs)
			put("Needs:", needs);
	}
	strings_free(&symbols);
	free(needs);
	free(config);
	free(checked);
	free(released);
	free(versions);
}

static int run(const struct invocation *in)
{
	enum table_format format;
	struct workspace w;
	struct index index;
	int status = 0;

	if (table_format_parse(option_given(in, "json") ? "json" : option_value(in, "output"),
	                       &format))
		return EXIT_USAGE;
	workspace_open(&w, NULL);
	if (index_load(&w, &index))
		return EXIT_FAILED;
	for (size_t i = 0; i < in->operands.count; i++) {
		struct component stray = {0}, *c;
		struct wanted wanted;
		char *where;

		if (wanted_parse(in->operands.item[i], &wanted)) {
			status = EXIT_FAILED;
			continue;
		}
		c = index_find(&index, wanted.type, wanted.name);
		if (!c && from_workspace(&w, &wanted, &stray))
			c = &stray;
		if (!c)
			c = index_need(&index, wanted.type, wanted.name);
		if (c) {
			where = component_installed(&w, &index, c->type, c->name);
			if (i && format == TABLE_TEXT)
				putchar('\n');
			print(c, where, format);
			free(where);
		} else {
			status = EXIT_FAILED;
		}
		component_free(&stray);
		wanted_free(&wanted);
	}
	index_free(&index);
	workspace_free(&w);
	return status;
}

const struct command command_list_show = {
        .name = "list show",
        .operands = "NAME...",
        .summary = "Show all about a component",
        .options = options,
        .complete = "@component",
        .run = run,
};

/* SPDX-License-Identifier: BSD-3-Clause */
/* kraft version: what this is and what it works with. */
#include <stdio.h>
#include <stdlib.h>

#include "base/file.h"
#include "base/process.h"
#include "cmd/command.h"
#include "index/workspace.h"
#include "term/table.h"

static const struct option options[] = {
        {'o', "output", "FORMAT", "table, json or yaml", "table json yaml"},
        {0},
};

static int run(const struct invocation *in)
{
	static const char *const columns[] = {"VERSION", "BUILT-IN ORIGIN", "WORKSPACE",
	                                      "KRAFT-FETCH", NULL};
	enum table_format format;

	const char *root = builtin_root();
	struct workspace w;
	char *fetch;

	if (table_format_parse(option_value(in, "output"), &format))
		return EXIT_USAGE;
	fetch = fetch_program();
	workspace_open(&w, NULL);
	if (format != TABLE_TEXT) {
		struct table *t = table_new(columns);

		table_row(t, 0, (const char *[]){KRAFT_VERSION, root, w.root, fetch});
		table_print(t, format, NULL);
		table_free(t);
		workspace_free(&w);
		free(fetch);
		return 0;
	}
	printf("kraft %s\n", KRAFT_VERSION);
	printf("built-in origin: %s\n", root ? root : "none");
	printf("workspace:       %s%s\n", w.root, is_folder(w.root) ? "" : " (not made yet)");
	printf("kraft-fetch:     %s\n", fetch ? fetch : "missing");
	workspace_free(&w);
	free(fetch);
	return 0;
}

const struct command command_version = {
        .name = "version",
        .summary = "Show the version, the workspace and where the tool's own files are",
        .options = options,
        .run = run,
};

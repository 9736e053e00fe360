/* SPDX-License-Identifier: BSD-3-Clause */
/* kraft version: what this is and what it works with. */
#include <stdio.h>
#include <stdlib.h>

#include "base/file.h"
#include "base/process.h"
#include "cmd/command.h"
#include "index/workspace.h"

static int run(const struct invocation *in)
{
	const char *root = builtin_root();
	struct workspace w;
	char *fetch = fetch_program();

	(void)in;
	workspace_open(&w, NULL);
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
        .run = run,
};

/* SPDX-License-Identifier: BSD-3-Clause */
/* Writes <uk/config.h> from a .config; the file keeps its time when nothing changed. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "uktool.h"

static void define(FILE *out, const char *name, const char *value)
{
	if (!strcmp(value, "y"))
		fprintf(out, "#define %s 1\n", name);
	else if (strcmp(value, "n"))
		fprintf(out, "#define %s %s\n", name, value);
}

int ukconf_header(int argc, char **argv)
{
	char *text, *line, *next, *eq;
	FILE *out;

	if (argc != 3)
		return uk_usage("config-header CONFIG HEADER");
	text = uk_read_file(argv[1], NULL);
	if (!text)
		return uk_fail("%s: cannot read: %s", argv[1], strerror(errno));
	out = uk_open_output(argv[2]);
	fputs("/* The configuration; written by the build system. */\n"
	      "#ifndef UK_CONFIG_H\n#define UK_CONFIG_H\n",
	      out);
	for (line = text; *line; line = next) {
		next = line + strcspn(line, "\n");
		if (*next)
			*next++ = '\0';
		eq = strchr(line, '=');
		if (strncmp(line, "CONFIG_", 7) || !eq)
			continue;
		*eq = '\0';
		define(out, line, eq + 1);
	}
	fputs("#endif\n", out);
	return uk_close_output_if_changed(out, argv[2]);
}

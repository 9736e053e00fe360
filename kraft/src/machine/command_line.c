/* SPDX-License-Identifier: BSD-3-Clause */
/* The image's command line: parameters -- arguments, quoted so that each word arrives as it
 * was given. */
#include <stdlib.h>
#include <string.h>

#include "machine/machine.h"

/* Blanks separate, quotes group, a backslash takes the next character as it is: words with any of
 * these go between double quotes. */
static void add_word(struct text *line, const char *word)
{
	if (line->len)
		text_add(line, " ");
	if (*word && !strpbrk(word, " \t\r\n\v\f\"'\\")) {
		text_add(line, word);
		return;
	}
	text_add(line, "\"");
	for (; *word; word++) {
		if (*word == '"' || *word == '\\')
			text_add(line, "\\");
		text_add_bytes(line, word, 1);
	}
	text_add(line, "\"");
}

char *machine_command_line(const struct machine_config *config)
{
	struct text line = {0};

	text_add(&line, "");
	for (size_t i = 0; i < config->parameters.count; i++)
		add_word(&line, config->parameters.item[i]);
	for (size_t i = 0; i < config->environment.count; i++) {
		char *parameter = format("env.%s", config->environment.item[i]);

		add_word(&line, parameter);
		free(parameter);
	}
	if (config->arguments.count)
		text_add(&line, line.len ? " --" : "--");
	for (size_t i = 0; i < config->arguments.count; i++)
		add_word(&line, config->arguments.item[i]);
	return line.data;
}

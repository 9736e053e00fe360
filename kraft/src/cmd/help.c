/* SPDX-License-Identifier: BSD-3-Clause */
/* kraft help: text for people and the manual page. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/command.h"
#include "cmd/help.h"
#include "cmd/manual.h"
#include "term/message.h"

static void print_options(const struct option *options)
{
	for (const struct option *o = options; o && o->name; o++) {
		char letter[5] = "    ";
		char *name = format("--%s%s%s", o->name, o->argument ? " " : "",
		                    o->argument ? o->argument : "");

		if (o->letter)
			snprintf(letter, sizeof(letter), "-%c, ", o->letter);
		if (strlen(name) > 24)
			printf("  %s%s\n%32s%s\n", letter, name, "", o->help);
		else
			printf("  %s%-24s  %s\n", letter, name, o->help);
		free(name);
	}
}

/* Summaries are written as sentences or not; they are shown alike. */
static char first(const char *summary)
{
	return toupper((unsigned char)summary[0]);
}

static void print_overview(void)
{
	puts("kraft builds and runs programs as unikernels: one bootable image that holds a "
	     "program "
	     "and\nonly the parts of an operating system that it needs.\n\n"
	     "Usage: kraft [OPTION...] COMMAND [ARGUMENT...]\n\nCommands:");
	for (size_t i = 0; commands[i]; i++)
		printf("  %-16s %c%s\n", commands[i]->name, first(commands[i]->summary),
		       commands[i]->summary + 1);
	puts("\nOptions of every command:");
	print_options(global_options);
	puts("\n'kraft help COMMAND' says more. A first program:\n"
	     "  kraft list update && kraft list pull unikraft@staging\n"
	     "  kraft up hello -t helloworld");
}

void help_print(const struct command *c)
{
	if (!c) {
		print_overview();
		return;
	}
	printf("Usage: kraft %s%s%s%s\n\n%c%s.\n", c->name, c->options ? " [OPTION...]" : "",
	       c->operands ? " " : "", c->operands ? c->operands : "", first(c->summary),
	       c->summary + 1);
	if (c->text)
		printf("\n%s\n", c->text);
	if (c->options && c->options->name) {
		puts("\nOptions:");
		print_options(c->options);
	}
	puts("\nOptions of every command:");
	print_options(global_options);
}

static const struct option options[] = {
        {0, "man", NULL, "print the manual page (roff), of kraft or of a command", NULL},
        {0, "man-pages", "FOLDER", "write all manual pages into a folder", "@folder"},
        {0},
};

static int run(const struct invocation *in)
{
	struct text name = {0};
	const struct command *command;
	bool group = false;

	if (option_given(in, "man-pages"))
		return manual_write_all(option_value(in, "man-pages"));
	for (size_t i = 0; i < in->operands.count; i++)
		text_addf(&name, "%s%s", i ? " " : "", in->operands.item[i]);
	if (!name.len) {
		if (option_given(in, "man"))
			manual_print(stdout, NULL);
		else
			help_print(NULL);
		return 0;
	}
	command = command_find(name.data);
	if (command && option_given(in, "man")) {
		manual_print(stdout, command);
		text_free(&name);
		return 0;
	}
	if (command)
		help_print(command);
	for (size_t i = 0; commands[i]; i++) {
		if (strncmp(commands[i]->name, name.data, name.len) == 0 &&
		    commands[i]->name[name.len] == ' ') {
			if (!group)
				printf("%sCommands of '%s':\n", command ? "\n" : "", name.data);
			group = true;
			printf("  %-16s %c%s\n", commands[i]->name, first(commands[i]->summary),
			       commands[i]->summary + 1);
		}
	}
	if (!command && !group) {
		struct strings names = {0};
		const char *nearest;

		for (size_t i = 0; commands[i]; i++)
			strings_add(&names, commands[i]->name);
		fail("unknown command '%s'", name.data);
		nearest = did_you_mean(name.data, &names);
		if (nearest)
			hint("did you mean 'kraft help %s'?", nearest);
		strings_free(&names);
	}
	text_free(&name);
	return command || group ? 0 : EXIT_USAGE;
}

const struct command command_help = {
        .name = "help",
        .operands = "[COMMAND]",
        .summary = "Show help for a command, or the list of commands",
        .options = options,
        .complete = "@command",
        .run = run,
};

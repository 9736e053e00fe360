/* SPDX-License-Identifier: BSD-3-Clause */
/* kraft help: text for people and the manual page. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/command.h"
#include "cmd/help.h"
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
		printf("  %-14s %c%s\n", commands[i]->name, first(commands[i]->summary),
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

/* roff treats a backslash, a leading dot and a plain minus sign specially. */
static void roff(const char *s)
{
	for (const char *c = s; *c; c++) {
		if ((*c == '.' || *c == '\'') && (c == s || c[-1] == '\n'))
			fputs("\\&", stdout);
		if (*c == '\\')
			fputs("\\e", stdout);
		else if (*c == '-')
			fputs("\\-", stdout);
		else
			putchar(*c);
	}
}

static void roff_options(const struct option *options)
{
	for (const struct option *o = options; o && o->name; o++) {
		fputs(".TP\n.B ", stdout);
		if (o->letter)
			printf("\\-%c, ", o->letter);
		fputs("\\-\\-", stdout);
		roff(o->name);
		if (o->argument)
			printf(" \\fI%s\\fR", o->argument);
		putchar('\n');
		roff(o->help);
		putchar('\n');
	}
}

void help_manual(void)
{
	puts(".TH KRAFT 1 \"\" \"kraft " KRAFT_VERSION "\" \"User Commands\"\n.SH NAME\n"
	     "kraft \\- build and run programs as unikernels\n.SH SYNOPSIS\n"
	     ".B kraft\n[\\fIOPTION\\fR...] \\fICOMMAND\\fR [\\fIARGUMENT\\fR...]\n.SH OPTIONS");
	roff_options(global_options);
	puts(".SH COMMANDS");
	for (size_t i = 0; commands[i]; i++) {
		const struct command *c = commands[i];

		fputs(".SS ", stdout);
		roff(c->name);
		if (c->operands) {
			putchar(' ');
			roff(c->operands);
		}
		putchar('\n');
		putchar(first(c->summary));
		roff(c->summary + 1);
		puts(".");
		if (c->text) {
			puts(".PP\n.nf");
			roff(c->text);
			puts("\n.fi");
		}
		roff_options(c->options);
	}
	puts(".SH ENVIRONMENT\n.TP\n.B UK_WORKDIR\nThe workspace. ./.unikraft wins when it exists; "
	     "without both it is ~/.unikraft.\n"
	     ".TP\n.B UK_ROOT, UK_LIBS, UK_APPS, UK_CACHEDIR\nSingle folders of the workspace.\n"
	     ".TP\n.B KRAFTRC\nThe settings file (~/.kraftrc).\n"
	     ".TP\n.B NO_COLOR\nNo colours.\n"
	     ".SH EXIT STATUS\n0: done; 1: failed, a message says why; 2: wrong usage. "
	     "kraft run ends with the program's status.");
}

static const struct option options[] = {
        {0, "man", NULL, "print the manual page (roff) on standard output", NULL},
        {0},
};

static int run(const struct invocation *in)
{
	struct text name = {0};
	const struct command *command;
	bool group = false;

	if (option_given(in, "man")) {
		help_manual();
		return 0;
	}
	for (size_t i = 0; i < in->operands.count; i++)
		text_addf(&name, "%s%s", i ? " " : "", in->operands.item[i]);
	if (!name.len) {
		help_print(NULL);
		return 0;
	}
	command = command_find(name.data);
	if (command)
		help_print(command);
	for (size_t i = 0; commands[i]; i++) {
		if (strncmp(commands[i]->name, name.data, name.len) == 0 &&
		    commands[i]->name[name.len] == ' ') {
			if (!group)
				printf("%sCommands of '%s':\n", command ? "\n" : "", name.data);
			group = true;
			printf("  %-14s %c%s\n", commands[i]->name, first(commands[i]->summary),
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

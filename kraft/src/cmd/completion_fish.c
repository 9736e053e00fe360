/* SPDX-License-Identifier: BSD-3-Clause */
/* Completion for fish: one `complete` line per word and option. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/completion.h"

static const char head[] =
        "# Completion of kraft for fish.\n"
        "function __kraft_is --description 'is this the command on the line?'\n"
        "\tset -l words\n"
        "\tfor word in (commandline -opc)[2..-1]\n"
        "\t\ttest \"$word\" = --; and return 1\n"
        "\t\tstring match -q -- '-*' $word; or set -a words $word\n"
        "\tend\n"
        "\tset -l command \"$words[1]\"\n"
        "\tcontains -- \"$words[1..2]\" $__kraft_pairs; and set command \"$words[1..2]\"\n"
        "\ttest \"$command\" = \"$argv\"\n"
        "end\n"
        "complete -c kraft -f\n";

static void quote(const char *s)
{
	putchar('\'');
	for (; *s; s++) {
		if (*s == '\'' || *s == '\\')
			putchar('\\');
		putchar(*s);
	}
	putchar('\'');
}

/* -f: no files; -F: files; -a: words. */
static void print_values(const char *values)
{
	const char *source = values ? completion_source(values) : NULL;

	if (source)
		printf(" -f -a '(kraft %s 2>/dev/null)'", source);
	else if (values && strcmp(values, "@folder") == 0)
		fputs(" -f -a '(__fish_complete_directories)'", stdout);
	else if (values && values[0] == '@')
		fputs(" -F", stdout);
	else if (values)
		printf(" -f -a '%s'", values);
}

static void print_options(const char *condition, const struct option *options)
{
	for (const struct option *o = options; o && o->name; o++) {
		fputs("complete -c kraft", stdout);
		if (condition)
			printf(" -n \"__kraft_is '%s'\"", condition);
		if (o->letter)
			printf(" -s %c", o->letter);
		printf(" -l %s%s", o->name, o->argument ? " -r" : "");
		if (o->argument)
			print_values(o->values);
		fputs(" -d ", stdout);
		quote(o->help);
		putchar('\n');
	}
}

void completion_fish(void)
{
	struct strings words = completion_first_words();

	fputs("set -g __kraft_pairs", stdout);
	for (size_t i = 0; commands[i]; i++)
		if (strchr(commands[i]->name, ' '))
			printf(" '%s'", commands[i]->name);
	putchar('\n');
	fputs(head, stdout);
	for (size_t i = 0; i < words.count; i++) {
		printf("complete -c kraft -n \"__kraft_is ''\" -a %s -d ", words.item[i]);
		quote(completion_summary(words.item[i]));
		putchar('\n');
	}
	for (size_t i = 0; commands[i]; i++) {
		const struct command *c = commands[i];
		const char *space = strchr(c->name, ' ');

		if (space) {
			printf("complete -c kraft -n \"__kraft_is '%.*s'\" -a %s -d ",
			       (int)(space - c->name), c->name, space + 1);
			quote(c->summary);
			putchar('\n');
		}
		if (c->complete) {
			printf("complete -c kraft -n \"__kraft_is '%s'\"", c->name);
			print_values(c->complete);
			putchar('\n');
		}
		print_options(c->name, c->options);
	}
	print_options(NULL, global_options);
	strings_free(&words);
}

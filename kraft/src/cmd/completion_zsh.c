/* SPDX-License-Identifier: BSD-3-Clause */
/* Completion for zsh, by its _arguments. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/completion.h"

/* Within single quotes; brackets and colons mean something to _arguments. */
static void quote(const char *s)
{
	for (; *s; s++) {
		if (strchr("[]:\\", *s))
			putchar('\\');
		if (*s == '\'')
			fputs("'\\''", stdout);
		else
			putchar(*s);
	}
}

static void print_action(const char *values)
{
	const char *source = values ? completion_source(values) : NULL;

	if (!values)
		putchar(' ');
	else if (source)
		printf(" _kraft_lines %s", source);
	else if (strcmp(values, "@folder") == 0)
		fputs("_files -/", stdout);
	else if (values[0] == '@')
		fputs("_files", stdout);
	else
		printf("(%s)", values);
}

static void print_form(const struct option *o, bool is_long)
{
	fputs(" \\\n\t\t\t'*", stdout);
	if (is_long)
		printf("--%s%s[", o->name, o->argument ? "=" : "");
	else
		printf("-%c%s[", o->letter, o->argument ? "+" : "");
	quote(o->help);
	putchar(']');
	if (o->argument) {
		putchar(':');
		quote(o->argument);
		putchar(':');
		print_action(o->values);
	}
	putchar('\'');
}

static void print_options(const struct option *options, const struct option *unless)
{
	for (const struct option *o = options; o && o->name; o++) {
		bool hidden = false;

		/* -v of a command hides the global one */
		for (const struct option *own = unless; own && own->name; own++)
			hidden |= o->letter && own->letter == o->letter;
		if (o->letter && !hidden)
			print_form(o, false);
		print_form(o, true);
	}
}

static void print_second_words(const char *first)
{
	size_t len = strlen(first);

	fputs(" \\\n\t\t\t'1: :((", stdout);
	for (size_t i = 0; commands[i]; i++) {
		const struct command *c = commands[i];

		if (strncmp(c->name, first, len) || c->name[len] != ' ')
			continue;
		printf("%s\\:\"", c->name + len + 1);
		quote(c->summary);
		fputs("\" ", stdout);
	}
	fputs("))'", stdout);
}

static void print_command(const char *name, const struct command *c)
{
	printf("\t'%s')\n\t\t_arguments -s -S", name);
	if (c)
		print_options(c->options, NULL);
	print_options(global_options, c ? c->options : NULL);
	if (!strchr(name, ' ') && completion_is_group(name))
		print_second_words(name);
	else if (c && c->complete) {
		fputs(" \\\n\t\t\t'*:", stdout);
		quote(c->operands);
		putchar(':');
		print_action(c->complete);
		putchar('\'');
	}
	puts("\n\t\t;;");
}

void completion_zsh(void)
{
	struct strings words = completion_first_words();

	fputs("#compdef kraft\n"
	      "# Completion of kraft for zsh.\n"
	      "_kraft_lines() {\n"
	      "\tlocal -a found\n"
	      "\tfound=(${(f)\"$(kraft \"$@\" 2>/dev/null)\"})\n"
	      "\tcompadd -a found\n"
	      "}\n"
	      "_kraft() {\n"
	      "\tlocal curcontext=$curcontext context state line command\n"
	      "\tlocal -a names\n"
	      "\ttypeset -A opt_args\n"
	      "\t_arguments -C -s -A '-*'",
	      stdout);
	print_options(global_options, NULL);
	puts(" \\\n\t\t'1: :->command' '*:: :->rest' && return\n"
	     "\tif [[ $state == command ]]; then\n"
	     "\t\tnames=(");
	for (size_t i = 0; i < words.count; i++) {
		printf("\t\t\t'%s:", words.item[i]);
		quote(completion_summary(words.item[i]));
		puts("'");
	}
	puts("\t\t)\n\t\t_describe command names\n\t\treturn\n\tfi\n"
	     "\tcommand=$words[1]\n"
	     "\tif (( CURRENT > 2 )); then\n"
	     "\t\tcase \"$words[1] $words[2]\" in");
	for (size_t i = 0; commands[i]; i++)
		if (strchr(commands[i]->name, ' '))
			printf("\t\t'%s') command='%s'; shift words; (( CURRENT-- )) ;;\n",
			       commands[i]->name, commands[i]->name);
	puts("\t\tesac\n\tfi\n\tcase $command in");
	for (size_t i = 0; i < words.count; i++)
		if (!command_find(words.item[i]))
			print_command(words.item[i], NULL);
	for (size_t i = 0; commands[i]; i++)
		print_command(commands[i]->name, commands[i]);
	puts("\tesac\n}\n"
	     "# as a file in $fpath it is called by its name; sourced, it registers itself\n"
	     "if [[ $funcstack[1] == _kraft ]]; then\n\t_kraft \"$@\"\nelse\n\tcompdef _kraft "
	     "kraft\nfi");
	strings_free(&words);
}

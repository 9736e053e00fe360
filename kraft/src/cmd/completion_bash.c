/* SPDX-License-Identifier: BSD-3-Clause */
/* Completion for bash. Functions at the top of the script do the work; below them stand two tables:
 * what follows an option, and what each command knows. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/completion.h"

static const char head[] = "# Completion of kraft for bash.\n"
                           "_kraft_words()\n"
                           "{\n"
                           "\tmapfile -t COMPREPLY < <(compgen -W \"$1\" -- \"$cur\")\n"
                           "}\n"
                           "_kraft_files()\n"
                           "{\n"
                           "\tcompopt -o filenames 2>/dev/null\n"
                           "\tmapfile -t COMPREPLY < <(compgen \"$1\" -- \"$cur\")\n"
                           "}\n"
                           "_kraft_values() # words, or a kind of them\n"
                           "{\n"
                           "\tcase $1 in\n";

static const char middle[] =
        "\t@folder) _kraft_files -d ;;\n"
        "\t@*) _kraft_files -f ;;\n"
        "\t*) _kraft_words \"$1\" ;;\n"
        "\tesac\n"
        "}\n"
        "_kraft()\n"
        "{\n"
        "\tlocal cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]} word command= "
        "options= operands=\n"
        "\tlocal -a words=()\n"
        "\tCOMPREPLY=()\n"
        "\t# --option=value comes in three words\n"
        "\tif [[ $cur == = ]]; then\n"
        "\t\tcur=\n"
        "\telif [[ $prev == = ]]; then\n"
        "\t\tprev=${COMP_WORDS[COMP_CWORD - 2]}\n"
        "\tfi\n"
        "\tfor word in \"${COMP_WORDS[@]:1:COMP_CWORD-1}\"; do\n"
        "\t\tif [[ $word == -- ]]; then\n"
        "\t\t\t_kraft_files -f\n"
        "\t\t\treturn\n"
        "\t\tfi\n"
        "\t\t[[ $word == -* ]] || words+=(\"$word\")\n"
        "\tdone\n"
        "\tcommand=${words[0]}\n"
        "\tcase \"${words[0]} ${words[1]}\" in\n";

static const char tail[] = "\tesac\n"
                           "\tif [[ $cur == -* ]]; then\n"
                           "\t\t_kraft_words \"$options\"\n"
                           "\telif [[ -n $operands ]]; then\n"
                           "\t\t_kraft_values \"$operands\"\n"
                           "\tfi\n"
                           "}\n"
                           "complete -F _kraft kraft\n";

static void print_sources(void)
{
	static const char *const kinds[] = {"@component", "@library", "@application",
	                                    "@command",   "@target",  "@machine"};

	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		printf("\t%s) _kraft_words \"$(kraft %s 2>/dev/null)\" ;;\n", kinds[i],
		       completion_source(kinds[i]));
}

static void print_option_values(const struct command *c)
{
	for (const struct option *o = c->options; o && o->name; o++) {
		if (!o->argument)
			continue;
		printf("\t'%s:--%s'", c->name, o->name);
		if (o->letter)
			printf(" | '%s:-%c'", c->name, o->letter);
		if (o->values)
			printf(") _kraft_values '%s'; return ;;\n", o->values);
		else
			puts(") return ;;");
	}
}

static void print_names(const struct option *options)
{
	for (; options && options->name; options++)
		printf(" --%s", options->name);
}

static void print_second_words(const char *first)
{
	size_t len = strlen(first);

	for (size_t i = 0; commands[i]; i++)
		if (strncmp(commands[i]->name, first, len) == 0 && commands[i]->name[len] == ' ')
			printf("%s ", commands[i]->name + len + 1);
}

static void print_command(const char *name, const struct command *c)
{
	printf("\t'%s')\n\t\toptions='", name);
	if (c)
		print_names(c->options);
	print_names(global_options);
	printf("'\n\t\toperands='%s'\n", c && c->complete ? c->complete : "");
	if (!strchr(name, ' ') && completion_is_group(name)) {
		fputs("\t\toperands+=' ", stdout);
		print_second_words(name);
		puts("'");
	}
	puts("\t\t;;");
}

void completion_bash(void)
{
	struct strings words = completion_first_words();

	fputs(head, stdout);
	print_sources();
	fputs(middle, stdout);
	for (size_t i = 0; commands[i]; i++)
		if (strchr(commands[i]->name, ' '))
			printf("\t'%s') command='%s' ;;\n", commands[i]->name, commands[i]->name);
	puts("\tesac\n\tcase \"$command:$prev\" in");
	for (size_t i = 0; commands[i]; i++)
		print_option_values(commands[i]);
	puts("\tesac\n\tcase $command in\n\t'')");
	fputs("\t\toptions='", stdout);
	print_names(global_options);
	fputs("'\n\t\toperands='", stdout);
	for (size_t i = 0; i < words.count; i++)
		printf("%s ", words.item[i]);
	puts("'\n\t\t;;");
	for (size_t i = 0; i < words.count; i++)
		if (!command_find(words.item[i]))
			print_command(words.item[i], NULL);
	for (size_t i = 0; commands[i]; i++)
		print_command(commands[i]->name, commands[i]);
	fputs(tail, stdout);
	strings_free(&words);
}

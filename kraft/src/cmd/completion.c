/* SPDX-License-Identifier: BSD-3-Clause */
/* kraft completion: shell completion scripts, written from the table of commands. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/command.h"
#include "cmd/help.h"
#include "term/message.h"

/* What "@…" in the table means: a shell command that prints the words, in bash and zsh alike. */
static const char *const sources[][2] = {
        {"@component", "kraft list --names 2>/dev/null"},
        {"@library", "kraft list --names -l 2>/dev/null"},
        {"@application", "kraft list --names -a 2>/dev/null"},
        {"@command", "kraft completion --words 2>/dev/null"},
        {"@machine", "kraft ps -aq 2>/dev/null"},
        {"@package", "kraft pkg ls -q 2>/dev/null"},
        {NULL, NULL},
};

static void bash_words(const char *values)
{
	for (size_t i = 0; sources[i][0]; i++) {
		if (strcmp(values, sources[i][0]) == 0) {
			printf("COMPREPLY=($(compgen -W \"$(%s)\" -- \"$cur\"))", sources[i][1]);
			return;
		}
	}
	if (strcmp(values, "@folder") == 0)
		fputs("COMPREPLY=($(compgen -d -- \"$cur\"))", stdout);
	else if (values[0] == '@')
		fputs("COMPREPLY=($(compgen -f -- \"$cur\"))", stdout);
	else
		printf("COMPREPLY=($(compgen -W \"%s\" -- \"$cur\"))", values);
}

static void bash_option_words(const struct option *options)
{
	for (; options && options->name; options++)
		printf(" --%s", options->name);
}

static void bash(void)
{
	puts("# Completion of kraft for bash (and for zsh after bashcompinit).\n_kraft()\n{\n"
	     "\tlocal cur=\"${COMP_WORDS[COMP_CWORD]}\" prev=\"${COMP_WORDS[COMP_CWORD-1]}\" "
	     "words=() w\n"
	     "\tfor w in \"${COMP_WORDS[@]:1:COMP_CWORD-1}\"; do [[ $w == -* ]] || "
	     "words+=(\"$w\"); done\n"
	     "\tlocal command=\"${words[0]}\"\n"
	     "\tcase \"${words[0]} ${words[1]}\" in");
	for (size_t i = 0; commands[i]; i++)
		if (strchr(commands[i]->name, ' '))
			printf("\t'%s') command='%s';;\n", commands[i]->name, commands[i]->name);
	puts("\tesac\n\tCOMPREPLY=()\n\tcase \"$command:$prev\" in");
	for (size_t i = 0; commands[i]; i++) {
		for (const struct option *o = commands[i]->options; o && o->name; o++) {
			if (!o->argument || !o->values)
				continue;
			printf("\t'%s:--%s'", commands[i]->name, o->name);
			if (o->letter)
				printf("|'%s:-%c'", commands[i]->name, o->letter);
			fputs(") ", stdout);
			bash_words(o->values);
			puts("; return;;");
		}
	}
	puts("\tesac\n\tcase \"$command\" in");
	for (size_t i = 0; commands[i]; i++) {
		const struct command *c = commands[i];
		size_t len = strlen(c->name);

		printf("\t'%s')\n\t\tif [[ $cur == -* ]]; then COMPREPLY=($(compgen -W \"",
		       c->name);
		bash_option_words(c->options);
		bash_option_words(global_options);
		fputs("\" -- \"$cur\"))", stdout);
		if (c->complete) {
			fputs("; else ", stdout);
			bash_words(c->complete);
		}
		puts("; fi");
		if (!strchr(c->name, ' ')) {
			fputs("\t\t[[ $COMP_CWORD -eq 2 ]] && COMPREPLY+=($(compgen -W \"", stdout);
			for (size_t k = 0; commands[k]; k++)
				if (strncmp(commands[k]->name, c->name, len) == 0 &&
				    commands[k]->name[len] == ' ')
					printf("%s ", commands[k]->name + len + 1);
			puts("\" -- \"$cur\"))");
		}
		puts("\t\t;;");
	}
	puts("\t*) COMPREPLY=($(compgen -W \"$(kraft completion --words)\" -- \"$cur\"));;\n"
	     "\tesac\n}\ncomplete -F _kraft kraft");
}

static void fish_quote(const char *s)
{
	putchar('\'');
	for (; *s; s++) {
		if (*s == '\'' || *s == '\\')
			putchar('\\');
		putchar(*s);
	}
	putchar('\'');
}

static void fish(void)
{
	puts("# Completion of kraft for fish.\ncomplete -c kraft -f");
	for (size_t i = 0; commands[i]; i++) {
		const struct command *c = commands[i];
		const char *space = strchr(c->name, ' ');
		const char *last = space ? space + 1 : c->name;

		if (space)
			printf("complete -c kraft -n '__fish_seen_subcommand_from %.*s' -a %s -d ",
			       (int)(space - c->name), c->name, last);
		else
			printf("complete -c kraft -n __fish_use_subcommand -a %s -d ", last);
		fish_quote(c->summary);
		putchar('\n');
		for (const struct option *o = c->options; o && o->name; o++) {
			printf("complete -c kraft -n '__fish_seen_subcommand_from %s'", last);
			if (o->letter)
				printf(" -s %c", o->letter);
			printf(" -l %s%s -d ", o->name, o->argument ? " -r" : "");
			fish_quote(o->help);
			putchar('\n');
		}
	}
}

int completion_print(const char *shell)
{
	if (strcmp(shell, "fish") == 0) {
		fish();
		return 0;
	}
	if (strcmp(shell, "zsh") == 0)
		puts("#compdef kraft\nautoload -U +X bashcompinit && bashcompinit");
	else if (strcmp(shell, "bash") != 0)
		return -EINVAL;
	bash();
	return 0;
}

static void print_first_words(void)
{
	struct strings words = {0};

	for (size_t i = 0; commands[i]; i++) {
		char *word = copy_bytes(commands[i]->name, strcspn(commands[i]->name, " "));

		if (strings_add_new(&words, word))
			puts(word);
		free(word);
	}
	strings_free(&words);
}

static const struct option options[] = {
        {0, "words", NULL, "print the commands' first words (used by the scripts)", NULL},
        {0},
};

static int run(const struct invocation *in)
{
	if (option_given(in, "words")) {
		print_first_words();
		return 0;
	}
	if (in->operands.count != 1 || completion_print(in->operands.item[0]) < 0) {
		fail("'kraft completion' needs the name of a shell: bash, zsh or fish");
		hint("for bash: kraft completion bash > "
		     "~/.local/share/bash-completion/completions/kraft");
		return EXIT_USAGE;
	}
	return 0;
}

const struct command command_completion = {
        .name = "completion",
        .operands = "[bash|zsh|fish]",
        .summary = "Print a completion script for a shell",
        .options = options,
        .complete = "bash zsh fish",
        .run = run,
};

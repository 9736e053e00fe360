/* SPDX-License-Identifier: BSD-3-Clause */
/* From a command line to an invocation, by the table of commands. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/command.h"
#include "cmd/help.h"
#include "term/message.h"

const struct option global_options[] = {
        {'v', "verbose", NULL, "say more; show the commands that are run", NULL},
        {'Y', "yes", NULL, "answer every question with yes", NULL},
        {'T', "timestamps", NULL, "begin each message with the time", NULL},
        {'C', "no-color", NULL, "no colours (as NO_COLOR in the environment)", NULL},
        {0, "version", NULL, "print the version and end", NULL},
        {'h', "help", NULL, "print help for the command and end", NULL},
        {0},
};

/* What the commands are called elsewhere, which fingers remember. */
static const char *const aliases[][2] = {
        {"list rm", "list remove"}, {"lib rm", "lib remove"}, {"net list", "net ls"},
        {"net remove", "net rm"},   {"net delete", "net rm"}, {"menu", "menuconfig"},
        {"remove", "rm"},           {"log", "logs"},          {"compose resume", "compose unpause"},
};

const struct command *command_find(const char *name)
{
	for (size_t i = 0; i < sizeof aliases / sizeof *aliases; i++)
		if (strcmp(aliases[i][0], name) == 0)
			name = aliases[i][1];
	for (size_t i = 0; commands[i]; i++)
		if (strcmp(commands[i]->name, name) == 0)
			return commands[i];
	return NULL;
}

static const struct option *find_long(const struct option *options, const char *name, size_t len)
{
	for (; options && options->name; options++)
		if (strlen(options->name) == len && strncmp(options->name, name, len) == 0)
			return options;
	return NULL;
}

static const struct option *find_short(const struct option *options, char letter)
{
	for (; options && options->name; options++)
		if (options->letter == letter)
			return options;
	return NULL;
}

static void give(struct invocation *in, const struct option *option, const char *value)
{
	in->given = need(realloc(in->given, (in->given_count + 1) * sizeof(*in->given)));
	in->given[in->given_count++] = (struct given_option){option, value ? value : ""};
}

static int unknown_option(const struct invocation *in, const char *given)
{
	struct strings names = {0};
	const char *nearest;

	fail("unknown option '%s'", given);
	for (const struct option *o = global_options; o->name; o++)
		strings_addf(&names, "--%s", o->name);
	for (const struct option *o = in->command ? in->command->options : NULL; o && o->name; o++)
		strings_addf(&names, "--%s", o->name);
	nearest = did_you_mean(given, &names);
	if (nearest && given[1] == '-')
		hint("did you mean '%s'?", nearest);
	else
		hint("see 'kraft help%s%s'", in->command ? " " : "",
		     in->command ? in->command->name : "");
	strings_free(&names);
	return EXIT_USAGE;
}

/* One word that begins with a dash; may take the next word. Returns the words taken or -1. */
static int parse_option(struct invocation *in, char **words, int count)
{
	const struct option *own = in->command ? in->command->options : NULL, *option;
	const char *word = words[0];

	if (word[1] == '-') {
		const char *equals = strchr(word, '=');
		size_t len = equals ? (size_t)(equals - word - 2) : strlen(word + 2);

		option = find_long(own, word + 2, len);
		if (!option)
			option = find_long(global_options, word + 2, len);
		if (!option)
			return unknown_option(in, word), -1;
		if (!option->argument && equals) {
			fail("option '--%s' takes no value", option->name);
			return -1;
		}
		if (!option->argument || equals) {
			give(in, option, equals ? equals + 1 : NULL);
			return 1;
		}
		if (count < 2)
			goto no_value;
		give(in, option, words[1]);
		return 2;
	}
	for (const char *c = word + 1; *c; c++) {
		char given[3] = {'-', *c, 0};

		option = find_short(own, *c);
		if (!option)
			option = find_short(global_options, *c);
		if (!option)
			return unknown_option(in, given), -1;
		if (!option->argument) {
			give(in, option, NULL);
			continue;
		}
		if (c[1]) {
			give(in, option, c[1] == '=' ? c + 2 : c + 1);
			return 1;
		}
		if (count < 2)
			goto no_value;
		give(in, option, words[1]);
		return 2;
	}
	return 1;
no_value:
	fail("option '%s' needs a value (%s)", word, option->argument);
	return -1;
}

static int unknown_command(const char *name, const char *prefix)
{
	struct strings names = {0};
	char *whole = prefix ? format("%s %s", prefix, name) : copy_string(name);
	const char *nearest;

	for (size_t i = 0; commands[i]; i++)
		strings_add(&names, commands[i]->name);
	nearest = did_you_mean(whole, &names);
	fail("unknown command '%s'", whole);
	if (nearest)
		hint("did you mean 'kraft %s'?", nearest);
	else
		hint("'kraft help' lists the commands");
	strings_free(&names);
	free(whole);
	return EXIT_USAGE;
}

/* Is there a command that begins with this word and has a second? */
static bool is_group(const char *word)
{
	size_t len = strlen(word);

	for (size_t i = 0; commands[i]; i++)
		if (strncmp(commands[i]->name, word, len) == 0 && commands[i]->name[len] == ' ')
			return true;
	return false;
}

/* Takes the command's one or two words; the words taken, or -1. */
static int parse_command(struct invocation *in, char **words, int count)
{
	const struct command *first = command_find(words[0]);
	int next = 1;

	if (is_group(words[0])) {
		if (next < count && words[next][0] != '-') {
			char *whole = format("%s %s", words[0], words[next]);
			const struct command *second = command_find(whole);

			free(whole);
			if (second) {
				in->command = second;
				return next + 1;
			}
			if (!first || !first->operands)
				return unknown_command(words[next], words[0]), -1;
		}
		if (!first) {
			fail("'kraft %s' needs a further word", words[0]);
			hint("see 'kraft help %s'", words[0]);
			return -1;
		}
	}
	if (!first)
		return unknown_command(words[0], NULL), -1;
	in->command = first;
	return 1;
}

static int check_operands(const struct invocation *in)
{
	const struct command *c = in->command;

	if (!c->operands && in->operands.count) {
		fail("'kraft %s' takes no operand, but '%s' was given", c->name,
		     in->operands.item[0]);
		hint("see 'kraft help %s'", c->name);
		return EXIT_USAGE;
	}
	if (c->operands && c->operands[0] != '[' && !in->operands.count) {
		fail("'kraft %s' needs %s", c->name, c->operands);
		hint("see 'kraft help %s'", c->name);
		return EXIT_USAGE;
	}
	return -1;
}

int command_parse(int argc, char **argv, struct invocation *in)
{
	int i = 1;

	memset(in, 0, sizeof(*in));
	while (i < argc) {
		int taken = 1;

		if (in->command && strcmp(argv[i], "--") == 0) {
			in->has_rest = true;
			while (++i < argc)
				strings_add(&in->rest, argv[i]);
			break;
		}
		if (argv[i][0] == '-' && argv[i][1])
			taken = parse_option(in, argv + i, argc - i);
		else if (!in->command)
			taken = parse_command(in, argv + i, argc - i);
		else
			strings_add(&in->operands, argv[i]);
		if (taken < 0)
			return EXIT_USAGE;
		i += taken;
	}
	if (option_given(in, "version") && !option_value(in, "version")[0]) {
		puts("kraft " KRAFT_VERSION);
		return 0;
	}
	if (!in->command || option_given(in, "help")) {
		help_print(in->command);
		return 0;
	}
	return check_operands(in);
}

const char *option_value(const struct invocation *in, const char *name)
{
	for (size_t i = in->given_count; i > 0; i--)
		if (strcmp(in->given[i - 1].option->name, name) == 0)
			return in->given[i - 1].value;
	return NULL;
}

bool option_given(const struct invocation *in, const char *name)
{
	return option_value(in, name) != NULL;
}

const char *option_next(const struct invocation *in, const char *name, size_t *at)
{
	while (*at < in->given_count) {
		const struct given_option *given = &in->given[(*at)++];

		if (strcmp(given->option->name, name) == 0)
			return given->value;
	}
	return NULL;
}

int option_word(const struct invocation *in, const char *name, const char *const *words, int *out)
{
	const char *value = option_value(in, name);
	struct text all = {0};

	*out = 0;
	if (!value)
		return 0;
	for (int i = 0; words[i]; i++) {
		if (strcmp(words[i], value) == 0) {
			*out = i;
			return 0;
		}
		text_addf(&all, "%s%s", i ? ", " : "", words[i]);
	}
	fail("--%s cannot be '%s'", name, value);
	hint("it is one of: %s", all.data);
	text_free(&all);
	return EXIT_USAGE;
}

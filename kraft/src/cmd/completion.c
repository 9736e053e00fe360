/* SPDX-License-Identifier: BSD-3-Clause */
/* kraft completion: shell completion scripts, and the words that these ask for. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cmd/completion.h"
#include "cmd/session.h"
#include "term/message.h"

static const char *const sources[][2] = {
        {"@component", "list --names"},
        {"@library", "list --names -l"},
        {"@application", "list --names -a"},
        {"@package", "pkg ls -q"},
        {"@command", "completion --words commands"},
        {"@target", "completion --words targets"},
        {"@machine", "ps -a -q"},
};

const char *completion_source(const char *values)
{
	for (size_t i = 0; i < sizeof sources / sizeof *sources; i++)
		if (strcmp(values, sources[i][0]) == 0)
			return sources[i][1];
	return NULL;
}

bool completion_is_group(const char *word)
{
	size_t len = strlen(word);

	for (size_t i = 0; commands[i]; i++)
		if (strncmp(commands[i]->name, word, len) == 0 && commands[i]->name[len] == ' ')
			return true;
	return false;
}

struct strings completion_first_words(void)
{
	struct strings words = {0};

	for (size_t i = 0; commands[i]; i++) {
		char *word = copy_bytes(commands[i]->name, strcspn(commands[i]->name, " "));

		strings_add_new(&words, word);
		free(word);
	}
	return words;
}

const char *completion_summary(const char *word)
{
	static const char *const groups[][2] = {
	        {"lib", "Libraries of an application, and ports"},
	        {"net", "Networks for machines"},
	        {"volume", "Volumes for machines"},
	        {"compose", "Several machines together"},
	        {"pkg", "Packages of images"},
	};
	const struct command *c = command_find(word);

	for (size_t i = 0; !c && i < sizeof groups / sizeof *groups; i++)
		if (strcmp(groups[i][0], word) == 0)
			return groups[i][1];
	return c ? c->summary : "More commands";
}

static const struct option options[] = {
        {0, "words", "KIND", "print commands or targets (used by the scripts)", "commands targets"},
        {0},
};

static void print_commands(void)
{
	struct strings words = completion_first_words();

	for (size_t i = 0; i < words.count; i++)
		puts(words.item[i]);
	strings_free(&words);
}

static int print_targets(const struct invocation *in)
{
	struct session s = {0};
	int status = session_project(in, &s) ? EXIT_FAILED : 0;

	for (size_t i = 0; !status && i < s.project.target_count; i++) {
		char *name = target_name(&s.project.targets[i]);

		puts(name);
		free(name);
	}
	session_close(&s);
	return status;
}

static int run(const struct invocation *in)
{
	const char *words = option_value(in, "words");
	const char *shell = in->operands.count == 1 ? in->operands.item[0] : "";

	if (words && strcmp(words, "commands") == 0) {
		print_commands();
		return 0;
	}
	if (words && strcmp(words, "targets") == 0)
		return print_targets(in);
	if (words) {
		fail("--words %s: expected commands or targets", words);
		return EXIT_USAGE;
	}
	if (strcmp(shell, "bash") == 0) {
		completion_bash();
	} else if (strcmp(shell, "zsh") == 0) {
		completion_zsh();
	} else if (strcmp(shell, "fish") == 0) {
		completion_fish();
	} else {
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
        .text = "An installation has them in place. By hand:\n"
                "  bash: kraft completion bash > "
                "~/.local/share/bash-completion/completions/kraft\n"
                "  zsh:  kraft completion zsh > FOLDER/_kraft, with FOLDER in $fpath before "
                "compinit\n"
                "  fish: kraft completion fish > ~/.config/fish/completions/kraft.fish",
        .options = options,
        .complete = "bash zsh fish",
        .run = run,
};

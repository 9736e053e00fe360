/* SPDX-License-Identifier: BSD-3-Clause */
/* Completion scripts, written from the table of commands to standard output. */
#ifndef KRAFT_COMPLETION_H
#define KRAFT_COMPLETION_H

#include <stdbool.h>

#include "cmd/command.h"

void completion_bash(void);
void completion_zsh(void);
void completion_fish(void);

/* What "@…" in the table means: the words of a kraft command that prints them; NULL for files and
 * folders. */
const char *completion_source(const char *values);
/* Does a command of two words begin with this one? */
bool completion_is_group(const char *word);
/* The first words of all commands, each once; the caller frees the list. */
struct strings completion_first_words(void);
/* The summary of a first word's command, or what it is about when only its group exists. */
const char *completion_summary(const char *word);

#endif

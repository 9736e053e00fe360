/* SPDX-License-Identifier: BSD-3-Clause */
/* Help, the manual page and completion scripts, written from the table of commands. */
#ifndef KRAFT_HELP_H
#define KRAFT_HELP_H

#include "cmd/command.h"

/* NULL: the overview. */
void help_print(const struct command *command);
void help_manual(void);
/* "bash", "zsh" or "fish"; -EINVAL when it is another. */
int completion_print(const char *shell);

#endif

/* SPDX-License-Identifier: BSD-3-Clause */
/* Help for people. */
#ifndef KRAFT_HELP_H
#define KRAFT_HELP_H

#include "cmd/command.h"

/* Of one command; NULL: the list of commands. */
void help_print(const struct command *command);

#endif

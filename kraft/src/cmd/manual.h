/* SPDX-License-Identifier: BSD-3-Clause */
/* Manual pages, written from the table of commands: kraft(1), and one for each command. */
#ifndef KRAFT_MANUAL_H
#define KRAFT_MANUAL_H

#include <stdio.h>

#include "cmd/command.h"

/* The page of a command; NULL: kraft(1). */
void manual_print(FILE *out, const struct command *command);
/* kraft.1, kraft-list-update.1, … in a folder that is made when missing. The exit status. */
int manual_write_all(const char *folder);

#endif

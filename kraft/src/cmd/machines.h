/* SPDX-License-Identifier: BSD-3-Clause */
/* What the commands about machines share. */
#ifndef KRAFT_CMD_MACHINES_H
#define KRAFT_CMD_MACHINES_H

#include "cmd/command.h"
#include "machine/machine.h"

/* Calls `action` for each machine named on the command line, with --all for every one. Goes on
 * after a failure; the exit status is then 1. Names are printed as they are done. */
int machines_each(const struct invocation *in,
                  int (*action)(struct machine_record *, const struct invocation *));
/* "running", "paused", "exited (0)"; the caller frees it. */
char *machines_state(const struct machine_record *record);
/* "3 minutes ago"; the caller frees it. */
char *machines_age(const struct machine_record *record);

#endif

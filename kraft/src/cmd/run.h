/* SPDX-License-Identifier: BSD-3-Clause */
/* What kraft run takes from a project. */
#ifndef KRAFT_CMD_RUN_H
#define KRAFT_CMD_RUN_H

#include <stdbool.h>

#include "cmd/command.h"
#include "machine/machine.h"

/* Adds the image of the project's target and what kraft.yaml says about running it; the command
 * line goes first. `folder` is the project's, NULL: --workdir or here. 0 or an exit status after a
 * message. */
int run_project(const struct invocation *in, const char *folder, bool debug,
                struct machine_config *config);

#endif

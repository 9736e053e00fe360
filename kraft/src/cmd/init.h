/* SPDX-License-Identifier: BSD-3-Clause */
/* Making an application, as a step of other commands. */
#ifndef KRAFT_CMD_INIT_H
#define KRAFT_CMD_INIT_H

#include "cmd/command.h"

/* Uses --template, --plat, --arch, --workdir and --force of the invocation. *made is its folder;
 * the caller frees it. */
int init_project(const struct invocation *in, const char *name, char **made);

#endif

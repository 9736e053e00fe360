/* SPDX-License-Identifier: BSD-3-Clause */
/* Making an application, as a step of other commands. */
#ifndef KRAFT_CMD_INIT_H
#define KRAFT_CMD_INIT_H

#include "cmd/command.h"
#include "index/workspace.h"

/* Uses --template, --plat, --arch, --workdir and --force of the invocation. *made is its folder;
 * the caller frees it. */
int init_project(const struct invocation *in, const char *name, char **made);

/* The same from --template, whose targets that --plat and --arch ask for stay. 0 or a negative
 * errno after a message; nothing is made then. */
int init_from_template(const struct invocation *in, const struct workspace *w, const char *folder,
                       const char *name);

#endif

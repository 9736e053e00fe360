/* SPDX-License-Identifier: BSD-3-Clause */
/* What kraft run takes from a project. */
#ifndef KRAFT_CMD_RUN_H
#define KRAFT_CMD_RUN_H

#include <stdbool.h>

#include "cmd/command.h"
#include "machine/machine.h"
#include "package/package.h"
#include "project/project.h"

/* Adds the image of the project's target and what kraft.yaml says about running it; the command
 * line goes first. A project that runs on a package opens it; see run_package(). `folder` is the
 * project's, NULL: --workdir or here. 0 or an exit status after a message. */
int run_project(const struct invocation *in, const char *folder, bool debug,
                struct machine_config *config, struct package *package);

/* Adds the files, folders and disks that kraft.yaml names; the command line goes first. 0 or an
 * exit status after a message. */
int run_volumes(const struct project *p, struct machine_config *config);

/* Has the project in this folder an image? 0 or a negative errno after a message. */
int run_project_built(const char *folder, bool *built);
/* The same of a package (see package/package.h); its files stay until package_close(). The words of
 * `config` go first. */
int run_package(const char *reference, bool debug, struct machine_config *config,
                struct package *package);

#endif

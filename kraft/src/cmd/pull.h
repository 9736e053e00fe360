/* SPDX-License-Identifier: BSD-3-Clause */
/* Bringing what a project names, from their sources, versions and origins. */
#ifndef KRAFT_CMD_PULL_H
#define KRAFT_CMD_PULL_H

#include "index/index.h"

/* Template, library OS and libraries of the project in `folder`; `deep`: those that they select,
 * too. 0 or a negative errno after messages. */
int pull_project(const char *folder, const struct workspace *w, const struct index *index,
                 const struct pull_options *o, bool deep);

#endif

/* SPDX-License-Identifier: BSD-3-Clause */
/* The template of a project: another application, from which it takes whatever it does not say
 * itself. */
#ifndef KRAFT_TEMPLATE_H
#define KRAFT_TEMPLATE_H

#include "index/workspace.h"
#include "project/project.h"

/* Finds the template of a loaded project, and that of the template in turn, and completes the
 * project by it; nothing to do when it names none. What is not in the workspace is brought, or with
 * `bring` false left out. 0 or a negative errno after messages. */
int template_apply(const struct workspace *w, struct project *p, bool bring);
/* project_load() and template_apply(), bringing what is missing. */
int project_open(const struct workspace *w, const char *folder, struct project *p);

#endif

/* SPDX-License-Identifier: BSD-3-Clause */
/* The folder of a component that kraft.yaml names: its `source`, the workspace, or an origin it is
 * brought from now. */
#ifndef KRAFT_LOCATE_H
#define KRAFT_LOCATE_H

#include "index/index.h"
#include "project/project.h"

struct locate {
	const struct workspace *workspace;
	const struct index *index;
	const struct project *project;
	bool *missing; /* when not NULL nothing is brought: it is set, and NULL is the answer */
	bool replace;  /* what stands in the workspace in another version is exchanged */
};

/* Both return the folder, which the caller frees, or NULL after a message with the line of
 * kraft.yaml. A component that is there in another version than asked for is an error: people may
 * have changed it. */
char *locate_use(const struct locate *l, enum component_type type, const struct component_use *use);
/* What another library selects: any version. NULL without a message when nobody has it. */
char *locate_name(const struct locate *l, enum component_type type, const char *name, int *errors);

#endif

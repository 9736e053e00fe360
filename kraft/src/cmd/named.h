/* SPDX-License-Identifier: BSD-3-Clause */
/* Commands about things that have a name, such as networks and volumes: a table of some, an action
 * on each. */
#ifndef KRAFT_CMD_NAMED_H
#define KRAFT_CMD_NAMED_H

#include "cmd/command.h"
#include "term/table.h"

struct named_kind {
	const char *list; /* the command that lists them: "volume ls" */
	const char *none; /* "no volumes" */
	const char *const *columns;
	/* Adds the row of one; a negative errno after a message. */
	int (*row)(struct table *table, const char *name);
};

/* Each returns the exit status. */
int named_show(const struct invocation *in, const struct named_kind *kind,
               const struct strings *names);
/* Those on the command line, of which there must be one. */
int named_inspect(const struct invocation *in, const struct named_kind *kind);
/* Names are printed as they are done; it goes on after a failure. */
int named_each(const struct invocation *in, const struct named_kind *kind,
               int (*action)(const char *name));

#define NAMED_OPTIONS                                                        \
	{'o', "output", "FORMAT", "table, json or yaml", "table json yaml"}, \
	{                                                                    \
		0                                                            \
	}

#endif

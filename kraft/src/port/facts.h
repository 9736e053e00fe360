/* SPDX-License-Identifier: BSD-3-Clause */
/* From a record of a native build to what a port says: sources, flags, include folders, needs.
 * Paths are relative to the top of the source. */
#ifndef KRAFT_PORT_FACTS_H
#define KRAFT_PORT_FACTS_H

#include "port/watch.h"

struct source_fact {
	char *path;
	struct strings flags; /* beyond those that all sources share */
	bool generated;       /* not in the archive */
};

struct facts {
	struct source_fact *source;
	size_t count;
	struct strings flags;     /* shared by all sources */
	struct strings includes;  /* folders, in order */
	struct strings headers;   /* what the sources include from the tree */
	char *main;               /* the source that defines main; NULL: none */
	struct strings undefined; /* functions that come from elsewhere */
	bool devices;             /* it names a file below /dev */
	bool linux;               /* it asks whether it is compiled for Linux */
};

/* The program is that of this name, NAME-server, NAMEd or the name without a version behind it,
 * else the only one that a successful build makes; else a library of that name serves. `pristine`
 * lists the archive's files. -ENOENT when the record shows none of these. */
int facts_find(const struct watched *w, const char *tree, const char *program,
               const struct strings *pristine, struct facts *out);
/* Names of the programs that the record shows. */
void facts_programs(const struct watched *w, struct strings *out);
void facts_free(struct facts *f);
/* The folder that most sources stand in. The caller frees it. */
char *facts_folder(const struct facts *f);
/* Every file below a folder, relative to it. */
void list_files(const char *folder, const char *prefix, struct strings *out);

#endif

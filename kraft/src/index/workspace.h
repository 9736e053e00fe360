/* SPDX-License-Identifier: BSD-3-Clause */
/* Where components live on this machine: the workspace (the library OS, libraries, applications)
 * and what came with the tool itself (the built-in origin). */
#ifndef KRAFT_WORKSPACE_H
#define KRAFT_WORKSPACE_H

#include "base/text.h"

struct workspace {
	char *root; /* ./.unikraft, else UK_WORKDIR, else the workspace around here, else
	               ~/.unikraft */
	char *core; /* UK_ROOT */
	char *libs;
	char *apps;
	char *archs;
	char *plats;
	char *index; /* the index file */
	char *lock;
};

/* `folder` overrides the search (option --workdir); may be NULL. */
void workspace_open(struct workspace *w, const char *folder);
void workspace_free(struct workspace *w);
/* Makes the folders. 0 or a negative errno after a message. */
int workspace_make(const struct workspace *w);

/* The tree that holds unikraft/, libs/ and apps/ of this version: the source checkout or
 * PREFIX/share/kraft. NULL when the tool stands alone. Do not free. */
const char *builtin_root(void);
/* A file of kraft/data; the caller frees it. */
char *data_file(const char *name);
/* bin/kraft-fetch; the caller frees it. NULL when missing. */
char *fetch_program(void);
char *switch_program(void); /* the same of bin/kraft-switch */

#endif

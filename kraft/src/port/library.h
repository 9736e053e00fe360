/* SPDX-License-Identifier: BSD-3-Clause */
/* The files of a new library. */
#ifndef KRAFT_PORT_LIBRARY_H
#define KRAFT_PORT_LIBRARY_H

#include "port/archive.h"
#include "port/facts.h"

struct library {
	const char *name;    /* iperf3 */
	const char *folder;  /* of the new repository */
	const char *version; /* NULL: none */
	const char *origin;
	const char *author, *email;
	bool glue;                       /* --with-main: main.c of its own */
	const struct archive *archive;   /* what was fetched; sha256 is NULL when it was not */
	const struct facts *facts;       /* NULL: the build was not watched */
	const struct strings *needs;     /* Kconfig symbols */
	const struct strings *paths;     /* the same in the source tree */
	const struct strings *corrected; /* those of them that target/ corrects */
	const struct strings *headers;   /* generated headers, relative to the library's include/ */
};

/* Writes everything but what was copied from the watched build. 0 or a negative errno after a
 * message. */
int library_write(const struct library *l);
/* Makefile.uk and Config.uk as text. */
void library_makefile(const struct library *l, struct text *out);
void library_config(const struct library *l, struct text *out);
/* The value of a template's {{WORD}}s. */
void library_fill(const struct library *l, const struct text *template, struct text *out);
/* A git repository on `branch`: an empty base commit and one with the files. */
int library_commit(const struct library *l, const char *branch);

#endif

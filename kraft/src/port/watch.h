/* SPDX-License-Identifier: BSD-3-Clause */
/* Watching a program being built natively: ./configure and make run in a scratch folder with a
 * compiler that keeps a record of every call. What it records is what a port must say in its
 * Makefile.uk. */
#ifndef KRAFT_PORT_WATCH_H
#define KRAFT_PORT_WATCH_H

#include "base/text.h"

/* One call of the compiler. */
struct call {
	char *folder;
	struct strings words; /* words.item[0] is the compiler */
};

struct calls {
	struct call *item;
	size_t count;
};

struct watch {
	const char *tree;              /* the unpacked source */
	const char *scratch;           /* for the compiler's stand-in and the record */
	const struct strings *headers; /* folders of the target's libc; empty: the host's headers */
	const char *symbols;           /* file of the names that this libc defines; NULL: unknown */
	const struct strings *libraries; /* names that -l may have besides libc's own */
	const struct strings *configure_arguments, *make_arguments;
};

struct watched {
	struct calls calls;     /* of make alone */
	struct strings refused; /* libraries that were asked for and have no port */
	char *compiler; /* the stand-in, which works as long as the scratch folder is there */
	bool configured, built;
	char *log; /* the end of what was printed when a step failed */
};

/* 0, or a negative errno when nothing could be run. A step that failed is no error: built is false
 * then. */
int watch_build(const struct watch *w, struct watched *out);
void watched_free(struct watched *w);
/* Reads a record; exported for its test. */
void watch_read(const char *file, struct calls *out);

#endif

/* SPDX-License-Identifier: BSD-3-Clause */
/* Porting: from a name, a version and an origin to a library's repository. */
#ifndef KRAFT_PORT_PORT_H
#define KRAFT_PORT_PORT_H

#include "index/workspace.h"
#include "port/archive.h"
#include "port/facts.h"
#include "port/library.h"

struct port {
	/* set by the caller */
	struct workspace workspace;
	struct library library;
	const char *branch;
	bool watch; /* run the program's own build */
	bool force; /* replace the folder */
	const char *
	        program; /* which of the programs that it makes; NULL: that of the library's name */
	struct strings configure_arguments, make_arguments;
	/* found */
	struct archive archive;
	struct facts facts;
	struct strings needs, headers;
	struct strings paths;     /* of the headers, in the source tree */
	struct strings corrected; /* headers with a correction in target/ */
	struct strings refused;   /* libraries the program would use that have no port */
	char *note;               /* what was not found out, and why; NULL: all was */
};

/* The new repository appears when it is complete. 0 or a negative errno after a message; an origin
 * that cannot be fetched or built is no failure but a note. */
int port_make(struct port *p);
void port_free(struct port *p);

#endif

/* SPDX-License-Identifier: BSD-3-Clause */
/* The archive of a program's source: finding its address, fetching, looking into it. */
#ifndef KRAFT_PORT_ARCHIVE_H
#define KRAFT_PORT_ARCHIVE_H

#include "base/text.h"

struct archive {
	char *file; /* in a scratch folder that archive_free() removes */
	char *scratch;
	char *url;    /* the address it came from, or would */
	char *debian; /* PKG=VERSION when the distribution's source package has it; NULL: not known
	               */
	char *sha256;
	char *top; /* the one folder at the top; NULL when there is none */
};

/* Addresses to try for an origin: a repository on GitHub or GitLab with a version, a template with
 * $(VERSION) or {version}, or the address of an archive itself; none for debian:PACKAGE. */
void archive_addresses(const char *origin, const char *version, struct strings *out);
/* Tries them in order, then the distribution's source package NAME or that of the origin's name. 0
 * or a negative errno after a message. */
int archive_get(const char *name, const char *version, const char *origin, struct archive *out);
/* Unpacks into a new folder. */
int archive_unpack(const struct archive *a, const char *folder);
void archive_free(struct archive *a);
/* The newest tag of the repository that a library's Makefile.uk names; NULL when it cannot be
 * asked. */
char *archive_latest(const char *folder, const char *name);

#endif

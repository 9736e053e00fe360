/* SPDX-License-Identifier: BSD-3-Clause */
/* The libc that images get: its headers and the list of what it defines, so that a program's
 * ./configure looks at these and not at the host's. */
#ifndef KRAFT_PORT_HEADERS_H
#define KRAFT_PORT_HEADERS_H

#include "index/workspace.h"

/* Fills in folders, the compiler's own among them; they live below `scratch`. `symbols` becomes the
 * file with the names that the libc defines, for the caller to free. A negative errno, without a
 * message, when they cannot be had: the library OS or musl is missing, or its archive cannot be
 * fetched. */
int target_headers(const struct workspace *w, const char *scratch, struct strings *folders,
                   char **symbols);

#endif

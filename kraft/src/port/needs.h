/* SPDX-License-Identifier: BSD-3-Clause */
/* Which libraries a program needs, from the functions it calls. */
#ifndef KRAFT_PORT_NEEDS_H
#define KRAFT_PORT_NEEDS_H

#include "port/facts.h"

/* Kconfig symbols to select: a libc, the network stack when sockets are made, device files when
 * some are named, and whichever libraries in `core` provide the system calls behind the functions.
 */
void needs_find(const char *core, const struct facts *facts, struct strings *symbols);

#endif

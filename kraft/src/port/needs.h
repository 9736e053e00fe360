/* SPDX-License-Identifier: BSD-3-Clause */
/* Which libraries a program needs, from the functions it calls. */
#ifndef KRAFT_PORT_NEEDS_H
#define KRAFT_PORT_NEEDS_H

#include "base/text.h"

/* Kconfig symbols to select: a libc, the network stack when sockets are made, and whichever
 * libraries in `core` provide the system calls behind the functions. */
void needs_find(const char *core, const struct strings *functions, struct strings *symbols);

#endif

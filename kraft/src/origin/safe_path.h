/* SPDX-License-Identifier: BSD-3-Clause */
/* Which names in an archive may be unpacked. */
#ifndef KRAFT_ORIGIN_SAFE_PATH_H
#define KRAFT_ORIGIN_SAFE_PATH_H

#include <stddef.h>

/* Normalises a member's name ("./a//b/" becomes "a/b", "" for the root itself); the caller frees
 * it. NULL when it is absolute, has a ".." or is no name at all. */
char *safe_member(const char *name);
/* Does a symbolic link at the normalised name `link` stay inside when followed? Judged by text:
 * every ".." must be covered. */
int safe_link_target(const char *link, const char *target);

#endif

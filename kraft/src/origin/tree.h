/* SPDX-License-Identifier: BSD-3-Clause */
/* One checksum for all that stands in a folder. */
#ifndef KRAFT_ORIGIN_TREE_H
#define KRAFT_ORIGIN_TREE_H

#include <stdbool.h>

#include "origin/hash.h"

/* SHA-256 over names and contents in sorted order; times, owners and rights do not count, nor does
 * what begins with a dot. A folder `build` at the top is what a build made, and is left out unless
 * `whole`. Of a file: its own. 0 or a negative errno, prints nothing. */
int tree_hash(const char *path, bool whole, char hex[HASH_HEX_MAX]);

#endif

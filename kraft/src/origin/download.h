/* SPDX-License-Identifier: BSD-3-Clause */
/* One file from one address (http, https, file) into a file, hashed as it arrives. */
#ifndef KRAFT_ORIGIN_DOWNLOAD_H
#define KRAFT_ORIGIN_DOWNLOAD_H

#include "base/text.h"
#include "origin/hash.h"

/* Writes `path` anew and leaves it even when it fails (it is the caller's partial file). Follows
 * redirects; gives up after a short time without a connection ($KRAFT_CONNECT_TIMEOUT seconds, 5)
 * and half a minute without data. Negative errno: the reason is in `why`, nothing is printed. */
int download(const char *name, const char *url, const char *path, bool quiet,
             char hex[HASH_COUNT][HASH_HEX_MAX], struct text *why);

#endif

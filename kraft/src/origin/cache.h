/* SPDX-License-Identifier: BSD-3-Clause */
/* The cache of archives, addressed by content.
 *
 *   CACHE/sha256/HEX     the archives, complete and verified, read-only
 *   CACHE/alias/KEY      a line with the SHA-256 of what another key (sha512-HEX, url-HEX) stands
 * for CACHE/partial/KEY    a download in progress, only touched by the holder of CACHE/lock/KEY
 *   CACHE/apt/           private state of apt-get
 *
 * CACHE is $UK_CACHEDIR, else $XDG_CACHE_HOME/kraft, else ~/.cache/kraft. */
#ifndef KRAFT_ORIGIN_CACHE_H
#define KRAFT_ORIGIN_CACHE_H

#include "origin/hash.h"

/* The cache's folder, created on first use; NULL (message printed) when there is no place for one.
 */
const char *cache_folder(void);
/* Path of the archive with this checksum, re-hashed before it is returned; a damaged one is
 * removed. NULL: not there. */
char *cache_find(enum hash_algorithm algorithm, const char *hex);
/* As above for an address whose content was not pinned. */
char *cache_find_url(const char *url);
/* Excludes other processes that want the same archive; a descriptor for cache_unlock() or a
 * negative errno. */
int cache_lock(const char *key);
void cache_unlock(int lock);
/* Path under partial/, the caller frees it. */
char *cache_partial(const char *key);
/* Makes a finished file part of the cache (fsync, rename) under all its checksums, and under `url`
 * when not NULL. Returns its path there; NULL (message printed). */
char *cache_commit(const char *partial, char hex[HASH_COUNT][HASH_HEX_MAX], const char *url);

#endif

/* SPDX-License-Identifier: BSD-3-Clause */
/* Git repositories at an address, kept in the cache: what was brought once can be brought again
 * without network. */
#ifndef KRAFT_INDEX_REPOSITORY_H
#define KRAFT_INDEX_REPOSITORY_H

/* Makes a clone of one branch, tag or (when not NULL) commit in the new folder `to`. The newest
 * state when the repository answers, else what it gave earlier, which is said. 0 or a negative
 * errno after a message, and no folder then. */
int repository_clone(const char *address, const char *version, const char *commit, const char *to);

#endif

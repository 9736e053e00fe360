/* SPDX-License-Identifier: BSD-3-Clause */
/* flock(2): what the release of an open file shares with uk_file_lock(). */
#ifndef UKFILE_LOCK_H
#define UKFILE_LOCK_H

#include <uk/file.h>

/* An event nobody polls for: a lock was given up. */
#define UK_POLL_UNLOCKED (1u << 24)

/* Gives up what `of` holds. */
void uk_file_unlock(struct uk_open_file *of);

#endif /* UKFILE_LOCK_H */

/* SPDX-License-Identifier: BSD-3-Clause */
/* flock(2): giving up a lock, which every close may do. */
#include <sys/file.h>
#include "lock.h"

static struct uk_file *lock_file(struct uk_open_file *of)
{
	return of->node ? of->node : of->file;
}

void uk_file_unlock(struct uk_open_file *of)
{
	struct uk_file *file = lock_file(of);

	if (of->lock == LOCK_SH)
		file->locks_shared--;
	else if (of->lock == LOCK_EX)
		file->locks_exclusive--;
	of->lock = 0;
	uk_pollq_notify(&file->pollq, UK_POLL_UNLOCKED);
}

/* SPDX-License-Identifier: BSD-3-Clause */
/* flock(2): advisory locks between open files. */
#include <errno.h>
#include <sys/file.h>
#include "lock.h"
#include "wait.h"

static int lock_conflicts(struct uk_file *file, int kind)
{
	return file->locks_exclusive || (kind == LOCK_EX && file->locks_shared);
}

static int lock_wait(struct uk_file *file)
{
	struct uk_poll_sleeper sleeper;
	int rc;

	uk_poll_sleeper_init(&sleeper, UK_POLL_UNLOCKED);
	uk_pollq_add(&file->pollq, &sleeper.waiter);
	rc = uk_poll_sleep(&sleeper, 0);
	uk_pollq_remove(&sleeper.waiter);
	return rc;
}

int uk_file_lock(struct uk_open_file *of, int operation)
{
	struct uk_file *file = of->node ? of->node : of->file;
	int kind = operation & ~LOCK_NB;

	if (kind != LOCK_SH && kind != LOCK_EX && kind != LOCK_UN)
		return -EINVAL;
	if (of->lock == kind)
		return 0;
	/* A conversion gives up the old lock first, as Linux does. */
	if (of->lock)
		uk_file_unlock(of);
	if (kind == LOCK_UN)
		return 0;
	while (lock_conflicts(file, kind)) {
		int rc;

		if (operation & LOCK_NB)
			return -EAGAIN;
		rc = lock_wait(file);
		if (rc)
			return rc;
	}
	of->lock = kind;
	if (kind == LOCK_SH)
		file->locks_shared++;
	else
		file->locks_exclusive++;
	return 0;
}

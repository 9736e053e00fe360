/* SPDX-License-Identifier: BSD-3-Clause */
/* Opening a FIFO: a pipe that hangs on a node of a file system, and waits for its other side. */
#include <errno.h>
#include <fcntl.h>
#include <uk/wait.h>
#include "pipe.h"

int uk_fifo_open(struct uk_node *node, unsigned int flags, struct uk_file **file);

/* Those who wait in open(), of all FIFOs: a rare thing, so one queue does. */
static struct uk_waitq openers = UK_WAIT_QUEUE_INITIALIZER(openers);

static int wait_for_other(struct pipe *p, enum pipe_end end)
{
	__u32 readers = p->readers_seen, writers = p->writers_seen;

	if (end == PIPE_READ)
		return uk_waitq_wait_event_interruptible(
		        &openers, pipe_writers(p) || p->writers_seen != writers, 0);
	return uk_waitq_wait_event_interruptible(&openers,
	                                         pipe_readers(p) || p->readers_seen != readers, 0);
}

int uk_fifo_open(struct uk_node *node, unsigned int flags, struct uk_file **file)
{
	unsigned int access = flags & O_ACCMODE;
	enum pipe_end end = access == O_RDONLY   ? PIPE_READ
	                    : access == O_WRONLY ? PIPE_WRITE
	                                         : PIPE_BOTH;
	struct pipe *p = node->object;
	int rc = 0;

	if (end == PIPE_WRITE && (flags & O_NONBLOCK) && !(p && pipe_readers(p)))
		return -ENXIO;
	if (!p) {
		p = pipe_new();
		if (!p)
			return -ENOMEM;
		p->node = node;
		node->object = p;
	}
	*file = pipe_open_end(p, end);
	uk_waitq_wake_up(&openers);
	if (end != PIPE_BOTH && !(flags & O_NONBLOCK))
		rc = wait_for_other(p, end);
	if (rc)
		uk_file_put(*file);
	return rc;
}

/* SPDX-License-Identifier: BSD-3-Clause */
/* A thread that sleeps on a poll queue. */
#ifndef UKFILE_WAIT_H
#define UKFILE_WAIT_H

#include <uk/file.h>
#include <uk/wait.h>

struct uk_poll_sleeper {
	struct uk_poll_waiter waiter;
	struct uk_waitq waitq;
	int fired;
};

void uk_poll_sleeper_init(struct uk_poll_sleeper *sleeper, unsigned int events);

/* Until it was notified since `fired` was last zero: 0, -ETIMEDOUT, -ERESTARTSYS. */
int uk_poll_sleep(struct uk_poll_sleeper *sleeper, __nsec deadline);

#endif /* UKFILE_WAIT_H */

/* SPDX-License-Identifier: BSD-3-Clause */
/* Entering signals into a set of waiting ones. */
#ifndef UKSIGNAL_PENDING_H
#define UKSIGNAL_PENDING_H

#include <uk/sched.h>
#include "internal.h"

/* 0; -EAGAIN for a queued signal that finds no room. A standard signal that waits already is not
 * entered again. */
int sig_enter(struct sig_pending *p, int signo, const struct uk_siginfo *info);

/* 0, or 1 when the entry waits already. */
int sig_enter_queued(struct sig_pending *p, struct uk_sigqueue *entry);

#endif /* UKSIGNAL_PENDING_H */

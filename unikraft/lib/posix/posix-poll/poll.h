/* SPDX-License-Identifier: BSD-3-Clause */
/* What poll, select and epoll share: the wait for several files, time-outs, signal masks. */
#ifndef POLL_INTERNAL_H
#define POLL_INTERNAL_H

#include <errno.h>
#include <poll.h>
#include <time.h>
#include <uk/file.h>

/* A deadline that was not given, and one that is over: the call does not wait. */
#define POLL_FOREVER 0ul
#define POLL_NOW     1ul

/* Waits until a descriptor is ready; sets all revents. The number of ready ones, 0 at the deadline,
 * or -EINTR, -ENOMEM. */
int poll_files(struct pollfd *fds, unsigned int count, __nsec deadline);

/* NULL: for ever. -EINVAL for a time that is none. */
int poll_deadline(const struct timespec *timeout, __nsec *deadline);
__nsec poll_deadline_ms(int timeout_ms);
/* What is left until the deadline. */
void poll_remaining(__nsec deadline, struct timespec *left);

/* The signal mask of ppoll(2) and its like. -EINVAL for a size that is not the kernel's. */
int poll_mask_set(const __u64 *mask, __sz size);
/* The result of the call: the old mask comes back unless a signal is about to be taken. */
int poll_mask_end(const __u64 *mask, int rc);

#endif /* POLL_INTERNAL_H */

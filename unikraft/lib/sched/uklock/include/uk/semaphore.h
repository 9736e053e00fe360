/* SPDX-License-Identifier: BSD-3-Clause */
/* Counting semaphore, for kernel and program context; up() also from deferred work. */
#ifndef UK_SEMAPHORE_H
#define UK_SEMAPHORE_H

#include <uk/essentials.h>
#include <uk/wait.h>

#ifdef __cplusplus
extern "C" {
#endif

struct uk_semaphore {
	long count;
	struct uk_waitq wait;
};

void uk_semaphore_init(struct uk_semaphore *s, long count);

/* Waits until the count is above zero and takes one. */
void uk_semaphore_down(struct uk_semaphore *s);

/* Takes one without waiting: 1, or 0 when there is none. */
int uk_semaphore_down_try(struct uk_semaphore *s);

/* Waits at most `timeout` nanoseconds (0: for ever). The nanoseconds waited, or __NSEC_MAX after a
 * timeout. */
__nsec uk_semaphore_down_to(struct uk_semaphore *s, __nsec timeout);

void uk_semaphore_up(struct uk_semaphore *s);

#ifdef __cplusplus
}
#endif

#endif /* UK_SEMAPHORE_H */

/* SPDX-License-Identifier: BSD-3-Clause */
/* Mailbox: a bounded queue of pointers between threads. The messages stay the callers'. */
#ifndef UK_MBOX_H
#define UK_MBOX_H

#include <stddef.h>
#include <uk/essentials.h>
#include <uk/wait.h>

#ifdef __cplusplus
extern "C" {
#endif

struct uk_alloc;
struct uk_mbox;

/* A mailbox for `size` messages; NULL when size is 0 or memory is short. */
struct uk_mbox *uk_mbox_create(struct uk_alloc *a, size_t size);

/* Nobody may wait on it any more. */
void uk_mbox_free(struct uk_alloc *a, struct uk_mbox *m);

/* post waits while the box is full; post_try returns 0 or -ENOBUFS. */
void uk_mbox_post(struct uk_mbox *m, void *msg);
int uk_mbox_post_try(struct uk_mbox *m, void *msg);

/* recv waits for a message; recv_try returns 0 or -ENOMSG. `msg` may be NULL. */
void uk_mbox_recv(struct uk_mbox *m, void **msg);
int uk_mbox_recv_try(struct uk_mbox *m, void **msg);

/* Waits at most `timeout` nanoseconds (0: for ever). The nanoseconds waited, or __NSEC_MAX after a
 * timeout. */
__nsec uk_mbox_recv_to(struct uk_mbox *m, void **msg, __nsec timeout);

#ifdef __cplusplus
}
#endif

#endif /* UK_MBOX_H */

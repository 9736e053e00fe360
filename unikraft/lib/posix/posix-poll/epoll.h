/* SPDX-License-Identifier: BSD-3-Clause */
/* An epoll instance: a hash table of what it watches, and a list of what may be ready. */
#ifndef EPOLL_INTERNAL_H
#define EPOLL_INTERNAL_H

#include "poll.h"

struct epoll {
	struct uk_file file;
	struct uk_list_head ready;
	struct epoll_item **buckets;
	__u32 bucket_count, count;
	struct epoll_item *socket; /* one of the sockets, the one reported last, or NULL */
};

struct epoll_item {
	struct uk_poll_waiter waiter; /* on the file's queue */
	struct uk_open_watch watch;   /* tells when the open file goes */
	struct uk_list_head ready;    /* on the instance's list, or empty */
	struct epoll_item *next;      /* of the same bucket */
	struct epoll *epoll;
	struct uk_open_file *of; /* not a reference: closing must close */
	int fd;
	int is_socket;
	int disabled; /* EPOLLONESHOT has fired */
	struct epoll_event event;
};

extern const struct uk_file_ops uk_epoll_ops;

static inline int epoll_is(const struct uk_file *file)
{
	return file->ops == &uk_epoll_ops;
}

/* Whether a waiter on some file's queue is an instance's item. */
int epoll_is_item(const struct uk_poll_waiter *waiter);

struct epoll_item *epoll_find(struct epoll *ep, int fd, const struct uk_open_file *of);
/* 0, -ENOMEM. */
int epoll_add(struct epoll *ep, int fd, struct uk_open_file *of, const struct epoll_event *event);
void epoll_modify(struct epoll_item *item, const struct epoll_event *event);
void epoll_remove(struct epoll_item *item);
/* Moves up to max ready events out; the number. */
int epoll_collect(struct epoll *ep, struct epoll_event *events, int max);

#endif /* EPOLL_INTERNAL_H */

/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The inside of epoll. A file's notification puts its item on the ready list; a wait asks only
 * those items again. Level-triggered items stay on the list until they turn out not to be ready;
 * edge-triggered ones leave it when reported and come back with the next notification.
 */
#include <string.h>
#include <uk/alloc.h>
#include <uk/essentials.h>
#include "epoll.h"

/* Modes, not events. */
#define PRIVATE       (EPOLLET | EPOLLONESHOT | EPOLLEXCLUSIVE | EPOLLWAKEUP)
#define FIRST_BUCKETS 16

static __u32 hash(int fd)
{
	return (__u32)fd * 2654435761u >> 7;
}

struct epoll_item *epoll_find(struct epoll *ep, int fd, const struct uk_open_file *of)
{
	struct epoll_item *item;

	if (!ep->bucket_count)
		return NULL;
	item = ep->buckets[hash(fd) & (ep->bucket_count - 1)];
	while (item && (item->fd != fd || item->of != of))
		item = item->next;
	return item;
}

/* Doubles the table when it is full; only the first must succeed. */
static int grow(struct epoll *ep)
{
	__u32 count = ep->bucket_count ? ep->bucket_count * 2 : FIRST_BUCKETS;
	struct epoll_item **buckets, *item, *next;

	if (ep->count < ep->bucket_count)
		return 0;
	buckets = uk_calloc(uk_alloc_get_default(), count, sizeof(*buckets));
	if (!buckets)
		return ep->bucket_count ? 0 : -ENOMEM;
	for (__u32 i = 0; i < ep->bucket_count; i++) {
		for (item = ep->buckets[i]; item; item = next) {
			next = item->next;
			item->next = buckets[hash(item->fd) & (count - 1)];
			buckets[hash(item->fd) & (count - 1)] = item;
		}
	}
	uk_free(uk_alloc_get_default(), ep->buckets);
	ep->buckets = buckets;
	ep->bucket_count = count;
	return 0;
}

static void mark_ready(struct epoll_item *item)
{
	if (item->disabled)
		return;
	if (uk_list_empty(&item->ready))
		uk_list_add_tail(&item->ready, &item->epoll->ready);
	uk_pollq_notify(&item->epoll->file.pollq, EPOLLIN | EPOLLRDNORM);
}

static void item_notify(struct uk_poll_waiter *waiter, unsigned int events __maybe_unused)
{
	mark_ready(__containerof(waiter, struct epoll_item, waiter));
}

int epoll_is_item(const struct uk_poll_waiter *waiter)
{
	return waiter->notify == item_notify;
}

static void item_closed(struct uk_open_watch *watch)
{
	epoll_remove(__containerof(watch, struct epoll_item, watch));
}

static unsigned int item_events(const struct epoll_item *item)
{
	if (item->disabled)
		return 0;
	return uk_file_poll(item->of->file) &
	       ((item->event.events & ~PRIVATE) | EPOLLERR | EPOLLHUP);
}

static void set_event(struct epoll_item *item, const struct epoll_event *event)
{
	item->event = *event;
	item->disabled = 0;
	item->waiter.events = event->events & ~PRIVATE;
	if (item_events(item))
		mark_ready(item);
}

static int is_socket(struct uk_file *file)
{
	struct stat st = {0};

	return file->ops->stat && !file->ops->stat(file, &st) && S_ISSOCK(st.st_mode);
}

int epoll_add(struct epoll *ep, int fd, struct uk_open_file *of, const struct epoll_event *event)
{
	struct epoll_item *item = uk_calloc(uk_alloc_get_default(), 1, sizeof(*item)), **bucket;

	if (!item || grow(ep)) {
		uk_free(uk_alloc_get_default(), item);
		return -ENOMEM;
	}
	item->epoll = ep;
	item->fd = fd;
	item->of = of;
	item->waiter.notify = item_notify;
	item->is_socket = is_socket(of->file);
	if (item->is_socket && !ep->socket)
		ep->socket = item;
	item->watch.closed = item_closed;
	UK_INIT_LIST_HEAD(&item->ready);
	bucket = &ep->buckets[hash(fd) & (ep->bucket_count - 1)];
	item->next = *bucket;
	*bucket = item;
	ep->count++;
	uk_list_add_tail(&item->watch.link, &of->watches);
	uk_pollq_add(&of->file->pollq, &item->waiter);
	set_event(item, event);
	return 0;
}

void epoll_modify(struct epoll_item *item, const struct epoll_event *event)
{
	set_event(item, event);
}

void epoll_remove(struct epoll_item *item)
{
	struct epoll *ep = item->epoll;
	struct epoll_item **bucket = &ep->buckets[hash(item->fd) & (ep->bucket_count - 1)];

	while (*bucket != item)
		bucket = &(*bucket)->next;
	*bucket = item->next;
	ep->count--;
	if (ep->socket == item)
		ep->socket = NULL;
	uk_pollq_remove(&item->waiter);
	uk_list_del(&item->watch.link);
	uk_list_del(&item->ready);
	uk_free(uk_alloc_get_default(), item);
}

int epoll_collect(struct epoll *ep, struct epoll_event *events, int max)
{
	UK_LIST_HEAD(again);
	int count = 0;

	while (count < max && !uk_list_empty(&ep->ready)) {
		struct epoll_item *item = uk_list_first_entry(&ep->ready, struct epoll_item, ready);
		unsigned int ready;

		/* Asking may notify this very item; that is covered by the answer. */
		ready = item_events(item);
		uk_list_del(&item->ready);
		if (!ready)
			continue;
		events[count].events = ready;
		events[count].data = item->event.data;
		count++;
		if (item->is_socket)
			ep->socket = item;
		if (item->event.events & EPOLLONESHOT)
			item->disabled = 1;
		else if (!(item->event.events & EPOLLET))
			uk_list_add_tail(&item->ready, &again);
	}
	/* Behind those that this call did not reach: all get their turn. */
	while (!uk_list_empty(&again)) {
		struct uk_list_head *first = again.next;

		uk_list_del(first);
		uk_list_add_tail(first, &ep->ready);
	}
	return count;
}

static unsigned int epoll_poll(struct uk_file *file)
{
	struct epoll *ep = file->priv;
	struct epoll_item *item, *next;

	/* A socket that is asked looks at the network devices, which saves the wait for an
	 * interrupt. What arrives for any socket puts that one on the list. */
	if (uk_list_empty(&ep->ready) && ep->socket)
		uk_file_poll(ep->socket->of->file);
	uk_list_for_each_entry_safe (item, next, &ep->ready, ready) {
		if (item_events(item))
			return EPOLLIN | EPOLLRDNORM;
		uk_list_del(&item->ready);
	}
	return 0;
}

static void epoll_release(struct uk_file *file)
{
	struct epoll *ep = file->priv;

	for (__u32 i = 0; i < ep->bucket_count; i++)
		while (ep->buckets[i])
			epoll_remove(ep->buckets[i]);
	uk_free(uk_alloc_get_default(), ep->buckets);
	uk_free(uk_alloc_get_default(), ep);
}

const struct uk_file_ops uk_epoll_ops = {
        .poll = epoll_poll,
        .release = epoll_release,
};

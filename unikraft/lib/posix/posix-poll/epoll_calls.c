/* SPDX-License-Identifier: BSD-3-Clause */
/* epoll_create(2), epoll_ctl(2), epoll_wait(2) and their relatives. */
#include <limits.h>
#include <string.h>
#include <uk/alloc.h>
#include <uk/fdtab.h>
#include <uk/syscall.h>
#include "epoll.h"

#define DEEPEST 4 /* links from instance to instance, as Linux */
#define EXCLUSIVE_OK \
	(EPOLLIN | EPOLLOUT | EPOLLERR | EPOLLHUP | EPOLLWAKEUP | EPOLLET | EPOLLEXCLUSIVE)

static int create(int flags)
{
	struct epoll *ep;

	if (flags & ~O_CLOEXEC)
		return -EINVAL;
	ep = uk_calloc(uk_alloc_get_default(), 1, sizeof(*ep));
	if (!ep)
		return -ENOMEM;
	uk_file_init(&ep->file, &uk_epoll_ops, ep);
	UK_INIT_LIST_HEAD(&ep->ready);
	return uk_fdtab_open(&ep->file, O_RDWR | flags);
}

/* How many instances hang below this one, in depth; more than DEEPEST when `wanted` is among them.
 */
static int depth_below(const struct epoll *ep, const struct epoll *wanted, int level)
{
	int deepest = level;

	if (ep == wanted || level > DEEPEST)
		return DEEPEST + 1;
	for (__u32 i = 0; i < ep->bucket_count; i++) {
		for (struct epoll_item *item = ep->buckets[i]; item; item = item->next) {
			int depth;

			if (!epoll_is(item->of->file))
				continue;
			depth = depth_below(item->of->file->priv, wanted, level + 1);
			if (depth > deepest)
				deepest = depth;
		}
	}
	return deepest;
}

/* Instances that watch this one, in depth. */
static int depth_above(const struct epoll *ep, int level)
{
	struct uk_poll_waiter *waiter;
	int deepest = level;

	if (level > DEEPEST)
		return level;
	uk_list_for_each_entry (waiter, &ep->file.pollq.waiters, link) {
		struct epoll_item *item = __containerof(waiter, struct epoll_item, waiter);
		int depth;

		if (!epoll_is_item(waiter))
			continue;
		depth = depth_above(item->epoll, level + 1);
		if (depth > deepest)
			deepest = depth;
	}
	return deepest;
}

static int add(struct epoll *ep, int fd, struct uk_open_file *of, const struct epoll_event *event)
{
	if ((event->events & EPOLLEXCLUSIVE) &&
	    ((event->events & ~EXCLUSIVE_OK) || epoll_is(of->file)))
		return -EINVAL;
	if (epoll_is(of->file) && depth_below(of->file->priv, ep, 1) + depth_above(ep, 0) > DEEPEST)
		return -ELOOP;
	return epoll_add(ep, fd, of, event);
}

static int control(struct uk_open_file *instance, int op, int fd, struct uk_open_file *of,
                   const struct epoll_event *event)
{
	struct epoll *ep = instance->file->priv;
	struct epoll_item *item;

	if (!of->file->ops->poll || (of->flags & O_PATH))
		return of->flags & O_PATH ? -EBADF : -EPERM;
	if (!epoll_is(instance->file) || of->file == instance->file)
		return -EINVAL;
	item = epoll_find(ep, fd, of);
	switch (op) {
	case EPOLL_CTL_ADD:
		return item ? -EEXIST : add(ep, fd, of, event);
	case EPOLL_CTL_DEL:
		if (!item)
			return -ENOENT;
		epoll_remove(item);
		return 0;
	case EPOLL_CTL_MOD:
		if (!item)
			return -ENOENT;
		if ((item->event.events | event->events) & EPOLLEXCLUSIVE)
			return -EINVAL;
		epoll_modify(item, event);
		return 0;
	default:
		return -EINVAL;
	}
}

UK_SYSCALL_R_DEFINE(int, epoll_create, int, size)
{
	return size > 0 ? create(0) : -EINVAL;
}

UK_SYSCALL_R_DEFINE(int, epoll_create1, int, flags)
{
	return create(flags);
}

UK_SYSCALL_R_DEFINE(int, epoll_ctl, int, epfd, int, op, int, fd, struct epoll_event *, event)
{
	struct uk_open_file *instance, *of;
	int rc = -EBADF;

	if (op != EPOLL_CTL_DEL && (__uptr)event < 4096)
		return -EFAULT;
	instance = uk_fdtab_get(epfd);
	of = uk_fdtab_get(fd);
	if (instance && of)
		rc = control(instance, op, fd, of, event);
	if (of)
		uk_open_file_put(of);
	if (instance)
		uk_open_file_put(instance);
	return rc;
}

static int wait_events(struct epoll *ep, struct epoll_event *events, int max, __nsec deadline)
{
	for (;;) {
		int rc = epoll_collect(ep, events, max);

		if (rc || deadline == POLL_NOW)
			return rc;
		rc = uk_pollq_wait(&ep->file, EPOLLIN, deadline);
		if (rc == -ETIMEDOUT)
			return 0;
		if (rc)
			return -EINTR;
	}
}

static int wait_fd(int epfd, struct epoll_event *events, int max, __nsec deadline)
{
	struct uk_open_file *of;
	int rc;

	if (max <= 0 || max > INT_MAX / (int)sizeof(*events))
		return -EINVAL;
	if ((__uptr)events < 4096)
		return -EFAULT;
	of = uk_fdtab_get(epfd);
	if (!of)
		return -EBADF;
	rc = epoll_is(of->file) ? wait_events(of->file->priv, events, max, deadline) : -EINVAL;
	uk_open_file_put(of);
	return rc;
}

UK_SYSCALL_R_DEFINE(int, epoll_wait, int, epfd, struct epoll_event *, events, int, max, int,
                    timeout)
{
	return wait_fd(epfd, events, max, poll_deadline_ms(timeout));
}

UK_SYSCALL_R_DEFINE(int, epoll_pwait, int, epfd, struct epoll_event *, events, int, max, int,
                    timeout, const __u64 *, mask, size_t, size)
{
	int rc = poll_mask_set(mask, size);

	if (rc)
		return rc;
	return poll_mask_end(mask, wait_fd(epfd, events, max, poll_deadline_ms(timeout)));
}

UK_SYSCALL_R_DEFINE(int, epoll_pwait2, int, epfd, struct epoll_event *, events, int, max,
                    const struct timespec *, timeout, const __u64 *, mask, size_t, size)
{
	__nsec deadline;
	int rc = poll_deadline(timeout, &deadline);

	if (!rc)
		rc = poll_mask_set(mask, size);
	if (rc)
		return rc;
	return poll_mask_end(mask, wait_fd(epfd, events, max, deadline));
}

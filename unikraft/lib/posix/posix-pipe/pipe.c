/* SPDX-License-Identifier: BSD-3-Clause */
/* The buffer of a pipe and the operations on its ends. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/ioctl.h>
#include <uk/alloc.h>
#include <uk/essentials.h>
#include "pipe.h"

static ino_t last_ino;

void pipe_notify_readers(struct pipe *p, unsigned int events)
{
	uk_pollq_notify(&p->end[PIPE_READ].pollq, events);
	uk_pollq_notify(&p->end[PIPE_BOTH].pollq, events);
}

void pipe_notify_writers(struct pipe *p, unsigned int events)
{
	uk_pollq_notify(&p->end[PIPE_WRITE].pollq, events);
	uk_pollq_notify(&p->end[PIPE_BOTH].pollq, events);
}

/* Moves the contents to a ring of another size that holds them: 0, -ENOMEM. */
static int resize(struct pipe *p, __u32 size)
{
	char *ring = uk_malloc(uk_alloc_get_default(), size);
	__u32 first = MIN(p->used, p->size - p->head);

	if (!ring)
		return -ENOMEM;
	if (p->ring) {
		memcpy(ring, p->ring + p->head, first);
		memcpy(ring + first, p->ring, p->used - first);
	}
	uk_free(uk_alloc_get_default(), p->ring);
	p->ring = ring;
	p->size = size;
	p->head = 0;
	return 0;
}

/* Room for n more bytes if the capacity allows it. Short of memory, what is there has to do. */
static void grow(struct pipe *p, __sz n)
{
	__u32 size = p->size ? p->size : PIPE_FIRST;

	while (size < p->capacity && size - p->used < n)
		size *= 2;
	if (size > p->size)
		resize(p, size);
}

static __ssz pipe_read(struct uk_open_file *of, const struct iovec *iov, int iovcnt,
                       __off off __maybe_unused)
{
	struct pipe *p = of->file->priv;
	__sz n = MIN(uk_iov_length(iov, iovcnt), (__sz)p->used);
	__sz first = MIN(n, (__sz)(p->size - p->head));
	int was_full = p->capacity - p->used < PIPE_FIRST;

	if (!uk_iov_length(iov, iovcnt))
		return 0;
	if (!n)
		return pipe_writers(p) ? -EAGAIN : 0;
	uk_iov_put(iov, 0, p->ring + p->head, first);
	uk_iov_put(iov, first, p->ring, n - first);
	p->head = (p->head + n) & (p->size - 1);
	p->used -= n;
	/* Only the change is an event: edge-triggered watchers count on that. */
	if (was_full && p->capacity - p->used >= PIPE_FIRST)
		pipe_notify_writers(p, EPOLLOUT | EPOLLWRNORM);
	return n;
}

static __ssz pipe_write(struct uk_open_file *of, const struct iovec *iov, int iovcnt,
                        __off off __maybe_unused)
{
	struct pipe *p = of->file->priv;
	__sz want = uk_iov_length(iov, iovcnt), room, first;
	__u32 tail;

	if (!want)
		return 0;
	if (!pipe_readers(p))
		return -EPIPE;
	if (p->size - p->used < want)
		grow(p, want);
	room = p->size - p->used;
	if (!p->size && !room)
		return -ENOMEM;
	/* Up to PIPE_BUF bytes go together or not at all. */
	if (!room || (want <= PIPE_FIRST && room < want))
		return -EAGAIN;
	want = MIN(want, room);
	tail = (p->head + p->used) & (p->size - 1);
	first = MIN(want, (__sz)(p->size - tail));
	uk_iov_get(iov, 0, p->ring + tail, first);
	uk_iov_get(iov, first, p->ring, want - first);
	p->used += want;
	pipe_notify_readers(p, EPOLLIN | EPOLLRDNORM);
	return want;
}

static unsigned int read_events(const struct pipe *p)
{
	/* A FIFO that no writer has opened yet is not hung up. */
	return (p->used ? EPOLLIN | EPOLLRDNORM : 0) |
	       (!pipe_writers(p) && p->writers_seen ? EPOLLHUP : 0);
}

static unsigned int write_events(const struct pipe *p)
{
	return (p->capacity - p->used >= PIPE_FIRST ? EPOLLOUT | EPOLLWRNORM : 0) |
	       (!pipe_readers(p) ? EPOLLERR : 0);
}

static unsigned int poll_read(struct uk_file *file)
{
	return read_events(file->priv);
}

static unsigned int poll_write(struct uk_file *file)
{
	return write_events(file->priv);
}

static unsigned int poll_both(struct uk_file *file)
{
	return read_events(file->priv) | write_events(file->priv);
}

static int pipe_stat(struct uk_file *file, struct stat *st)
{
	struct pipe *p = file->priv;

	st->st_mode = S_IFIFO | 0600;
	st->st_nlink = 1;
	st->st_ino = p->ino;
	st->st_blksize = 4096;
	return 0;
}

static int pipe_ioctl(struct uk_open_file *of, unsigned int request, void *arg)
{
	struct pipe *p = of->file->priv;

	if (request != FIONREAD)
		return -ENOTTY;
	*(int *)arg = p->used;
	return 0;
}

static int set_capacity(struct pipe *p, unsigned long bytes)
{
	__u32 size = PIPE_FIRST;

	if (bytes > PIPE_LARGEST)
		return -EINVAL;
	while (size < bytes)
		size *= 2;
	if (size < p->used)
		return -EBUSY;
	if (p->size > size && resize(p, size))
		return -ENOMEM;
	p->capacity = size;
	pipe_notify_writers(p, EPOLLOUT | EPOLLWRNORM);
	return size;
}

static int pipe_fcntl(struct uk_open_file *of, int cmd, unsigned long arg)
{
	struct pipe *p = of->file->priv;

	switch (cmd) {
	case F_GETPIPE_SZ:
		return p->capacity;
	case F_SETPIPE_SZ:
		return set_capacity(p, arg);
	default:
		return -EINVAL;
	}
}

void pipe_put(struct pipe *p)
{
	if (--p->users)
		return;
	if (p->node)
		p->node->object = NULL;
	uk_free(uk_alloc_get_default(), p->ring);
	uk_free(uk_alloc_get_default(), p);
}

/* An end has no descriptor any more: the other side learns it. */
static void pipe_release(struct uk_file *file)
{
	struct pipe *p = file->priv;

	if (!pipe_writers(p))
		pipe_notify_readers(p, EPOLLHUP | EPOLLIN);
	if (!pipe_readers(p))
		pipe_notify_writers(p, EPOLLERR | EPOLLOUT);
	pipe_put(p);
}

#define COMMON .stat = pipe_stat, .ioctl = pipe_ioctl, .fcntl = pipe_fcntl, .release = pipe_release

static const struct uk_file_ops end_ops[PIPE_ENDS] = {
        [PIPE_READ] = {COMMON, .read = pipe_read, .poll = poll_read},
        [PIPE_WRITE] = {COMMON, .write = pipe_write, .poll = poll_write},
        [PIPE_BOTH] = {COMMON, .read = pipe_read, .write = pipe_write, .poll = poll_both},
};

struct pipe *pipe_new(void)
{
	struct pipe *p = uk_calloc(uk_alloc_get_default(), 1, sizeof(*p));

	if (!p)
		return NULL;
	for (int i = 0; i < PIPE_ENDS; i++) {
		uk_file_init(&p->end[i], &end_ops[i], p);
		p->end[i].refs = 0;
	}
	p->capacity = PIPE_DEFAULT;
	p->ino = ++last_ino;
	return p;
}

struct uk_file *pipe_open_end(struct pipe *p, enum pipe_end end)
{
	if (!p->end[end].refs)
		p->users++;
	if (end != PIPE_WRITE)
		p->readers_seen++;
	if (end != PIPE_READ)
		p->writers_seen++;
	return uk_file_get(&p->end[end]);
}

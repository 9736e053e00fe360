/* SPDX-License-Identifier: BSD-3-Clause */
/* eventfd(2): a counter to wait for. */
#include <errno.h>
#include <fcntl.h>
#include <uk/alloc.h>
#include <uk/fdtab.h>
#include <uk/syscall.h>

#define SEMAPHORE 1 /* EFD_SEMAPHORE */
#define LARGEST   (~0ul - 1)

struct eventfd {
	struct uk_file file;
	__u64 count;
	int semaphore;
};

static __ssz eventfd_read(struct uk_open_file *of, const struct iovec *iov, int iovcnt,
                          __off off __maybe_unused)
{
	struct eventfd *e = of->file->priv;
	__u64 value;

	if (uk_iov_length(iov, iovcnt) < sizeof(value))
		return -EINVAL;
	if (!e->count)
		return -EAGAIN;
	value = e->semaphore ? 1 : e->count;
	e->count -= value;
	uk_iov_put(iov, 0, &value, sizeof(value));
	uk_pollq_notify(&e->file.pollq, EPOLLOUT | EPOLLWRNORM);
	return sizeof(value);
}

static __ssz eventfd_write(struct uk_open_file *of, const struct iovec *iov, int iovcnt,
                           __off off __maybe_unused)
{
	struct eventfd *e = of->file->priv;
	__u64 value;

	if (uk_iov_length(iov, iovcnt) < sizeof(value))
		return -EINVAL;
	uk_iov_get(iov, 0, &value, sizeof(value));
	if (value > LARGEST)
		return -EINVAL;
	if (LARGEST - e->count < value)
		return -EAGAIN;
	e->count += value;
	uk_pollq_notify(&e->file.pollq, EPOLLIN | EPOLLRDNORM);
	return sizeof(value);
}

static unsigned int eventfd_poll(struct uk_file *file)
{
	struct eventfd *e = file->priv;

	return (e->count ? EPOLLIN | EPOLLRDNORM : 0) |
	       (e->count < LARGEST ? EPOLLOUT | EPOLLWRNORM : 0);
}

static void eventfd_release(struct uk_file *file)
{
	uk_free(uk_alloc_get_default(), file->priv);
}

static const struct uk_file_ops eventfd_ops = {
        .read = eventfd_read,
        .write = eventfd_write,
        .poll = eventfd_poll,
        .release = eventfd_release,
};

static int make_eventfd(unsigned int count, int flags)
{
	struct eventfd *e;

	if (flags & ~(SEMAPHORE | O_CLOEXEC | O_NONBLOCK))
		return -EINVAL;
	e = uk_malloc(uk_alloc_get_default(), sizeof(*e));
	if (!e)
		return -ENOMEM;
	uk_file_init(&e->file, &eventfd_ops, e);
	e->count = count;
	e->semaphore = flags & SEMAPHORE;
	return uk_fdtab_open(&e->file, O_RDWR | (flags & ~SEMAPHORE));
}

UK_SYSCALL_R_DEFINE(int, eventfd, unsigned int, count)
{
	return make_eventfd(count, 0);
}

UK_SYSCALL_R_DEFINE(int, eventfd2, unsigned int, count, int, flags)
{
	return make_eventfd(count, flags);
}

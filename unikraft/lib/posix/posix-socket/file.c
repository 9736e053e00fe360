/* SPDX-License-Identifier: BSD-3-Clause */
/* A socket as a file: read, write, poll, ioctl, fstat, close. */
#include <sys/ioctl.h>
#include <uk/alloc.h>
#include <uk/plat/time.h>
#include "core.h"

static __ssz sock_read(struct uk_open_file *of, const struct iovec *iov, int iovcnt, __off off)
{
	posix_sock *sock = of->file->priv;
	struct msghdr msg = {.msg_iov = (struct iovec *)(__uptr)iov, .msg_iovlen = iovcnt};

	(void)off;
	/* fdio does the waiting. */
	return sock->driver->ops->recvmsg(sock, &msg, MSG_DONTWAIT);
}

static __ssz sock_write(struct uk_open_file *of, const struct iovec *iov, int iovcnt, __off off)
{
	posix_sock *sock = of->file->priv;
	struct msghdr msg = {.msg_iov = (struct iovec *)(__uptr)iov, .msg_iovlen = iovcnt};
	ssize_t n;

	(void)off;
	/* The first piece as an operation that never sleeps; once something is on its way, a
	 * blocking write goes on until all is, which only this place can do. */
	n = sock->driver->ops->sendmsg(sock, &msg, MSG_DONTWAIT);
	if (n < 0)
		return sock_broken(sock, n, 0);
	if ((of->flags & O_NONBLOCK) || !sock_is_stream(sock) ||
	    (__sz)n == uk_iov_length(iov, iovcnt))
		return n;
	return sock_send_rest(of, sock, &msg, 0, n);
}

static unsigned int sock_poll(struct uk_file *file)
{
	posix_sock *sock = file->priv;

	return sock->driver->ops->poll ? sock->driver->ops->poll(sock) : sock->events;
}

static int sock_stat(struct uk_file *file, struct stat *st)
{
	(void)file;
	st->st_mode = S_IFSOCK | 0777;
	st->st_nlink = 1;
	st->st_blksize = 4096;
	return 0;
}

static int sock_ioctl(struct uk_open_file *of, unsigned int request, void *arg)
{
	posix_sock *sock = of->file->priv;

	return sock->driver->ops->ioctl ? sock->driver->ops->ioctl(sock, request, arg) : -ENOTTY;
}

static void sock_closed(struct uk_open_file *of)
{
	posix_sock *sock = of->file->priv;
	__nsec wait, deadline;

	/* An open file that goes while the socket is still in use elsewhere (accept in another
	 * thread, a descriptor in transit) is not the end of the socket. */
	if (!sock->driver->ops->linger || sock->file.refs > 1 || (of->flags & O_NONBLOCK))
		return;
	wait = sock->driver->ops->linger(sock);
	if (!wait)
		return;
	deadline = ukplat_monotonic_clock() + wait;
	while (sock->driver->ops->linger(sock) && ukplat_monotonic_clock() < deadline)
		if (uk_pollq_wait(&sock->file, EPOLLHUP, deadline))
			break;
}

static void sock_release(struct uk_file *file)
{
	posix_sock *sock = file->priv;

	sock->driver->ops->close(sock);
	uk_free(uk_alloc_get_default(), sock);
}

const struct uk_file_ops posix_sock_file_ops = {
        .read = sock_read,
        .write = sock_write,
        .poll = sock_poll,
        .stat = sock_stat,
        .ioctl = sock_ioctl,
        .closed = sock_closed,
        .release = sock_release,
};

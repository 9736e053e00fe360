/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Sending and receiving with all waiting: drivers move what they can at once, this file waits, goes
 * on after partial transfers, and raises SIGPIPE.
 */
#include <signal.h>
#include "core.h"

void __weak uk_signal_raise_current(int signo);

/* How many parts of a vector are handed to a driver at a time when a transfer goes on in the
 * middle; the program's vector is not to be changed. */
#define PARTS 8

ssize_t sock_broken(posix_sock *sock, ssize_t result, int flags)
{
	if (result == -EPIPE && sock->type != SOCK_DGRAM && !(flags & MSG_NOSIGNAL) &&
	    &uk_signal_raise_current)
		uk_signal_raise_current(SIGPIPE);
	return result;
}

/* The next parts of the vector from the byte `skip` on; *more says whether others follow. */
static int parts_from(const struct msghdr *msg, size_t skip, struct iovec *part, int *more)
{
	int n = 0;
	size_t i;

	for (i = 0; i < (size_t)msg->msg_iovlen && skip >= msg->msg_iov[i].iov_len; i++)
		skip -= msg->msg_iov[i].iov_len;
	for (; i < (size_t)msg->msg_iovlen && n < PARTS; i++, skip = 0) {
		part[n].iov_base = (char *)msg->msg_iov[i].iov_base + skip;
		part[n++].iov_len = msg->msg_iov[i].iov_len - skip;
	}
	*more = i < (size_t)msg->msg_iovlen;
	return n;
}

ssize_t sock_send_rest(struct uk_open_file *of, posix_sock *sock, const struct msghdr *msg,
                       int flags, ssize_t done)
{
	struct iovec part[PARTS];
	struct msghdr rest = *msg;
	__nsec deadline = 0;
	ssize_t n = 0;
	int more;

	rest.msg_iov = part;
	rest.msg_controllen = 0;
	for (;;) {
		rest.msg_iovlen = parts_from(msg, (size_t)done, part, &more);
		if (!rest.msg_iovlen)
			return done;
		n = sock->driver->ops->sendmsg(sock, &rest, flags | (more ? MSG_MORE : 0));
		if (n == -EAGAIN)
			n = uk_file_block(of, EPOLLOUT, flags & MSG_DONTWAIT, &deadline);
		if (n < 0)
			break;
		done += n;
	}
	return done ? done : sock_broken(sock, n, flags);
}

ssize_t sock_send(struct uk_open_file *of, posix_sock *sock, const struct msghdr *msg, int flags)
{
	__nsec deadline = 0;
	ssize_t n;

	do
		n = sock->driver->ops->sendmsg(sock, msg, flags);
	while (n == -EAGAIN && !(n = uk_file_block(of, EPOLLOUT, flags & MSG_DONTWAIT, &deadline)));
	if (n < 0)
		return sock_broken(sock, n, flags);
	if (!sock_is_stream(sock) || (flags & MSG_DONTWAIT) || (of->flags & O_NONBLOCK) ||
	    (size_t)n == uk_iov_length(msg->msg_iov, msg->msg_iovlen))
		return n;
	return sock_send_rest(of, sock, msg, flags, n);
}

static ssize_t receive_all(struct uk_open_file *of, posix_sock *sock, struct msghdr *msg, int flags,
                           ssize_t done)
{
	struct iovec part[PARTS];
	struct msghdr rest = {.msg_iov = part};
	__nsec deadline = 0;
	ssize_t n;
	int more;

	for (;;) {
		rest.msg_iovlen = parts_from(msg, (size_t)done, part, &more);
		if (!rest.msg_iovlen)
			return done;
		n = sock->driver->ops->recvmsg(sock, &rest, flags);
		if (n == -EAGAIN) {
			n = uk_file_block(of, EPOLLIN, flags & MSG_DONTWAIT, &deadline);
			if (!n)
				continue;
		}
		if (n <= 0)
			return done;
		done += n;
	}
}

ssize_t sock_receive(struct uk_open_file *of, posix_sock *sock, struct msghdr *msg, int flags)
{
	unsigned int events = flags & MSG_ERRQUEUE ? EPOLLERR : EPOLLIN;
	__nsec deadline = 0;
	ssize_t n;

	do
		n = sock->driver->ops->recvmsg(sock, msg, flags);
	while (n == -EAGAIN &&
	       !(n = uk_file_block(of, events, flags & (MSG_DONTWAIT | MSG_ERRQUEUE), &deadline)));
	if (n <= 0 || !(flags & MSG_WAITALL) || (flags & MSG_PEEK) || !sock_is_stream(sock))
		return n;
	return receive_all(of, sock, msg, flags, n);
}

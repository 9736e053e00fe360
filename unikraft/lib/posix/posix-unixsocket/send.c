/* SPDX-License-Identifier: BSD-3-Clause */
/* Local sockets: sending puts a message into the receiver's queue. */
#include "unix.h"

/* One message of a stream; longer writes become several. */
#define PIECE 32768

void unix_message_free(struct unix_message *m)
{
	unix_rights_free(m->rights);
	uk_free(uk_alloc_get_default(), m);
}

static struct unix_message *message_new(const struct msghdr *msg, size_t skip, size_t len)
{
	struct unix_message *m = uk_malloc(uk_alloc_get_default(), sizeof(*m) + len);

	if (!m)
		return NULL;
	memset(m, 0, sizeof(*m));
	m->len = len;
	uk_iov_get(msg->msg_iov, skip, m->data, len);
	return m;
}

static void enqueue(struct unix_sock *from, struct unix_sock *to, struct unix_message *m)
{
	m->from = from->addr;
	m->from_len = from->addr_len;
	if (to->rx_tail)
		to->rx_tail->next = m;
	else
		to->rx_head = m;
	to->rx_tail = m;
	to->rx_bytes += m->len;
	unix_events(to, EPOLLIN);
}

static ssize_t send_stream(struct unix_sock *us, const struct msghdr *msg, size_t len,
                           struct unix_rights **rights)
{
	struct unix_sock *to = us->peer;
	size_t done = 0;

	while (done < len && unix_room(us, to)) {
		size_t n = MIN(MIN(len - done, (size_t)PIECE), (size_t)us->sndbuf - to->rx_bytes);
		struct unix_message *m = message_new(msg, done, n);

		if (!m)
			return done ? (ssize_t)done : -ENOBUFS;
		m->rights = *rights;
		*rights = NULL;
		enqueue(us, to, m);
		done += n;
	}
	unix_events(us, 0);
	return done || !len ? (ssize_t)done : -EAGAIN;
}

static ssize_t send_packet(struct unix_sock *us, struct unix_sock *to, const struct msghdr *msg,
                           size_t len, struct unix_rights **rights)
{
	struct unix_message *m;

	if (len > (size_t)us->sndbuf - 32)
		return -EMSGSIZE;
	/* An empty message takes room as well. */
	if (to->rx_bytes && to->rx_bytes + len > (size_t)us->sndbuf)
		return -EAGAIN;
	m = message_new(msg, 0, len);
	if (!m)
		return -ENOBUFS;
	m->rights = *rights;
	*rights = NULL;
	enqueue(us, to, m);
	unix_events(us, 0);
	return (ssize_t)len;
}

/* Whom a datagram is for. */
static int datagram_target(struct unix_sock *us, const struct msghdr *msg, struct unix_sock **to)
{
	int rc;

	if (!msg->msg_name) {
		*to = us->peer;
		if (us->peer)
			return 0;
		return us->connected ? -ECONNREFUSED : -ENOTCONN;
	}
	rc = unix_find(msg->msg_name, msg->msg_namelen, us->type, to);
	if (rc)
		return rc;
	return (*to)->peer && (*to)->peer != us ? -EPERM : 0;
}

static int connected_target(struct unix_sock *us, const struct msghdr *msg, struct unix_sock **to)
{
	if (msg->msg_name)
		return us->connected ? -EISCONN : -EOPNOTSUPP;
	if (!us->connected)
		return -ENOTCONN;
	*to = us->peer;
	return us->peer && !us->peer->shut_rd ? 0 : -EPIPE;
}

ssize_t unix_sendmsg(posix_sock *sock, const struct msghdr *msg, int flags)
{
	struct unix_sock *us = unix_of(sock), *to = NULL;
	size_t len = uk_iov_length(msg->msg_iov, msg->msg_iovlen);
	struct unix_rights *rights = NULL;
	ssize_t rc;

	if (flags & MSG_OOB)
		return -EOPNOTSUPP;
	if (us->error) {
		rc = -us->error;
		us->error = 0;
		return rc;
	}
	if (us->shut_wr)
		return -EPIPE;
	rc = us->type == SOCK_DGRAM ? datagram_target(us, msg, &to)
	                            : connected_target(us, msg, &to);
	if (!rc && to->shut_rd)
		rc = -EPIPE;
	if (!rc)
		rc = unix_rights_get(msg, &rights);
	if (rc)
		return rc;
	rc = us->type == SOCK_STREAM ? send_stream(us, msg, len, &rights)
	                             : send_packet(us, to, msg, len, &rights);
	unix_rights_free(rights);
	return rc;
}

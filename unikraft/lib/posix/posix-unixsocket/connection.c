/* SPDX-License-Identifier: BSD-3-Clause */
/* Local sockets: connections and their end. */
#include "unix.h"

static void peer_name(struct unix_sock *us, const struct unix_sock *peer)
{
	us->peer_addr = peer->addr;
	us->peer_addr_len = peer->addr_len;
}

void unix_pair(struct unix_sock *a, struct unix_sock *b)
{
	a->peer = b;
	b->peer = a;
	a->connected = b->connected = 1;
	peer_name(a, b);
	peer_name(b, a);
}

static int connect_datagram(struct unix_sock *us, const struct sockaddr *addr, socklen_t len)
{
	struct unix_sock *to;
	int rc;

	if (addr->sa_family == AF_UNSPEC) {
		us->peer = NULL;
		us->connected = 0;
		return 0;
	}
	rc = unix_find(addr, len, us->type, &to);
	if (rc)
		return rc;
	/* Who is connected hears only its peer. */
	if (to->peer && to->peer != us)
		return -EPERM;
	us->peer = to;
	us->connected = 1;
	peer_name(us, to);
	unix_events(us, 0);
	return 0;
}

int unix_connect(posix_sock *sock, const struct sockaddr *addr, socklen_t len)
{
	struct unix_sock *us = unix_of(sock), *to, *end;
	int rc;

	if (us->type == SOCK_DGRAM)
		return connect_datagram(us, addr, len);
	if (us->listening)
		return -EINVAL;
	if (us->connected)
		return -EISCONN;
	rc = unix_find(addr, len, us->type, &to);
	if (rc)
		return rc;
	if (!to->listening || to->shut_rd)
		return -ECONNREFUSED;
	if (to->waiting > to->backlog)
		return -EAGAIN;
	end = unix_new(us->type);
	if (!end)
		return -ENOMEM;
	end->addr = to->addr;
	end->addr_len = to->addr_len;
	end->passcred = to->passcred;
	unix_pair(us, end);
	if (to->accept_tail)
		to->accept_tail->accept_next = end;
	else
		to->accept_head = end;
	to->accept_tail = end;
	to->waiting++;
	unix_events(to, EPOLLIN);
	unix_events(us, 0);
	return 0;
}

int unix_listen(posix_sock *sock, int backlog)
{
	struct unix_sock *us = unix_of(sock);

	if (us->type == SOCK_DGRAM)
		return -EOPNOTSUPP;
	if (us->connected || us->addr_len <= sizeof(sa_family_t))
		return -EINVAL;
	us->backlog = backlog < 0 ? 4096 : backlog;
	us->listening = 1;
	unix_events(us, 0);
	return 0;
}

void *unix_accept4(posix_sock *sock, struct sockaddr *addr, socklen_t *len, int flags)
{
	struct unix_sock *us = unix_of(sock), *end = us->accept_head;

	(void)flags;
	if (us->type == SOCK_DGRAM)
		return ERR2PTR(-EOPNOTSUPP);
	if (!us->listening)
		return ERR2PTR(-EINVAL);
	if (!end)
		return ERR2PTR(us->shut_rd ? -EINVAL : -EAGAIN);
	us->accept_head = end->accept_next;
	if (!us->accept_head)
		us->accept_tail = NULL;
	us->waiting--;
	unix_events(us, 0);
	/* Who waits for room in the backlog polls its own socket. */
	for (struct uk_list_head *l = unix_socks.next; l != &unix_socks; l = l->next) {
		struct unix_sock *other = __containerof(l, struct unix_sock, link);

		if (other->sock && !other->connected && other->type == us->type)
			uk_pollq_notify(&other->sock->file.pollq, EPOLLOUT);
	}
	if (addr)
		posix_sock_addr_put(&end->peer_addr, end->peer_addr_len, addr, len);
	return end;
}

int unix_shutdown(posix_sock *sock, int how)
{
	struct unix_sock *us = unix_of(sock), *peer = us->peer;

	if (us->type != SOCK_DGRAM && !us->connected && !us->listening)
		return -ENOTCONN;
	us->shut_rd |= how != SHUT_WR;
	us->shut_wr |= how != SHUT_RD;
	unix_events(us, EPOLLIN | EPOLLOUT);
	if (peer && us->type != SOCK_DGRAM)
		unix_events(peer, EPOLLIN | EPOLLOUT);
	return 0;
}

/* Takes leave of everybody who knows this socket. */
static void disconnect(struct unix_sock *us)
{
	struct uk_list_head *l;
	int unread = us->rx_head != NULL;

	for (l = unix_socks.next; l != &unix_socks; l = l->next) {
		struct unix_sock *other = __containerof(l, struct unix_sock, link);

		if (other->peer != us)
			continue;
		other->peer = NULL;
		if (us->type == SOCK_DGRAM)
			other->error = ECONNREFUSED;
		else if (unread)
			other->error = ECONNRESET;
		unix_events(other, EPOLLIN | EPOLLOUT);
	}
}

static void end_of(struct unix_sock *us)
{
	struct unix_sock *next;

	/* What was connected and never accepted was, for its peer, a connection that broke. */
	for (struct unix_sock *end = us->accept_head; end; end = next) {
		next = end->accept_next;
		if (end->peer)
			end->peer->error = ECONNRESET;
		end_of(end);
	}
	disconnect(us);
	unix_unname(us);
	while (us->rx_head) {
		struct unix_message *m = us->rx_head;

		us->rx_head = m->next;
		unix_message_free(m);
	}
	unix_free(us);
}

int unix_close(posix_sock *sock)
{
	struct unix_sock *us = unix_of(sock);

	us->sock = NULL;
	end_of(us);
	return 0;
}

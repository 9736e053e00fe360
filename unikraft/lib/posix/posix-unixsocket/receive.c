/* SPDX-License-Identifier: BSD-3-Clause */
/* Local sockets: receiving. */
#include "unix.h"

static void room_made(struct unix_sock *us)
{
	struct unix_sock *other;

	unix_events(us, 0);
	if (us->type != SOCK_DGRAM) {
		unix_events(us->peer, EPOLLOUT);
		return;
	}
	/* Datagram senders wait without being known here. */
	uk_list_for_each_entry (other, &unix_socks, link) {
		if (other->type == SOCK_DGRAM && other->sock && other != us)
			uk_pollq_notify(&other->sock->file.pollq, EPOLLOUT);
	}
}

static void dequeue(struct unix_sock *us)
{
	struct unix_message *m = us->rx_head;

	us->rx_head = m->next;
	if (!us->rx_head)
		us->rx_tail = NULL;
	us->rx_bytes -= m->len - m->start;
	unix_message_free(m);
}

static ssize_t receive_stream(struct unix_sock *us, struct msghdr *msg, size_t space, int flags)
{
	size_t want = uk_iov_length(msg->msg_iov, msg->msg_iovlen), done = 0;
	int peek = flags & MSG_PEEK;
	struct unix_message *m = us->rx_head, *next;

	for (; m && done < want; m = next) {
		size_t n = MIN(m->len - m->start, want - done);
		struct unix_rights *rights = m->rights;

		uk_iov_put(msg->msg_iov, done, m->data + m->start, n);
		done += n;
		next = m->next;
		if (rights)
			unix_rights_put(us, msg, space, rights, flags);
		if (peek)
			continue;
		if (rights) {
			unix_rights_free(rights);
			m->rights = NULL;
		}
		m->start += n;
		us->rx_bytes -= n;
		if (m->start == m->len)
			dequeue(us);
		/* The descriptors that came with data are not followed by those of later data. */
		if (rights)
			break;
	}
	if (!peek)
		room_made(us);
	return (ssize_t)done;
}

static ssize_t receive_packet(struct unix_sock *us, struct msghdr *msg, size_t space, int flags)
{
	struct unix_message *m = us->rx_head;
	size_t want = uk_iov_length(msg->msg_iov, msg->msg_iovlen), n = MIN(m->len, want);
	socklen_t room = msg->msg_namelen;
	ssize_t result = (ssize_t)(flags & MSG_TRUNC ? m->len : n);

	uk_iov_put(msg->msg_iov, 0, m->data, n);
	if (n < m->len)
		msg->msg_flags |= MSG_TRUNC;
	if (us->type == SOCK_SEQPACKET)
		msg->msg_flags |= MSG_EOR;
	if (msg->msg_name && us->type == SOCK_DGRAM) {
		msg->msg_namelen = m->from_len > sizeof(sa_family_t) ? m->from_len : 0;
		memcpy(msg->msg_name, &m->from, MIN(room, msg->msg_namelen));
	}
	unix_rights_put(us, msg, space, m->rights, flags);
	if (!(flags & MSG_PEEK)) {
		dequeue(us);
		room_made(us);
	}
	return result;
}

ssize_t unix_recvmsg(posix_sock *sock, struct msghdr *msg, int flags)
{
	struct unix_sock *us = unix_of(sock);
	size_t space = msg->msg_control ? msg->msg_controllen : 0;
	int rc;

	if (flags & MSG_OOB)
		return -EOPNOTSUPP;
	if (us->listening)
		return -EINVAL;
	if (us->type != SOCK_DGRAM && !us->connected)
		return us->type == SOCK_STREAM ? -EINVAL : -ENOTCONN;
	msg->msg_controllen = 0;
	if (us->rx_head) {
		if (us->type != SOCK_STREAM)
			return receive_packet(us, msg, space, flags);
		msg->msg_namelen = 0;
		if (us->passcred)
			unix_rights_put(us, msg, space, NULL, flags);
		return receive_stream(us, msg, space, flags);
	}
	msg->msg_namelen = 0;
	if (us->error) {
		rc = -us->error;
		us->error = 0;
		unix_events(us, 0);
		return rc;
	}
	if (us->shut_rd || (us->type != SOCK_DGRAM && (!us->peer || us->peer->shut_wr)))
		return 0;
	return -EAGAIN;
}

/* SPDX-License-Identifier: BSD-3-Clause */
/* The driver of AF_UNIX: creation, events, options. */
#include <sys/ioctl.h>
#include "unix.h"

struct uk_list_head unix_socks = UK_LIST_HEAD_INIT(unix_socks);

struct unix_sock *unix_new(int type)
{
	struct unix_sock *us = uk_zalloc(uk_alloc_get_default(), sizeof(*us));

	if (!us)
		return NULL;
	us->type = type;
	us->sndbuf = UNIX_BUFFER;
	us->addr.sun_family = us->peer_addr.sun_family = AF_UNIX;
	us->addr_len = us->peer_addr_len = sizeof(sa_family_t);
	uk_list_add_tail(&us->link, &unix_socks);
	return us;
}

void unix_free(struct unix_sock *us)
{
	uk_list_del(&us->link);
	uk_free(uk_alloc_get_default(), us);
}

static int type_check(int type, int protocol)
{
	if (protocol && protocol != AF_UNIX)
		return -EPROTONOSUPPORT;
	if (type != SOCK_STREAM && type != SOCK_DGRAM && type != SOCK_SEQPACKET)
		return -ESOCKTNOSUPPORT;
	return 0;
}

static void *unix_create(const struct posix_socket_driver *d, int family, int type, int protocol)
{
	int rc = type_check(type, protocol);
	struct unix_sock *us;

	(void)d, (void)family;
	if (rc)
		return ERR2PTR(rc);
	us = unix_new(type);
	return us ? (void *)us : ERR2PTR(-ENOMEM);
}

static int unix_socketpair(const struct posix_socket_driver *d, int family, int type, int protocol,
                           void *sockvec[2])
{
	int rc = type_check(type, protocol);
	struct unix_sock *a, *b;

	(void)d, (void)family;
	if (rc)
		return rc;
	a = unix_new(type);
	b = unix_new(type);
	if (!a || !b) {
		if (a)
			unix_free(a);
		if (b)
			unix_free(b);
		return -ENOMEM;
	}
	unix_pair(a, b);
	sockvec[0] = a;
	sockvec[1] = b;
	return 0;
}

int unix_room(const struct unix_sock *from, const struct unix_sock *to)
{
	return to->rx_bytes < (size_t)from->sndbuf;
}

static unsigned int events_of(const struct unix_sock *us)
{
	unsigned int ev = 0;
	int end;

	if (us->listening)
		return us->accept_head ? EPOLLIN | EPOLLRDNORM : 0;
	if (us->error)
		ev |= EPOLLERR;
	if (us->rx_head)
		ev |= EPOLLIN | EPOLLRDNORM;
	if (us->type == SOCK_DGRAM) {
		if (us->shut_rd)
			ev |= EPOLLIN | EPOLLRDNORM | EPOLLRDHUP;
		if (us->shut_rd && us->shut_wr)
			ev |= EPOLLHUP;
		return !us->peer || unix_room(us, us->peer) ? ev | EPOLLOUT | EPOLLWRNORM : ev;
	}
	if (!us->connected)
		return ev | EPOLLOUT | EPOLLWRNORM | EPOLLHUP;
	end = us->shut_rd || !us->peer || us->peer->shut_wr;
	if (end)
		ev |= EPOLLIN | EPOLLRDNORM | EPOLLRDHUP;
	if (!us->peer || (end && us->shut_wr))
		ev |= EPOLLHUP;
	if (!us->peer || us->shut_wr || us->peer->rx_bytes * 4 <= (size_t)us->sndbuf)
		ev |= EPOLLOUT | EPOLLWRNORM;
	return ev;
}

void unix_events(struct unix_sock *us, unsigned int fresh)
{
	unsigned int ev;

	if (!us || !us->sock)
		return;
	ev = events_of(us);
	if (ev & fresh & us->sock->events)
		uk_pollq_notify(&us->sock->file.pollq, ev & fresh);
	posix_sock_event_assign(us->sock, ev);
}

unsigned int unix_poll(posix_sock *sock)
{
	return sock->events = events_of(unix_of(sock));
}

static void unix_poll_setup(posix_sock *sock)
{
	struct unix_sock *us = unix_of(sock);

	us->sock = sock;
	sock->protocol = 0;
	posix_sock_event_assign(sock, events_of(us));
}

static int unix_getsockopt(posix_sock *sock, int level, int name, void *value, socklen_t *len)
{
	struct unix_sock *us = unix_of(sock);
	struct ucred cred = {.pid = 1};
	struct linger linger = {0};
	int n;

	if (level != SOL_SOCKET)
		return -EOPNOTSUPP;
	switch (name) {
	case SO_ERROR:
		n = us->error;
		us->error = 0;
		unix_events(us, 0);
		return posix_sock_opt_put_int(value, len, n);
	case SO_PROTOCOL:
		return posix_sock_opt_put_int(value, len, 0);
	case SO_ACCEPTCONN:
		return posix_sock_opt_put_int(value, len, us->listening);
	case SO_SNDBUF:
	case SO_RCVBUF:
		return posix_sock_opt_put_int(value, len,
		                              name == SO_SNDBUF ? us->sndbuf : UNIX_BUFFER);
	case SO_PASSCRED:
		return posix_sock_opt_put_int(value, len, us->passcred);
	case SO_PEERCRED:
		/* There is one process, and its user is root. */
		if (!us->connected || us->type == SOCK_DGRAM) {
			cred.pid = us->connected ? 1 : 0;
			cred.uid = cred.gid = us->connected ? 0 : (uid_t)-1;
		}
		return posix_sock_opt_put(value, len, &cred, sizeof(cred));
	case SO_LINGER:
		return posix_sock_opt_put(value, len, &linger, sizeof(linger));
	case SO_REUSEADDR:
	case SO_KEEPALIVE:
	case SO_BROADCAST:
		return posix_sock_opt_put_int(value, len, 0);
	default:
		return -ENOPROTOOPT;
	}
}

static int unix_setsockopt(posix_sock *sock, int level, int name, const void *value, socklen_t len)
{
	struct unix_sock *us = unix_of(sock);
	int n, rc;

	if (level != SOL_SOCKET)
		return -EOPNOTSUPP;
	rc = posix_sock_opt_get_int(value, len, &n);
	if (rc)
		return rc;
	switch (name) {
	case SO_SNDBUF:
		/* Linux doubles what is asked for and keeps it within bounds. */
		us->sndbuf = n < 2304 ? 4608 : n > UNIX_BUFFER ? 2 * UNIX_BUFFER : 2 * n;
		unix_events(us, 0);
		return 0;
	case SO_PASSCRED:
		us->passcred = !!n;
		return 0;
	case SO_RCVBUF:
	case SO_REUSEADDR:
	case SO_KEEPALIVE:
	case SO_BROADCAST:
	case SO_LINGER:
		/* Accepted by Linux, too; without effect on local sockets. */
		return 0;
	default:
		return -ENOPROTOOPT;
	}
}

static int unix_ioctl(posix_sock *sock, unsigned int request, void *arg)
{
	struct unix_sock *us = unix_of(sock);

	switch (request) {
	case FIONREAD:
		if (us->listening)
			return -EINVAL;
		*(int *)arg = us->type == SOCK_STREAM ? (int)us->rx_bytes
		              : us->rx_head           ? (int)us->rx_head->len
		                                      : 0;
		return 0;
	case TIOCOUTQ:
		*(int *)arg = us->peer ? (int)us->peer->rx_bytes : 0;
		return 0;
	default:
		return -ENOTTY;
	}
}

static const struct posix_socket_ops unix_ops = {
        .create = unix_create,
        .socketpair = unix_socketpair,
        .poll_setup = unix_poll_setup,
        .accept4 = unix_accept4,
        .bind = unix_bind,
        .listen = unix_listen,
        .connect = unix_connect,
        .shutdown = unix_shutdown,
        .getpeername = unix_getpeername,
        .getsockname = unix_getsockname,
        .getsockopt = unix_getsockopt,
        .setsockopt = unix_setsockopt,
        .recvmsg = unix_recvmsg,
        .sendmsg = unix_sendmsg,
        .ioctl = unix_ioctl,
        .poll = unix_poll,
        .close = unix_close,
};

POSIX_SOCKET_FAMILY_REGISTER(AF_UNIX, &unix_ops);

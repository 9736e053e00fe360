/* SPDX-License-Identifier: BSD-3-Clause */
/* The driver: from posix-socket's operations to those of TCP and UDP. */
#include "lwip/netif.h"
#include "inet.h"

void inet_sock_init(struct inet_sock *is, const struct inet_proto *proto, int family, int protocol)
{
	is->proto = proto;
	is->family = family;
	is->protocol = protocol;
	is->mcast_ttl = is->mcast_loop = is->mcast6_loop = 1;
	is->mcast6_hops = 1;
	is->hops = 64;
	is->mtu_discover = IP_PMTUDISC_WANT;
#if LWIP_IPV6
	if (family == AF_INET6)
		ip_addr_copy(is->local, *IP6_ADDR_ANY);
	else
#endif
		ip_addr_copy(is->local, *IP4_ADDR_ANY);
	ip_addr_copy(is->remote, is->local);
}

static struct inet_sock *inet_of(posix_sock *sock)
{
	return posix_sock_get_data(sock);
}

static void *inet_create(const struct posix_socket_driver *d, int family, int type, int protocol)
{
	struct inet_sock *is;

	(void)d;
	if (lwip_stack_init())
		return ERR2PTR(-ENOBUFS);
	if (type != SOCK_STREAM && type != SOCK_DGRAM)
		return ERR2PTR(type == SOCK_RAW ? -EPROTONOSUPPORT : -ESOCKTNOSUPPORT);
	if (protocol < 0 || protocol > 255)
		return ERR2PTR(-EINVAL);
	if (protocol && protocol != (type == SOCK_STREAM ? IPPROTO_TCP : IPPROTO_UDP))
		return ERR2PTR(-EPROTONOSUPPORT);
	is = type == SOCK_STREAM ? tcp_sock_new(family) : udp_sock_new(family);
	return is ? (void *)is : ERR2PTR(-ENOBUFS);
}

static void inet_poll_setup(posix_sock *sock)
{
	struct inet_sock *is = inet_of(sock);

	is->sock = sock;
	sock->protocol = is->protocol;
	posix_sock_event_assign(sock, is->proto->poll(is));
}

static void *inet_accept4(posix_sock *sock, struct sockaddr *addr, socklen_t *addr_len, int flags)
{
	struct inet_sock *is = inet_of(sock), *child;
	struct sockaddr_storage sa;
	socklen_t len;

	(void)flags;
	if (is->protocol != IPPROTO_TCP)
		return ERR2PTR(-EOPNOTSUPP);
	child = tcp_sock_accept(is);
	if (PTRISERR(child))
		return child;
	len = inet_address_put(child, &child->remote, child->remote_port, &sa);
	if (addr)
		posix_sock_addr_put(&sa, len, addr, addr_len);
	return child;
}

static int inet_bind(posix_sock *sock, const struct sockaddr *addr, socklen_t len)
{
	struct inet_sock *is = inet_of(sock);
	struct sockaddr_in any;
	ip_addr_t ip;
	u16_t port;
	int rc;

	/* Linux: AF_UNSPEC is taken for AF_INET when the address is "any". */
	if (is->family == AF_INET && addr->sa_family == AF_UNSPEC && len >= sizeof(any)) {
		memcpy(&any, addr, sizeof(any));
		if (!any.sin_addr.s_addr) {
			any.sin_family = AF_INET;
			addr = (struct sockaddr *)&any;
		}
	}
	rc = inet_address_get(is, addr, len, &ip, &port);
	if (rc)
		return rc == -ENETUNREACH ? -EINVAL : rc;
	if (!inet_address_bindable(&ip) ||
	    (is->protocol == IPPROTO_TCP && ip_addr_ismulticast(&ip)))
		return -EADDRNOTAVAIL;
	return is->proto->bind(is, &ip, port);
}

static int inet_listen(posix_sock *sock, int backlog)
{
	struct inet_sock *is = inet_of(sock);

	return is->protocol == IPPROTO_TCP ? tcp_sock_listen(is, backlog) : -EOPNOTSUPP;
}

static int inet_connect(posix_sock *sock, const struct sockaddr *addr, socklen_t len)
{
	struct inet_sock *is = inet_of(sock);
	ip_addr_t ip;
	u16_t port;
	int rc;

	if (addr->sa_family == AF_UNSPEC)
		return is->proto->disconnect(is);
	rc = inet_address_get(is, addr, len, &ip, &port);
	if (rc)
		return rc;
	/* "This host" is the loop-back interface. */
	if (ip_addr_isany_val(ip)) {
		if (IP_IS_V6_VAL(ip))
			ip_addr_set_loopback_val(1, ip);
		else
			ip_addr_set_loopback_val(0, ip);
	}
	return is->proto->connect(is, &ip, port);
}

static int inet_shutdown(posix_sock *sock, int how)
{
	struct inet_sock *is = inet_of(sock);

	return is->proto->shutdown(is, how);
}

static int inet_getsockname(posix_sock *sock, struct sockaddr *addr, socklen_t *addr_len)
{
	struct inet_sock *is = inet_of(sock);
	struct sockaddr_storage sa;
	socklen_t len = inet_address_put(is, &is->local, is->local_port, &sa);

	posix_sock_addr_put(&sa, len, addr, addr_len);
	return 0;
}

static int inet_getpeername(posix_sock *sock, struct sockaddr *addr, socklen_t *addr_len)
{
	struct inet_sock *is = inet_of(sock);
	struct sockaddr_storage sa;
	socklen_t len;

	if (is->protocol == IPPROTO_TCP
	            ? !tcp_of(is)->connected || (!tcp_of(is)->pcb && tcp_of(is)->state == CLOSED)
	            : !udp_of(is)->connected)
		return -ENOTCONN;
	len = inet_address_put(is, &is->remote, is->remote_port, &sa);
	posix_sock_addr_put(&sa, len, addr, addr_len);
	return 0;
}

static ssize_t inet_recvmsg(posix_sock *sock, struct msghdr *msg, int flags)
{
	struct inet_sock *is = inet_of(sock);

	return is->proto->recvmsg(is, msg, flags);
}

static ssize_t inet_sendmsg(posix_sock *sock, const struct msghdr *msg, int flags)
{
	struct inet_sock *is = inet_of(sock);

	return is->proto->sendmsg(is, msg, flags);
}

static unsigned int inet_poll(posix_sock *sock)
{
	struct inet_sock *is = inet_of(sock);
	unsigned int ev = is->proto->poll(is);

	/* Who asks is about to sleep unless something is there: look at the devices. */
	if (!(ev & (EPOLLIN | EPOLLERR | EPOLLHUP)) && lwip_stack_poll())
		ev = is->proto->poll(is);
	sock->events = ev;
	return ev;
}

static __nsec inet_linger(posix_sock *sock)
{
	struct inet_sock *is = inet_of(sock);

	return is->protocol == IPPROTO_TCP ? tcp_sock_linger(is) : 0;
}

static int inet_close(posix_sock *sock)
{
	struct inet_sock *is = inet_of(sock);

	is->sock = NULL;
	is->proto->close(is);
	return 0;
}

static const struct posix_socket_ops inet_ops = {
        .create = inet_create,
        .poll_setup = inet_poll_setup,
        .accept4 = inet_accept4,
        .bind = inet_bind,
        .listen = inet_listen,
        .connect = inet_connect,
        .shutdown = inet_shutdown,
        .getpeername = inet_getpeername,
        .getsockname = inet_getsockname,
        .getsockopt = inet_getsockopt,
        .setsockopt = inet_setsockopt,
        .recvmsg = inet_recvmsg,
        .sendmsg = inet_sendmsg,
        .ioctl = inet_ioctl,
        .poll = inet_poll,
        .linger = inet_linger,
        .close = inet_close,
};

POSIX_SOCKET_FAMILY_REGISTER(AF_INET, &inet_ops);
#if LWIP_IPV6
POSIX_SOCKET_FAMILY_REGISTER(AF_INET6, &inet_ops);
#endif

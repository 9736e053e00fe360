/* SPDX-License-Identifier: BSD-3-Clause */
/* Options of the levels SOL_SOCKET, IPPROTO_IP and IPPROTO_IPV6. */
#include "lwip/netif.h"
#include "inet.h"

#ifndef IPV6_MTU_DISCOVER
#define IPV6_MTU_DISCOVER 23
#endif

/* Where an option that is a plain number lives, and its range. */
struct number {
	int name;
	unsigned short offset;
	unsigned char boolean;
	int least, most;
};

#define FLAG(option, field)                                        \
	{                                                          \
		option, offsetof(struct inet_sock, field), 1, 0, 0 \
	}
#define RANGE(option, field, least, most)                                 \
	{                                                                 \
		option, offsetof(struct inet_sock, field), 0, least, most \
	}

static const struct number socket_numbers[] = {
        FLAG(SO_REUSEADDR, reuseaddr),      FLAG(SO_REUSEPORT, reuseport),
        FLAG(SO_KEEPALIVE, keepalive),      FLAG(SO_BROADCAST, broadcast),
        FLAG(SO_DONTROUTE, dontroute),      FLAG(SO_OOBINLINE, oobinline),
        RANGE(SO_PRIORITY, priority, 0, 6), FLAG(SO_TIMESTAMP, timestamp),
};

static const struct number ip_numbers[] = {
        RANGE(IP_TOS, tos, 0, 255),          RANGE(IP_TTL, ttl, 1, 255),
        FLAG(IP_PKTINFO, pktinfo),           FLAG(IP_RECVTOS, recvtos),
        FLAG(IP_RECVTTL, recvttl),           RANGE(IP_MULTICAST_TTL, mcast_ttl, 0, 255),
        FLAG(IP_MULTICAST_LOOP, mcast_loop), RANGE(IP_MTU_DISCOVER, mtu_discover, 0, 5),
};

static const struct number ipv6_numbers[] = {
        RANGE(IPV6_TCLASS, tclass, -1, 255),    RANGE(IPV6_UNICAST_HOPS, hops, -1, 255),
        FLAG(IPV6_RECVPKTINFO, pktinfo6),       FLAG(IPV6_RECVTCLASS, recvtclass),
        FLAG(IPV6_RECVHOPLIMIT, recvhops),      RANGE(IPV6_MULTICAST_HOPS, mcast6_hops, -1, 255),
        FLAG(IPV6_MULTICAST_LOOP, mcast6_loop), RANGE(IPV6_MTU_DISCOVER, mtu_discover, 0, 5),
};

static int *number_find(struct inet_sock *is, int level, int name, const struct number **found)
{
	const struct number *table = socket_numbers;
	size_t count = ARRAY_SIZE(socket_numbers);

	if (level == IPPROTO_IP) {
		table = ip_numbers;
		count = ARRAY_SIZE(ip_numbers);
	} else if (level == IPPROTO_IPV6) {
		table = ipv6_numbers;
		count = ARRAY_SIZE(ipv6_numbers);
	}
	for (size_t i = 0; i < count; i++)
		if (table[i].name == name) {
			*found = &table[i];
			return (int *)((char *)is + table[i].offset);
		}
	return NULL;
}

/* A number; IP options may be given as one byte. */
static int number_get(int level, const void *value, socklen_t len, int *n)
{
	if (level == IPPROTO_IP && len >= 1 && len < sizeof(int)) {
		*n = *(const unsigned char *)value;
		return 0;
	}
	return posix_sock_opt_get_int(value, len, n);
}

static int number_set(struct inet_sock *is, int level, int name, const void *value, socklen_t len)
{
	const struct number *number;
	int *where = number_find(is, level, name, &number);
	int n, rc;

	if (!where)
		return -ENOPROTOOPT;
	rc = number_get(level, value, len, &n);
	if (rc)
		return rc;
	if (!number->boolean) {
		/* -1 asks for the default. */
		if (name == IP_TTL && level == IPPROTO_IP && n == -1)
			n = 0;
		else if (n < number->least || n > number->most)
			return -EINVAL;
	}
	*where = number->boolean ? !!n : n;
	is->proto->option_changed(is);
	return 0;
}

static int buffer_size(const void *value, socklen_t len, int least, int most, int *size)
{
	int n, rc = posix_sock_opt_get_int(value, len, &n);

	if (rc)
		return rc;
	*size = n < least ? least : n > most ? most : n;
	return 0;
}

static int set_rcvbuf(struct inet_sock *is, const void *value, socklen_t len)
{
	int size, old = is->rcvbuf, rc;

	rc = buffer_size(value, len, 2048, is->protocol == IPPROTO_TCP ? (int)TCP_WND : 1 << 20,
	                 &size);
	if (rc)
		return rc;
	is->rcvbuf = size;
	if (is->protocol == IPPROTO_TCP && tcp_of(is)->connected) {
		struct tcp_sock *ts = tcp_of(is);

		if (size < old) {
			ts->wnd_withheld += (u32_t)(old - size);
		} else if (ts->pcb) {
			u32_t given = MIN(ts->wnd_withheld, (u32_t)(size - old));

			ts->wnd_withheld -= given;
			tcp_sock_consumed(ts, (u32_t)(size - old) - given);
			lwip_stack_leave();
		}
	}
	return 0;
}

static int socket_set(struct inet_sock *is, int name, const void *value, socklen_t len)
{
	switch (name) {
	case SO_RCVBUF:
	case SO_RCVBUFFORCE:
		return set_rcvbuf(is, value, len);
	case SO_SNDBUF:
	case SO_SNDBUFFORCE:
		return buffer_size(value, len, 4096,
		                   is->protocol == IPPROTO_TCP ? (int)TCP_SND_BUF : 1 << 20,
		                   &is->sndbuf);
	case SO_LINGER:
		if (len < sizeof(is->linger))
			return -EINVAL;
		memcpy(&is->linger, value, sizeof(is->linger));
		is->linger.l_onoff = !!is->linger.l_onoff;
		return 0;
	case SO_BINDTODEVICE: {
		char name_text[NETIF_NAMESIZE] = {0};
		struct netif *netif;

		memcpy(name_text, value, MIN(len, (socklen_t)sizeof(name_text) - 1));
		netif = name_text[0] ? netif_find(name_text) : NULL;
		if (name_text[0] && !netif)
			return -ENODEV;
		is->netif_idx = netif ? netif_get_index(netif) : 0;
		is->proto->option_changed(is);
		return 0;
	}
	case SO_RCVLOWAT:
	case SO_SNDLOWAT:
		return name == SO_RCVLOWAT && len >= sizeof(int) && *(const int *)value == 1
		               ? 0
		               : -ENOPROTOOPT;
	default:
		return number_set(is, SOL_SOCKET, name, value, len);
	}
}

static int v6only_set(struct inet_sock *is, const void *value, socklen_t len)
{
	int n, rc = posix_sock_opt_get_int(value, len, &n);

	if (rc)
		return rc;
	if (is->local_port)
		return -EINVAL;
	is->v6only = !!n;
	is->proto->option_changed(is);
	return 0;
}

static int multicast_if_set(struct inet_sock *is, int level, const void *value, socklen_t len)
{
	struct ip_mreqn request;
	struct netif *netif;
	u32_t index;

	if (len < 4)
		return -EINVAL;
	memset(&request, 0, sizeof(request));
	if (level == IPPROTO_IPV6) {
		memcpy(&index, value, 4);
	} else if (len >= sizeof(struct ip_mreq)) {
		memcpy(&request, value, MIN(len, (socklen_t)sizeof(request)));
		index = (u32_t)request.imr_ifindex;
	} else {
		memcpy(&request.imr_address, value, 4);
		index = 0;
	}
	if (!index && request.imr_address.s_addr) {
		NETIF_FOREACH(netif)
		if (netif_ip4_addr(netif)->addr == request.imr_address.s_addr)
			break;
		if (!netif)
			return -EADDRNOTAVAIL;
		index = netif_get_index(netif);
	}
	if (index && !netif_get_by_index((u8_t)index))
		return -ENODEV;
	is->mcast_if = (u8_t)index;
	is->proto->option_changed(is);
	return 0;
}

int inet_setsockopt(posix_sock *sock, int level, int name, const void *value, socklen_t len)
{
	struct inet_sock *is = posix_sock_get_data(sock);

	switch (level) {
	case SOL_SOCKET:
		return socket_set(is, name, value, len);
	case IPPROTO_IP:
		if (name == IP_MULTICAST_IF)
			return multicast_if_set(is, level, value, len);
		if (name == IP_ADD_MEMBERSHIP || name == IP_DROP_MEMBERSHIP)
			return inet_membership(is, level, name, value, len);
		return number_set(is, level, name, value, len);
	case IPPROTO_IPV6:
		if (is->family != AF_INET6)
			return -ENOPROTOOPT;
		if (name == IPV6_V6ONLY)
			return v6only_set(is, value, len);
		if (name == IPV6_MULTICAST_IF)
			return multicast_if_set(is, level, value, len);
		if (name == IPV6_JOIN_GROUP || name == IPV6_LEAVE_GROUP)
			return inet_membership(is, level, name, value, len);
		return number_set(is, level, name, value, len);
	case IPPROTO_TCP:
	case IPPROTO_UDP:
		return level == is->protocol ? is->proto->setopt(is, name, value, len)
		                             : -ENOPROTOOPT;
	default:
		return -ENOPROTOOPT;
	}
}

static int socket_get(struct inet_sock *is, int name, void *value, socklen_t *len)
{
	const struct number *number;
	int *where, n;

	switch (name) {
	case SO_ERROR:
		n = -inet_take_error(is);
		if (is->sock)
			posix_sock_event_assign(is->sock, is->proto->poll(is));
		return posix_sock_opt_put_int(value, len, n);
	case SO_PROTOCOL:
		return posix_sock_opt_put_int(value, len, is->protocol);
	case SO_ACCEPTCONN:
		n = is->protocol == IPPROTO_TCP && tcp_of(is)->state == LISTEN;
		return posix_sock_opt_put_int(value, len, n);
	case SO_RCVBUF:
		return posix_sock_opt_put_int(value, len, is->rcvbuf * 2);
	case SO_SNDBUF:
		return posix_sock_opt_put_int(value, len, is->sndbuf * 2);
	case SO_LINGER:
		return posix_sock_opt_put(value, len, &is->linger, sizeof(is->linger));
	case SO_RCVLOWAT:
	case SO_SNDLOWAT:
		return posix_sock_opt_put_int(value, len, 1);
	default:
		where = number_find(is, SOL_SOCKET, name, &number);
		return where ? posix_sock_opt_put_int(value, len, *where) : -ENOPROTOOPT;
	}
}

static int ip_get(struct inet_sock *is, int level, int name, void *value, socklen_t *len)
{
	const struct number *number;
	int *where = number_find(is, level, name, &number);
	struct netif *netif;

	if (level == IPPROTO_IPV6 && name == IPV6_V6ONLY)
		return posix_sock_opt_put_int(value, len, is->v6only);
	if (level == IPPROTO_IP && name == IP_TTL)
		return posix_sock_opt_put_int(value, len, is->ttl ? is->ttl : 64);
	if (name == (level == IPPROTO_IP ? IP_MTU : IPV6_MTU)) {
		netif = is->remote_port ? inet_route(is, &is->remote) : NULL;
		return netif ? posix_sock_opt_put_int(value, len, netif->mtu ? netif->mtu : 65535)
		             : -ENOTCONN;
	}
	if (name == (level == IPPROTO_IP ? IP_MULTICAST_IF : IPV6_MULTICAST_IF)) {
		u32_t index = level == IPPROTO_IP ? 0 : is->mcast_if;

		return posix_sock_opt_put(value, len, &index, sizeof(index));
	}
	return where ? posix_sock_opt_put_int(value, len, *where) : -ENOPROTOOPT;
}

int inet_getsockopt(posix_sock *sock, int level, int name, void *value, socklen_t *len)
{
	struct inet_sock *is = posix_sock_get_data(sock);

	switch (level) {
	case SOL_SOCKET:
		return socket_get(is, name, value, len);
	case IPPROTO_IP:
		return ip_get(is, level, name, value, len);
	case IPPROTO_IPV6:
		return is->family == AF_INET6 ? ip_get(is, level, name, value, len) : -EOPNOTSUPP;
	case IPPROTO_TCP:
	case IPPROTO_UDP:
		return level == is->protocol ? is->proto->getopt(is, name, value, len)
		                             : -EOPNOTSUPP;
	default:
		return -EOPNOTSUPP;
	}
}

/* SPDX-License-Identifier: BSD-3-Clause */
/* Addresses of programs and of lwIP; lwIP's errors as Linux names them. */
#include "lwip/ip.h"
#include "lwip/netif.h"
#include "inet.h"

int inet_errno(err_t err)
{
	switch (err) {
	case ERR_OK:
		return 0;
	case ERR_MEM:
	case ERR_BUF:
		return -ENOBUFS;
	case ERR_TIMEOUT:
		return -ETIMEDOUT;
	case ERR_RTE:
		return -ENETUNREACH;
	case ERR_INPROGRESS:
		return -EINPROGRESS;
	case ERR_WOULDBLOCK:
		return -EAGAIN;
	case ERR_USE:
		return -EADDRINUSE;
	case ERR_ALREADY:
		return -EALREADY;
	case ERR_ISCONN:
		return -EISCONN;
	case ERR_CONN:
		return -ENOTCONN;
	case ERR_IF:
		return -ENETDOWN;
	case ERR_ABRT:
		return -ECONNABORTED;
	case ERR_RST:
		return -ECONNRESET;
	case ERR_CLSD:
		return -ENOTCONN;
	default:
		return -EINVAL;
	}
}

static int address6(struct inet_sock *is, const struct sockaddr_in6 *in6, ip_addr_t *addr)
{
#if LWIP_IPV6
	const u32_t *word = (const u32_t *)(const void *)&in6->sin6_addr;

	if (IN6_IS_ADDR_V4MAPPED(&in6->sin6_addr)) {
		if (is->v6only)
			return -ENETUNREACH;
		ip_addr_set_ip4_u32_val(*addr, word[3]);
		return 0;
	}
	IP_ADDR6(addr, word[0], word[1], word[2], word[3]);
	if (in6->sin6_scope_id && ip6_addr_has_scope(ip_2_ip6(addr), IP6_UNKNOWN))
		ip6_addr_set_zone(ip_2_ip6(addr), (u8_t)in6->sin6_scope_id);
	return 0;
#else
	(void)is, (void)in6, (void)addr;
	return -EAFNOSUPPORT;
#endif
}

int inet_address_get(struct inet_sock *is, const struct sockaddr *sa, socklen_t len,
                     ip_addr_t *addr, u16_t *port)
{
	if (len < sizeof(sa->sa_family))
		return -EINVAL;
	/* Datagrams of an IPv6 socket may be addressed in the older form, too. */
	if (is->family == AF_INET || (sa->sa_family == AF_INET && is->protocol == IPPROTO_UDP)) {
		const struct sockaddr_in *in = (const void *)sa;

		if (is->v6only)
			return -ENETUNREACH;
		if (len < sizeof(*in))
			return -EINVAL;
		if (in->sin_family != AF_INET)
			return -EAFNOSUPPORT;
		ip_addr_set_ip4_u32_val(*addr, in->sin_addr.s_addr);
		*port = lwip_ntohs(in->sin_port);
		return 0;
	}
	/* Without the scope (RFC 2133) it is an address, too. */
	if (len < __builtin_offsetof(struct sockaddr_in6, sin6_scope_id))
		return -EINVAL;
	if (sa->sa_family != AF_INET6)
		return -EAFNOSUPPORT;
	else {
		struct sockaddr_in6 in6 = {0};

		memcpy(&in6, sa, MIN(len, (socklen_t)sizeof(in6)));
		*port = lwip_ntohs(in6.sin6_port);
		return address6(is, &in6, addr);
	}
}

static void put6(const ip_addr_t *addr, struct sockaddr_in6 *in6)
{
#if LWIP_IPV6
	u32_t *word = (u32_t *)(void *)&in6->sin6_addr;

	if (IP_IS_V6_VAL(*addr)) {
		memcpy(word, ip_2_ip6(addr)->addr, 16);
		if (ip6_addr_has_scope(ip_2_ip6(addr), IP6_UNKNOWN))
			in6->sin6_scope_id = ip6_addr_zone(ip_2_ip6(addr));
	} else if (!IP_IS_ANY_TYPE_VAL(*addr) && !ip4_addr_isany_val(*ip_2_ip4(addr))) {
		word[2] = PP_HTONL(0xffff);
		word[3] = ip_2_ip4(addr)->addr;
	}
#else
	(void)addr, (void)in6;
#endif
}

socklen_t inet_address_put(const struct inet_sock *is, const ip_addr_t *addr, u16_t port,
                           struct sockaddr_storage *sa)
{
	memset(sa, 0, sizeof(*sa));
	if (is->family == AF_INET) {
		struct sockaddr_in *in = (void *)sa;

		in->sin_family = AF_INET;
		in->sin_port = lwip_htons(port);
		in->sin_addr.s_addr = ip_2_ip4(addr)->addr;
		return sizeof(*in);
	} else {
		struct sockaddr_in6 *in6 = (void *)sa;

		in6->sin6_family = AF_INET6;
		in6->sin6_port = lwip_htons(port);
		put6(addr, in6);
		return sizeof(*in6);
	}
}

int inet_address_bindable(const ip_addr_t *addr)
{
	struct netif *netif;

	if (ip_addr_isany(addr) || ip_addr_ismulticast(addr))
		return 1;
	NETIF_FOREACH(netif)
	{
		if (!IP_IS_V6(addr)) {
			if (ip4_addr_cmp(ip_2_ip4(addr), netif_ip4_addr(netif)) ||
			    ip_addr_isbroadcast(addr, netif) ||
			    (ip4_addr_isloopback(ip_2_ip4(addr)) &&
			     ip4_addr_isloopback(netif_ip4_addr(netif))))
				return 1;
		}
#if LWIP_IPV6
		else
			for (s8_t i = 0; i < LWIP_IPV6_NUM_ADDRESSES; i++)
				if (ip6_addr_isvalid(netif_ip6_addr_state(netif, i)) &&
				    ip6_addr_cmp_zoneless(ip_2_ip6(addr), netif_ip6_addr(netif, i)))
					return 1;
#endif
	}
	return 0;
}

u16_t inet_random_port(void)
{
	return (u16_t)(49152 + lwip_random() % 16384);
}

struct netif *inet_route(struct inet_sock *is, const ip_addr_t *remote)
{
	if (is->netif_idx)
		return netif_get_by_index(is->netif_idx);
	return ip_route(&is->local, remote);
}

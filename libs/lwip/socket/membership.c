/* SPDX-License-Identifier: BSD-3-Clause */
/* Multicast groups of a socket; they are left when it is closed. */
#include "lwip/igmp.h"
#include "lwip/mld6.h"
#include "lwip/netif.h"
#include "inet.h"

struct inet_group {
	struct inet_group *next;
	ip_addr_t group;
	struct netif *netif;
};

static err_t change(const ip_addr_t *group, struct netif *netif, int join)
{
#if LWIP_IPV6
	if (IP_IS_V6(group)) {
		ip6_addr_t g6;

		ip6_addr_copy(g6, *ip_2_ip6(group));
		ip6_addr_assign_zone(&g6, IP6_MULTICAST, netif);
		return join ? mld6_joingroup_netif(netif, &g6) : mld6_leavegroup_netif(netif, &g6);
	}
#endif
	return join ? igmp_joingroup_netif(netif, ip_2_ip4(group))
	            : igmp_leavegroup_netif(netif, ip_2_ip4(group));
}

static int request_get(int level, const void *value, socklen_t len, ip_addr_t *group,
                       struct netif **netif)
{
	struct ip_mreqn request;
	struct ipv6_mreq request6;

	if (level == IPPROTO_IPV6) {
		if (len < sizeof(request6))
			return -EINVAL;
		memcpy(&request6, value, sizeof(request6));
#if LWIP_IPV6
		{
			const u32_t *w = (const u32_t *)(const void *)&request6.ipv6mr_multiaddr;

			IP_ADDR6(group, w[0], w[1], w[2], w[3]);
		}
#endif
		*netif = request6.ipv6mr_interface
		                 ? netif_get_by_index((u8_t)request6.ipv6mr_interface)
		                 : netif_default;
		return *netif ? 0 : -ENODEV;
	}
	if (len < sizeof(struct ip_mreq))
		return -EINVAL;
	memset(&request, 0, sizeof(request));
	memcpy(&request, value, MIN(len, (socklen_t)sizeof(request)));
	ip_addr_set_ip4_u32_val(*group, request.imr_multiaddr.s_addr);
	*netif = netif_default;
	if (request.imr_ifindex) {
		*netif = netif_get_by_index((u8_t)request.imr_ifindex);
	} else if (request.imr_address.s_addr) {
		NETIF_FOREACH(*netif)
		if (netif_ip4_addr(*netif)->addr == request.imr_address.s_addr)
			break;
	}
	return *netif ? 0 : -ENODEV;
}

int inet_membership(struct inet_sock *is, int level, int name, const void *value, socklen_t len)
{
	int join = level == IPPROTO_IP ? name == IP_ADD_MEMBERSHIP : name == IPV6_JOIN_GROUP;
	struct inet_group **at, *g;
	struct netif *netif;
	ip_addr_t group;
	int rc = request_get(level, value, len, &group, &netif);

	if (rc)
		return rc;
	if (!ip_addr_ismulticast(&group) || is->protocol != IPPROTO_UDP)
		return -EINVAL;
	for (at = &udp_of(is)->groups; *at; at = &(*at)->next)
		if ((*at)->netif == netif && ip_addr_cmp(&(*at)->group, &group))
			break;
	if (join) {
		if (*at)
			return -EADDRINUSE;
		g = lwip_heap_calloc(1, sizeof(*g));
		if (!g)
			return -ENOBUFS;
		ip_addr_copy(g->group, group);
		g->netif = netif;
		/* The loop-back interface has no groups to report; it delivers everything. */
		if (netif->linkoutput && change(&group, netif, 1) != ERR_OK) {
			lwip_heap_free(g);
			return -ENODEV;
		}
		*at = g;
	} else {
		g = *at;
		if (!g)
			return -EADDRNOTAVAIL;
		*at = g->next;
		change(&group, netif, 0);
		lwip_heap_free(g);
	}
	lwip_stack_leave();
	return 0;
}

void inet_groups_leave(struct inet_sock *is)
{
	struct udp_sock *us = udp_of(is);

	while (us->groups) {
		struct inet_group *g = us->groups;

		us->groups = g->next;
		change(&g->group, g->netif, 0);
		lwip_heap_free(g);
	}
}

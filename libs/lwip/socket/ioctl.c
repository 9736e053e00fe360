/* SPDX-License-Identifier: BSD-3-Clause */
/* ioctl(2) on sockets: how much is queued; the interfaces and their addresses (netdevice(7)). */
#include <net/if.h>
#include <sys/ioctl.h>
#include "lwip/netif.h"
#include "inet.h"

static void name_put(struct netif *netif, char *name)
{
	memset(name, 0, IFNAMSIZ);
	netif_index_to_name(netif_get_index(netif), name);
	/* Linux' name of the loop-back interface. */
	if (name[0] == 'l' && name[1] == 'o')
		name[2] = '\0';
}

static struct netif *name_find(const char *name)
{
	struct netif *netif;
	char text[IFNAMSIZ];

	NETIF_FOREACH(netif)
	{
		name_put(netif, text);
		if (!strncmp(name, text, IFNAMSIZ))
			return netif;
	}
	return NULL;
}

/* lwIP's own names of if_nametoindex(3) and its inverse, which ports written for it call. */
unsigned int lwip_if_nametoindex(const char *name);
char *lwip_if_indextoname(unsigned int index, char *name);

unsigned int lwip_if_nametoindex(const char *name)
{
	struct netif *netif = name_find(name);

	return netif ? netif_get_index(netif) : 0;
}

char *lwip_if_indextoname(unsigned int index, char *name)
{
	struct netif *netif = index <= 255 ? netif_get_by_index((u8_t)index) : NULL;

	if (!netif)
		return NULL;
	name_put(netif, name);
	return name;
}

static void address_put(struct sockaddr *sa, u32_t addr)
{
	struct sockaddr_in in = {.sin_family = AF_INET, .sin_addr.s_addr = addr};

	memcpy(sa, &in, sizeof(in));
}

static short flags_of(const struct netif *netif)
{
	short flags = IFF_RUNNING;

	if (netif_is_up(netif))
		flags |= IFF_UP;
	if (netif->linkoutput)
		flags |= IFF_BROADCAST | IFF_MULTICAST;
	else
		flags |= IFF_LOOPBACK;
	return flags;
}

static int configuration(struct ifconf *conf)
{
	struct netif *netif;
	int len = 0;

	NETIF_FOREACH(netif)
	{
		struct ifreq request;

		if (ip4_addr_isany_val(*netif_ip4_addr(netif)))
			continue;
		if (conf->ifc_buf) {
			if (conf->ifc_len - len < (int)sizeof(request))
				break;
			memset(&request, 0, sizeof(request));
			name_put(netif, request.ifr_name);
			address_put(&request.ifr_addr, netif_ip4_addr(netif)->addr);
			memcpy(conf->ifc_buf + len, &request, sizeof(request));
		}
		len += (int)sizeof(request);
	}
	conf->ifc_len = len;
	return 0;
}

static int interface(unsigned int request, struct ifreq *r)
{
	struct netif *netif = request == SIOCGIFNAME ? netif_get_by_index((u8_t)r->ifr_ifindex)
	                                             : name_find(r->ifr_name);

	if (!netif)
		return -ENODEV;
	switch (request) {
	case SIOCGIFNAME:
		name_put(netif, r->ifr_name);
		return 0;
	case SIOCGIFINDEX:
		r->ifr_ifindex = netif_get_index(netif);
		return 0;
	case SIOCGIFFLAGS:
		r->ifr_flags = flags_of(netif);
		return 0;
	case SIOCGIFMTU:
		r->ifr_mtu = netif->mtu ? netif->mtu : 65536;
		return 0;
	case SIOCGIFHWADDR:
		memset(&r->ifr_hwaddr, 0, sizeof(r->ifr_hwaddr));
		r->ifr_hwaddr.sa_family = netif->linkoutput ? 1 : 772;
		memcpy(r->ifr_hwaddr.sa_data, netif->hwaddr, 6);
		return 0;
	}
	if (ip4_addr_isany_val(*netif_ip4_addr(netif)))
		return -EADDRNOTAVAIL;
	switch (request) {
	case SIOCGIFADDR:
		address_put(&r->ifr_addr, netif_ip4_addr(netif)->addr);
		return 0;
	case SIOCGIFNETMASK:
		address_put(&r->ifr_addr, netif_ip4_netmask(netif)->addr);
		return 0;
	case SIOCGIFBRDADDR:
		address_put(&r->ifr_addr,
		            netif_ip4_addr(netif)->addr | ~netif_ip4_netmask(netif)->addr);
		return 0;
	}
	return -EINVAL;
}

int inet_ioctl(posix_sock *sock, unsigned int request, void *arg)
{
	struct inet_sock *is = posix_sock_get_data(sock);

	switch (request) {
	case FIONREAD:
		*(int *)arg = (int)is->proto->readable(is);
		return 0;
	case TIOCOUTQ:
		*(int *)arg = (int)is->proto->unsent(is);
		return 0;
	case SIOCGIFCONF:
		return configuration(arg);
	case SIOCGIFNAME:
	case SIOCGIFINDEX:
	case SIOCGIFFLAGS:
	case SIOCGIFMTU:
	case SIOCGIFHWADDR:
	case SIOCGIFADDR:
	case SIOCGIFNETMASK:
	case SIOCGIFBRDADDR:
		return interface(request, arg);
	default:
		return -ENOTTY;
	}
}

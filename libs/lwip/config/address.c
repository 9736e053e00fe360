/* SPDX-License-Identifier: BSD-3-Clause */
/* Addresses of the interfaces. */
#include <stdlib.h>
#include <string.h>
#include <uk/plat/time.h>
#include <uk/print.h>
#include <uk/sched.h>
#include <uk/wait.h>
#include "lwip/dhcp.h"
#include "lwip/ip4_addr.h"
#include "lwip/ip6_addr.h"
#include "lwip/netif.h"
#include "../device/device.h"
#include "../stack/stack.h"
#include "config.h"

#ifndef CONFIG_LWIP_WAITIFACE_TO
#define CONFIG_LWIP_WAITIFACE_TO 5
#endif

static unsigned int prefix_length(const ip4_addr_t *mask)
{
	return (unsigned int)__builtin_popcount(ip4_addr_get_u32(mask));
}

static void announce(struct netif *netif)
{
	char address[IP4ADDR_STRLEN_MAX], gateway[IP4ADDR_STRLEN_MAX];

	ip4addr_ntoa_r(netif_ip4_addr(netif), address, sizeof(address));
	ip4addr_ntoa_r(netif_ip4_gw(netif), gateway, sizeof(gateway));
	uk_pr_info("%c%c%u: %s/%u gateway %s\n", netif->name[0], netif->name[1], netif->num,
	           address, prefix_length(netif_ip4_netmask(netif)),
	           ip4_addr_isany(netif_ip4_gw(netif)) ? "none" : gateway);
}

#if LWIP_DHCP
static struct uk_waitq address_wait = {.waiters = UK_LIST_HEAD_INIT(address_wait.waiters)};
static int configured; /* lwip_configure() has written the resolver's file, or is about to */

static void write_resolver(void *arg)
{
	(void)arg;
	lwip_resolver_write();
}
#endif

/* In deferred work, which must not wait: a file on a shared folder is written in a thread. */
static void changed(struct netif *netif, netif_nsc_reason_t reason,
                    const netif_ext_callback_args_t *args)
{
	(void)args;
	if (!(reason & LWIP_NSC_IPV4_SETTINGS_CHANGED) || !lwip_device_of(netif) ||
	    ip4_addr_isany(netif_ip4_addr(netif)))
		return;
	announce(netif);
#if LWIP_DHCP
	if (configured)
		uk_sched_thread_create_kernel(uk_sched_current(), write_resolver, NULL, 0,
		                              "lwip-resolver");
	uk_waitq_wake_up(&address_wait);
#endif
}

static int text_address(struct lwip_device *d, enum uk_netdev_einfo_type type, ip4_addr_t *addr)
{
	const char *text = uk_netdev_einfo_get(d->dev, type);

	ip4_addr_set_zero(addr);
	return text && ip4addr_aton(text, addr);
}

/* An address in the machine's configuration. 1: there is one. */
static int static_address(struct lwip_device *d, ip4_addr_t *addr, ip4_addr_t *mask)
{
	const char *cidr = uk_netdev_einfo_get(d->dev, UK_NETDEV_IPV4_CIDR);
	const char *slash;
	char text[IP4ADDR_STRLEN_MAX];
	unsigned long bits;

	if (text_address(d, UK_NETDEV_IPV4_ADDR, addr)) {
		if (!text_address(d, UK_NETDEV_IPV4_MASK, mask))
			IP4_ADDR(mask, 255, 255, 255, 0);
		return 1;
	}
	slash = cidr ? strchr(cidr, '/') : NULL;
	if (!slash || (size_t)(slash - cidr) >= sizeof(text))
		return 0;
	memcpy(text, cidr, (size_t)(slash - cidr));
	text[slash - cidr] = '\0';
	bits = strtoul(slash + 1, NULL, 10);
	if (!ip4addr_aton(text, addr) || bits > 32)
		return 0;
	ip4_addr_set_u32(mask, bits ? lwip_htonl(0xffffffffU << (32 - bits)) : 0);
	return 1;
}

static void configure(struct lwip_device *d)
{
	struct netif *netif = &d->netif;
	ip4_addr_t addr, mask, gw;
	ip_addr_t server;
	const char *text;

	netif_set_hostname(netif, uk_netdev_einfo_get(d->dev, UK_NETDEV_IPV4_HOSTNAME));
	lwip_resolver_domain(uk_netdev_einfo_get(d->dev, UK_NETDEV_IPV4_DOMAIN));
	for (unsigned int i = 0; i < 2; i++) {
		text = uk_netdev_einfo_get(d->dev, i ? UK_NETDEV_IPV4_DNS1 : UK_NETDEV_IPV4_DNS0);
		if (text && ipaddr_aton(text, &server))
			lwip_resolver_server(i, &server);
	}
	netif_set_up(netif);
#if LWIP_IPV6
	netif_create_ip6_linklocal_address(netif, 1);
	netif_set_ip6_autoconfig_enabled(netif, 1);
#endif
	if (static_address(d, &addr, &mask)) {
		text_address(d, UK_NETDEV_IPV4_GW, &gw);
		netif_set_addr(netif, &addr, &mask, &gw);
		return;
	}
#if LWIP_DHCP
	if (dhcp_start(netif) != ERR_OK)
		uk_pr_err("%c%c%u: DHCP cannot be started\n", netif->name[0], netif->name[1],
		          netif->num);
#else
	uk_pr_warn("%c%c%u has no address: give netdev.ip=ADDRESS/PREFIX:GATEWAY\n", netif->name[0],
	           netif->name[1], netif->num);
#endif
}

#if LWIP_DHCP
/* Whether the first interface has what it asked for. */
static int first_ready(void)
{
	return !lwip_devices || !netif_dhcp_data(&lwip_devices->netif) ||
	       dhcp_supplied_address(&lwip_devices->netif);
}

static void wait_for_address(void)
{
	__nsec deadline = ukplat_monotonic_clock() + CONFIG_LWIP_WAITIFACE_TO * UKARCH_NSEC_PER_SEC;

	if (first_ready())
		return;
	if (uk_waitq_wait_event_deadline(&address_wait, first_ready(), deadline))
		uk_pr_warn("no address from DHCP within %d s; going on without\n",
		           CONFIG_LWIP_WAITIFACE_TO);
}
#endif

int lwip_configure(void)
{
	static netif_ext_callback_t callback;

	netif_add_ext_callback(&callback, changed);
	for (struct lwip_device *d = lwip_devices; d; d = d->next)
		configure(d);
	lwip_stack_leave();
#if LWIP_DHCP
	wait_for_address();
	configured = 1;
#endif
	lwip_resolver_write();
	/* From here on packets are taken in whatever the program does. */
	while (uk_sched_idle_enter())
		;
	return 0;
}

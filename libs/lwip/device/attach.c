/* SPDX-License-Identifier: BSD-3-Clause */
/* Makes an interface of each network device. */
#include <string.h>
#include <uk/alloc.h>
#include <uk/print.h>
#include "lwip/etharp.h"
#include "lwip/ethip6.h"
#include "netif/ethernet.h"
#include "../stack/stack.h"
#include "device.h"

struct lwip_device *lwip_devices;

struct lwip_device *lwip_device_of(struct netif *netif)
{
	return netif && netif->linkoutput == lwip_device_transmit ? netif->state : NULL;
}

static err_t netif_setup(struct netif *netif)
{
	struct lwip_device *d = netif->state;
	u16_t sums = NETIF_CHECKSUM_ENABLE_ALL;

	netif->name[0] = 'e';
	netif->name[1] = 'n';
	netif->output = etharp_output;
#if LWIP_IPV6
	netif->output_ip6 = ethip6_output;
#endif
	netif->linkoutput = lwip_device_transmit;
	netif->mtu = uk_netdev_mtu_get(d->dev);
#if LWIP_IPV6 && LWIP_ND6_ALLOW_RA_UPDATES
	netif->mtu6 = netif->mtu;
#endif
	netif->hwaddr_len = ETH_HWADDR_LEN;
	memcpy(netif->hwaddr, uk_netdev_hwaddr_get(d->dev)->addr_bytes, ETH_HWADDR_LEN);
	netif->flags = NETIF_FLAG_BROADCAST | NETIF_FLAG_ETHARP | NETIF_FLAG_ETHERNET |
	               NETIF_FLAG_IGMP | NETIF_FLAG_MLD6 | NETIF_FLAG_LINK_UP;
	if (d->info.features & UK_NETDEV_F_PARTIAL_CSUM)
		sums &= (u16_t) ~(NETIF_CHECKSUM_GEN_TCP | NETIF_CHECKSUM_GEN_UDP);
	NETIF_SET_CHECKSUM_CTRL(netif, sums);
	return ERR_OK;
}

static int device_start(struct lwip_device *d)
{
	struct uk_netdev_conf conf = {.nb_rx_queues = 1, .nb_tx_queues = 1};
	struct uk_netdev_rxqueue_conf rx = {.a = uk_alloc_get_default()};
	struct uk_netdev_txqueue_conf tx = {.a = uk_alloc_get_default(),
	                                    .callback = lwip_device_transmit_room,
	                                    .callback_cookie = d};
	int rc;

	lwip_device_receive_init(d, &rx);
	rc = uk_netdev_configure(d->dev, &conf);
	if (!rc)
		rc = uk_netdev_rxq_configure(d->dev, 0, 0, &rx);
	if (!rc)
		rc = uk_netdev_txq_configure(d->dev, 0, 0, &tx);
	if (!rc)
		rc = uk_netdev_start(d->dev);
	return rc;
}

static int device_attach(struct uk_netdev *dev)
{
	struct lwip_device *d, **end;
	int rc;

	if (uk_netdev_state_get(dev) == UK_NETDEV_UNPROBED) {
		rc = uk_netdev_probe(dev);
		if (rc)
			return rc;
	}
	/* A running device belongs to somebody else. */
	if (uk_netdev_state_get(dev) != UK_NETDEV_UNCONFIGURED)
		return 0;
	d = uk_zalloc(uk_alloc_get_default(), sizeof(*d));
	if (!d)
		return -ENOMEM;
	d->dev = dev;
	rc = device_start(d);
	if (rc) {
		uk_free(uk_alloc_get_default(), d);
		return rc;
	}
	uk_netdev_info_get(dev, &d->info);
	d->held_max = d->info.nb_rx_buffers / 2;
	if (!netif_add_noaddr(&d->netif, d, netif_setup, ethernet_input))
		return -ENOMEM;
	for (end = &lwip_devices; *end; end = &(*end)->next)
		;
	*end = d;
	if (lwip_devices == d)
		netif_set_default(&d->netif);
	return 0;
}

int lwip_devices_attach(void)
{
	unsigned int count = uk_netdev_count();

	for (unsigned int i = 0; i < count; i++) {
		int rc = device_attach(uk_netdev_get(i));

		/* One broken card is no reason not to use the others. */
		if (rc)
			uk_pr_err("network device %u cannot be used: error %d\n", i, -rc);
	}
	return 0;
}

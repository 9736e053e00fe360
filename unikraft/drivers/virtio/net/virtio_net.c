/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * virtio-net: a network card. One receive and one transmit queue, checksum and segmentation offload
 * in both directions.
 */
#include "virtio_net.h"
#include <uk/alloc.h>
#include <uk/init.h>
#include <uk/print.h>
#include <uk/random.h>

#define MTU_DEFAULT 1500
#define MTU_MIN     68

#define WANTED                                                                       \
	(UK_VIRTIO_F(VIRTIO_NET_F_CSUM) | UK_VIRTIO_F(VIRTIO_NET_F_GUEST_CSUM) |     \
	 UK_VIRTIO_F(VIRTIO_NET_F_MTU) | UK_VIRTIO_F(VIRTIO_NET_F_MAC) |             \
	 UK_VIRTIO_F(VIRTIO_NET_F_HOST_TSO4) | UK_VIRTIO_F(VIRTIO_NET_F_HOST_TSO6) | \
	 UK_VIRTIO_F(VIRTIO_NET_F_MRG_RXBUF) | UK_VIRTIO_F(VIRTIO_NET_F_STATUS))
#define WANTED_LARGE (UK_VIRTIO_F(VIRTIO_NET_F_GUEST_TSO4) | UK_VIRTIO_F(VIRTIO_NET_F_GUEST_TSO6))

static int has(struct virtio_net_dev *dev, unsigned int bit)
{
	return uk_virtio_has(dev->virtio, bit);
}

static void info_get(struct uk_netdev *netdev, struct uk_netdev_info *info)
{
	struct virtio_net_dev *dev = net_dev(netdev);

	info->max_rx_queues = 1;
	info->max_tx_queues = 1;
	info->in_queue_pairs = 1;
	info->max_mtu = dev->mtu;
	info->nb_encap_tx = sizeof(struct virtio_net_hdr);
	info->nb_encap_rx = sizeof(struct virtio_net_hdr);
	info->ioalign = 2;
	info->max_tx_segments = PIECES_MAX - 1;
	info->max_tx_bytes = ETHERNET_HEADER + VLAN_TAG + dev->mtu;
	info->features = UK_NETDEV_F_RXQ_INTR | UK_NETDEV_F_TXQ_INTR;
	if (has(dev, VIRTIO_NET_F_CSUM))
		info->features |= UK_NETDEV_F_PARTIAL_CSUM;
	if (has(dev, VIRTIO_NET_F_HOST_TSO4))
		info->features |= UK_NETDEV_F_TSO4;
	if (has(dev, VIRTIO_NET_F_HOST_TSO6))
		info->features |= UK_NETDEV_F_TSO6;
	if (info->features & (UK_NETDEV_F_TSO4 | UK_NETDEV_F_TSO6))
		info->max_tx_bytes = PACKET_BYTES_MAX;
	if (has(dev, VIRTIO_NET_F_GUEST_CSUM))
		info->features |= UK_NETDEV_F_RX_CSUM;
	if (has(dev, VIRTIO_NET_F_GUEST_TSO4))
		info->features |= UK_NETDEV_F_LRO;
	if (dev->mergeable)
		info->features |= UK_NETDEV_F_RX_CHAIN;
	if (!dev->rx.vq)
		rx_pool_init(&dev->rx.pool, 0);
	info->nb_rx_buffers = (__u16)dev->rx.pool.limit;
	info->rx_buffer_len = dev->rx.pool.buffer_len;
}

static int configure(struct uk_netdev *netdev __maybe_unused, const struct uk_netdev_conf *conf)
{
	return conf->nb_rx_queues == 1 && conf->nb_tx_queues == 1 ? 0 : -EINVAL;
}

static int queue_info_get(struct uk_netdev *netdev __maybe_unused, uint16_t queue_id,
                          struct uk_netdev_queue_info *info)
{
	if (queue_id != 0)
		return -EINVAL;
	info->nb_max = 1024;
	info->nb_min = 1;
	info->nb_align = 1;
	info->nb_is_power_of_two = 1;
	return 0;
}

static int start(struct uk_netdev *netdev)
{
	struct virtio_net_dev *dev = net_dev(netdev);

	if (!dev->rx.vq || !dev->tx.vq)
		return -EINVAL;
	uk_virtio_start(dev->virtio);
	virtio_net_rx_fill(dev);
	if (!dev->rx.posted) {
		uk_pr_err("virtio-net: no memory for receive buffers\n");
		return -ENOMEM;
	}
	dev->started = 1;
	return 0;
}

static const struct uk_hwaddr *hwaddr_get(struct uk_netdev *netdev)
{
	return &net_dev(netdev)->mac;
}

static uint16_t mtu_get(struct uk_netdev *netdev)
{
	return net_dev(netdev)->mtu;
}

static int link_get(struct uk_netdev *netdev)
{
	struct virtio_net_dev *dev = net_dev(netdev);
	__u16 status = VIRTIO_NET_LINK_UP;

	if (has(dev, VIRTIO_NET_F_STATUS))
		uk_virtio_config_read(dev->virtio, VIRTIO_NET_CONFIG_STATUS, &status,
		                      sizeof(status));
	return status & VIRTIO_NET_LINK_UP;
}

/* Address and MTU. */
static int identity(struct virtio_net_dev *dev)
{
	int rc = 0;

	dev->mtu = MTU_DEFAULT;
	if (has(dev, VIRTIO_NET_F_MTU)) {
		uk_virtio_config_read(dev->virtio, VIRTIO_NET_CONFIG_MTU, &dev->mtu,
		                      sizeof(dev->mtu));
		if (dev->mtu < MTU_MIN)
			return -EINVAL;
		/* Without merging a packet must fit one buffer, whatever the device could do. */
		if (!dev->mergeable)
			dev->mtu = MIN(dev->mtu, MTU_DEFAULT);
	}
	if (has(dev, VIRTIO_NET_F_MAC)) {
		uk_virtio_config_read(dev->virtio, VIRTIO_NET_CONFIG_MAC, &dev->mac,
		                      sizeof(dev->mac));
	} else {
		rc = uk_random_fill(&dev->mac, sizeof(dev->mac));
		dev->mac.addr_bytes[0] =
		        (dev->mac.addr_bytes[0] & 0xfe) | 0x02; /* unicast, locally administered */
	}
	return rc;
}

/*
 * What one feature needs of the others (5.1.3.1), and more: large packets are wanted only together
 * with mergeable buffers, since without these every buffer would have to hold 64 KiB.
 */
static __u64 consistent(__u64 features)
{
	if (!(features & UK_VIRTIO_F(VIRTIO_NET_F_CSUM)))
		features &= ~(UK_VIRTIO_F(VIRTIO_NET_F_HOST_TSO4) |
		              UK_VIRTIO_F(VIRTIO_NET_F_HOST_TSO6));
	if (!(features & UK_VIRTIO_F(VIRTIO_NET_F_MRG_RXBUF)) ||
	    !(features & UK_VIRTIO_F(VIRTIO_NET_F_GUEST_CSUM)))
		features &= ~WANTED_LARGE;
	return features;
}

/* A device that offers an inconsistent set is asked a second time, for less. */
static int probe(struct uk_netdev *netdev)
{
	struct virtio_net_dev *dev = net_dev(netdev);
	int rc = uk_virtio_init(dev->virtio, WANTED | WANTED_LARGE);

	if (rc == 0 && dev->virtio->features != consistent(dev->virtio->features))
		rc = uk_virtio_init(dev->virtio, consistent(dev->virtio->features));
	if (rc < 0)
		return rc;
	dev->mergeable = (__u8)has(dev, VIRTIO_NET_F_MRG_RXBUF);
	return identity(dev);
}

static const struct uk_netdev_ops net_ops = {
        .probe = probe,
        .info_get = info_get,
        .configure = configure,
        .rxq_info_get = queue_info_get,
        .txq_info_get = queue_info_get,
        .rxq_configure = virtio_net_rxq_configure,
        .txq_configure = virtio_net_txq_configure,
        .start = start,
        .rxq_intr_enable = virtio_net_rxq_intr_enable,
        .rxq_intr_disable = virtio_net_rxq_intr_disable,
        .hwaddr_get = hwaddr_get,
        .mtu_get = mtu_get,
        .link_get = link_get,
};

/* Only announces the device: it is set up when somebody wants it, so that an unused card costs
 * nothing. */
static int virtio_net_probe(struct uk_virtio_dev *virtio)
{
	struct virtio_net_dev *dev = uk_calloc(uk_alloc_get_default(), 1, sizeof(*dev));
	int rc;

	if (!dev)
		return -ENOMEM;
	dev->virtio = virtio;
	dev->netdev.ops = &net_ops;
	dev->netdev.rx_one = virtio_net_rx_one;
	dev->netdev.tx_one = virtio_net_tx_one;
	dev->netdev.tx_queue = virtio_net_tx_queue;
	dev->netdev.tx_flush = virtio_net_tx_flush;
	dev->netdev.tx_reap = virtio_net_tx_reap;
	virtio->priv = dev;
	rc = uk_netdev_drv_register(&dev->netdev, uk_alloc_get_default(), "virtio-net");
	if (rc < 0)
		uk_free(uk_alloc_get_default(), dev);
	return rc < 0 ? rc : 0;
}

static struct uk_virtio_driver driver = {
        .name = "virtio-net",
        .id = VIRTIO_ID_NET,
        .probe = virtio_net_probe,
};

static int virtio_net_init(struct uk_init_ctx *ctx __maybe_unused)
{
	uk_virtio_driver_register(&driver);
	return 0;
}
uk_plat_initcall_prio(virtio_net_init, 0, 3);

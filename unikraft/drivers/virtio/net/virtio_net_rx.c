/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Receiving: buffers go to the device in batches and come back as packets, in place.
 */
#include "virtio_net.h"

/* A buffer for the device; NULL: none now. The whole of it is the device's, header included. */
static struct uk_netbuf *buffer_take(struct rx_queue *rx)
{
	struct uk_netbuf *m;

	if (!rx->conf.alloc_rxpkts)
		return rx_pool_take(&rx->pool);
	if (rx->conf.alloc_rxpkts(rx->conf.alloc_rxpkts_argp, &m, 1) != 1)
		return NULL;
	/* The user's netbuf says where the packet shall begin: the header goes in front of it. */
	if (uk_netbuf_headroom(m) < sizeof(struct virtio_net_hdr)) {
		uk_netbuf_free(m);
		return NULL;
	}
	return m;
}

static __u8 *device_area(const struct rx_queue *rx, struct uk_netbuf *m)
{
	return rx->conf.alloc_rxpkts ? (__u8 *)m->data - sizeof(struct virtio_net_hdr) : m->buf;
}

void virtio_net_rx_fill(struct virtio_net_dev *dev)
{
	struct rx_queue *rx = &dev->rx;
	__u16 before = rx->posted;

	rx->pool.hungry = 0; /* buffers that return while this runs must not call it again */
	while (rx->posted < rx->target) {
		struct uk_netbuf *m = buffer_take(rx);
		__u8 *area;

		if (!m)
			break;
		area = device_area(rx, m);
		if (uk_virtq_add_in(rx->vq, device_address(area),
		                    (__u32)((__u8 *)m->buf + m->buflen - area), m)) {
			m->next = NULL;
			m->prev = NULL;
			uk_netbuf_free(m); /* only a broken queue has no room */
			break;
		}
		rx->posted++;
	}
	/* With less than a batch missing the pool need not tell when a buffer comes back. */
	rx->pool.hungry = rx->posted + rx->batch < rx->target && !rx->vq->broken;
	if (rx->posted != before)
		uk_virtq_kick(rx->vq);
}

static void refill_if_low(struct virtio_net_dev *dev)
{
	if (dev->rx.posted + dev->rx.batch <= dev->rx.target)
		virtio_net_rx_fill(dev);
}

/* The next finished buffer, its length set to what the device wrote; NULL: none. */
static struct uk_netbuf *buffer_get(struct rx_queue *rx)
{
	struct uk_netbuf *m;
	__u32 len;

	m = uk_virtq_get(rx->vq, &len);
	if (!m)
		return NULL;
	rx->posted--;
	m->data = device_area(rx, m);
	m->len = len;
	m->next = NULL;
	m->prev = NULL;
	m->refcount = 1;
	m->flags = 0;
	return m;
}

/* Collects the other buffers of a packet. 0, or -1 when the device did not deliver what it
 * announced. */
static int collect(struct rx_queue *rx, struct uk_netbuf *head, __u16 more, __u32 *total)
{
	struct uk_netbuf *last = head;

	for (; more; more--) {
		struct uk_netbuf *m = buffer_get(rx);

		if (unlikely(!m))
			return -1;
		last->next = m;
		m->prev = last;
		last = m;
		*total += (__u32)m->len;
	}
	return 0;
}

/* Translates the header's offload information. 0, or -1 when it does not fit the packet. */
static int offload(struct uk_netbuf *m, const struct virtio_net_hdr *hdr, __u32 total)
{
	if (hdr->flags & VIRTIO_NET_HDR_F_NEEDS_CSUM) {
		if ((__u32)hdr->csum_start + hdr->csum_offset + 2 > total)
			return -1;
		m->flags |= UK_NETBUF_F_PARTIAL_CSUM;
		m->csum_start = hdr->csum_start;
		m->csum_offset = hdr->csum_offset;
	}
	if (hdr->flags & VIRTIO_NET_HDR_F_DATA_VALID)
		m->flags |= UK_NETBUF_F_DATA_VALID;
	switch (hdr->gso_type & ~VIRTIO_NET_HDR_GSO_ECN) {
	case VIRTIO_NET_HDR_GSO_NONE:
		return 0;
	case VIRTIO_NET_HDR_GSO_TCPV4:
		m->flags |= UK_NETBUF_F_GSO_TCPV4;
		break;
	case VIRTIO_NET_HDR_GSO_TCPV6:
		m->flags |= UK_NETBUF_F_GSO_TCPV6;
		break;
	default:
		return -1;
	}
	/* hdr_len is a hint that may be wrong (5.1.6.4): who needs the headers parses them. */
	m->header_len = hdr->hdr_len;
	m->gso_size = hdr->gso_size;
	return 0;
}

/* Makes a packet of the buffer `m` and those that follow. NULL: nonsense, dropped. */
static struct uk_netbuf *packet(struct virtio_net_dev *dev, struct uk_netbuf *m)
{
	struct virtio_net_hdr hdr;
	__u32 total;

	if (unlikely(m->len < sizeof(hdr) + ETHERNET_HEADER))
		goto drop;
	hdr = *(struct virtio_net_hdr *)m->data; /* once: the checks must hold for what is used */
	m->data = (__u8 *)m->data + sizeof(hdr);
	m->len -= sizeof(hdr);
	total = (__u32)m->len;
	if (dev->mergeable && hdr.num_buffers != 1)
		if (unlikely(hdr.num_buffers == 0 ||
		             collect(&dev->rx, m, hdr.num_buffers - 1, &total)))
			goto drop;
	if (hdr.flags || hdr.gso_type)
		if (unlikely(offload(m, &hdr, total)))
			goto drop;
	return m;
drop:
	uk_netbuf_free(m);
	return NULL;
}

int virtio_net_rx_one(struct uk_netdev *netdev, uint16_t queue_id __maybe_unused,
                      struct uk_netbuf **pkt)
{
	struct virtio_net_dev *dev = net_dev(netdev);
	struct rx_queue *rx = &dev->rx;
	struct uk_netbuf *m;
	int status;

	do {
		m = buffer_get(rx);
		if (!m) {
			*pkt = NULL;
			virtio_net_tx_reap(netdev, 0);
			refill_if_low(dev);
			uk_virtq_kick_again(rx->vq);
			uk_virtq_kick_again(dev->tx.vq);
			return rx->vq->broken ? -EIO : rx->posted ? 0 : UK_NETDEV_STATUS_UNDERRUN;
		}
		*pkt = packet(dev, m);
	} while (unlikely(!*pkt));
	refill_if_low(dev);
	status = UK_NETDEV_STATUS_SUCCESS;
	if (uk_virtq_pending(rx->vq))
		status |= UK_NETDEV_STATUS_MORE;
	if (unlikely(!rx->posted))
		status |= UK_NETDEV_STATUS_UNDERRUN;
	return status;
}

int virtio_net_rxq_intr_enable(struct uk_netdev *netdev, uint16_t queue_id __maybe_unused)
{
	struct virtio_net_dev *dev = net_dev(netdev);

	if (!dev->rx.conf.callback)
		return -ENOTSUP;
	if (dev->rx.vq->broken)
		return -EIO;
	if (uk_virtq_intr_enable(dev->rx.vq, 1))
		return 1;
	/* The caller is about to sleep: what the card still waits for must not be missing. */
	uk_virtq_kick_again(dev->rx.vq);
	uk_virtq_kick_again(dev->tx.vq);
	return 0;
}

int virtio_net_rxq_intr_disable(struct uk_netdev *netdev, uint16_t queue_id __maybe_unused)
{
	uk_virtq_intr_disable(net_dev(netdev)->rx.vq);
	return 0;
}

void virtio_net_rx_event(struct uk_virtq *vq)
{
	struct virtio_net_dev *dev = vq->priv;

	/* On mmio the interrupt is the whole device's: nothing to do unless packets wait. */
	if (!uk_virtq_pending(vq))
		return;
	uk_virtq_intr_disable(vq);
	dev->rx.conf.callback(&dev->netdev, 0, dev->rx.conf.callback_cookie);
}

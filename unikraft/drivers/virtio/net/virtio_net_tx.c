/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Sending: a chain of netbufs becomes a request in place. What was sent is freed on a later send,
 * without an interrupt; only a full queue asks for one.
 */
#include "virtio_net.h"

void virtio_net_tx_reap(struct uk_netdev *netdev, uint16_t queue_id __maybe_unused)
{
	struct uk_virtq *vq = net_dev(netdev)->tx.vq;
	struct uk_netbuf *m;

	while ((m = uk_virtq_get(vq, NULL)) != NULL)
		uk_netbuf_free(m);
}

/* Appends the memory at `data` to the pieces: one piece, or one per page outside of the direct map.
 * -1: too many. */
static int append(struct tx_queue *tx, unsigned int *count, const __u8 *data, __sz len)
{
	while (len) {
		__sz here = len;
		__paddr_t paddr = device_address(data);

		if (unlikely((__uptr)data >= UK_PAGING_MANAGED_BASE))
			here = MIN(len, PAGE_SIZE - ((__uptr)data & (PAGE_SIZE - 1)));
		if (unlikely(*count == PIECES_MAX || paddr == __PADDR_MAX))
			return -1;
		tx->piece[*count].addr = paddr;
		tx->piece[*count].len = (__u32)here;
		++*count;
		data += here;
		len -= here;
	}
	return 0;
}

/* -1: the device did not agree to what the packet asks for, or the packet's values are out of
 * range. */
static int header_fill(const struct virtio_net_dev *dev, struct virtio_net_hdr *hdr,
                       const struct uk_netbuf *pkt)
{
	*hdr = (struct virtio_net_hdr){0};
	if (!(pkt->flags &
	      (UK_NETBUF_F_PARTIAL_CSUM | UK_NETBUF_F_GSO_TCPV4 | UK_NETBUF_F_GSO_TCPV6)))
		return 0;
	/* Segmentation includes the checksum (5.1.6.2). */
	if (!(pkt->flags & UK_NETBUF_F_PARTIAL_CSUM) ||
	    !uk_virtio_has(dev->virtio, VIRTIO_NET_F_CSUM))
		return -1;
	hdr->flags = VIRTIO_NET_HDR_F_NEEDS_CSUM;
	hdr->csum_start = pkt->csum_start;
	hdr->csum_offset = pkt->csum_offset;
	if (!(pkt->flags & (UK_NETBUF_F_GSO_TCPV4 | UK_NETBUF_F_GSO_TCPV6)))
		return 0;
	hdr->gso_type = pkt->flags & UK_NETBUF_F_GSO_TCPV4 ? VIRTIO_NET_HDR_GSO_TCPV4
	                                                   : VIRTIO_NET_HDR_GSO_TCPV6;
	hdr->hdr_len = pkt->header_len;
	hdr->gso_size = pkt->gso_size;
	if (!uk_virtio_has(dev->virtio, pkt->flags & UK_NETBUF_F_GSO_TCPV4
	                                        ? VIRTIO_NET_F_HOST_TSO4
	                                        : VIRTIO_NET_F_HOST_TSO6))
		return -1;
	return hdr->gso_size ? 0 : -1;
}

/* Describes packet and header as pieces; returns their number or -EINVAL. */
static int describe(struct virtio_net_dev *dev, struct uk_netbuf *pkt)
{
	struct tx_queue *tx = &dev->tx;
	struct virtio_net_hdr *hdr;
	unsigned int count = 0;
	struct uk_netbuf *m = pkt;

	if (uk_netbuf_headroom(pkt) >= sizeof(*hdr) && ((__uptr)pkt->data & 1) == 0) {
		/* Header and data are one piece. */
		hdr = (struct virtio_net_hdr *)((__u8 *)pkt->data - sizeof(*hdr));
		if (append(tx, &count, (__u8 *)hdr, pkt->len + sizeof(*hdr)))
			return -EINVAL;
		m = pkt->next;
	} else {
		hdr = &tx->header[tx->vq->free_head];
		tx->piece[count].addr = device_address(hdr);
		tx->piece[count++].len = sizeof(*hdr);
	}
	if (unlikely(header_fill(dev, hdr, pkt)))
		return -EINVAL;
	for (; m; m = m->next)
		if (unlikely(append(tx, &count, m->data, m->len)))
			return -EINVAL;
	return (int)count;
}

/*
 * Room for `count` pieces? If not, and somebody can be called back, an interrupt is asked for as
 * soon as an eighth of the queue is free; the device may finish in between, hence the loop.
 */
static int make_room(struct virtio_net_dev *dev, __u16 count)
{
	struct tx_queue *tx = &dev->tx;

	while (tx->vq->free_count < count) {
		__u16 after = MAX(tx->vq->in_flight / 8, 1);

		if (tx->conf.callback && !uk_virtq_intr_enable(tx->vq, after)) {
			tx->blocked = 1;
			uk_virtq_kick(tx->vq); /* what waits for a flush must go, or nothing would
			                          ever finish */
			return 0;
		}
		if (!tx->conf.callback || tx->vq->broken) {
			uk_virtq_kick(tx->vq);
			return 0;
		}
		virtio_net_tx_reap(&dev->netdev, 0);
	}
	return 1;
}

int virtio_net_tx_queue(struct uk_netdev *netdev, uint16_t queue_id, struct uk_netbuf *pkt)
{
	struct virtio_net_dev *dev = net_dev(netdev);
	struct tx_queue *tx = &dev->tx;
	int count, rc;

	virtio_net_tx_reap(netdev, queue_id);
	if (unlikely(tx->vq->broken))
		return -EIO;
	if (unlikely(tx->vq->free_count == 0 && !make_room(dev, 1)))
		return 0; /* the header's place is that of a free descriptor */
	count = describe(dev, pkt);
	if (unlikely(count < 0))
		return count;
	if (unlikely(tx->vq->free_count < count)) {
		if (count > tx->vq->size)
			return -EINVAL;
		if (!make_room(dev, (__u16)count))
			return 0;
		/* Reclaiming has changed which descriptor is next. */
		count = describe(dev, pkt);
	}
	rc = uk_virtq_add(tx->vq, tx->piece, (unsigned int)count, 0, pkt);
	if (unlikely(rc < 0))
		return rc;
	return UK_NETDEV_STATUS_SUCCESS | (tx->vq->free_count ? UK_NETDEV_STATUS_MORE : 0);
}

void virtio_net_tx_flush(struct uk_netdev *netdev, uint16_t queue_id __maybe_unused)
{
	uk_virtq_kick(net_dev(netdev)->tx.vq);
}

int virtio_net_tx_one(struct uk_netdev *netdev, uint16_t queue_id, struct uk_netbuf *pkt)
{
	int status = virtio_net_tx_queue(netdev, queue_id, pkt);

	if (likely(status > 0))
		uk_virtq_kick(net_dev(netdev)->tx.vq);
	return status;
}

void virtio_net_tx_event(struct uk_virtq *vq)
{
	struct virtio_net_dev *dev = vq->priv;

	if (!dev->tx.blocked)
		return;
	dev->tx.blocked = 0;
	uk_virtq_intr_disable(vq);
	virtio_net_tx_reap(&dev->netdev, 0);
	dev->tx.conf.callback(&dev->netdev, 0, dev->tx.conf.callback_cookie);
}

/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Set-up of the two queues.
 */
#include "virtio_net.h"
#include <uk/alloc.h>

#define RX_QUEUE         0
#define TX_QUEUE         1
#define RX_MAX           1024
#define TX_MAX           1024
#define POSTED_BYTES_MAX (1u << 20) /* more than a cache holds is slower, not faster */

static void rx_buffer_returned(struct rx_pool *pool)
{
	struct rx_queue *rx = __containerof(pool, struct rx_queue, pool);
	struct virtio_net_dev *dev = __containerof(rx, struct virtio_net_dev, rx);

	virtio_net_rx_fill(dev);
}

/* How many buffers the device shall have: at least a quarter of the pool stays for packets that the
 * user holds. */
static __u16 rx_target(const struct rx_queue *rx)
{
	__u32 target = rx->vq->size;

	if (!rx->conf.alloc_rxpkts)
		target = MIN(target, rx->pool.limit - rx->pool.limit / 4);
	return (__u16)MIN(target, POSTED_BYTES_MAX / rx->pool.buffer_len);
}

int virtio_net_rxq_configure(struct uk_netdev *netdev, uint16_t queue_id, uint16_t nb_desc,
                             struct uk_netdev_rxqueue_conf *conf)
{
	struct virtio_net_dev *dev = net_dev(netdev);
	struct rx_queue *rx = &dev->rx;
	int rc;

	if (queue_id != 0)
		return -EINVAL;
	rx->conf = *conf;
	rx_pool_init(&rx->pool, conf->privlen);
	rx->pool.returned = rx_buffer_returned;
	rc = uk_virtio_queue_setup(dev->virtio, RX_QUEUE, MIN(nb_desc ? nb_desc : RX_MAX, RX_MAX),
	                           conf->callback ? virtio_net_rx_event : NULL, dev, &rx->vq);
	if (rc < 0)
		return rc;
	rx->target = rx_target(rx);
	rx->batch = MAX(rx->target / 8, 1);
	return 0;
}

int virtio_net_txq_configure(struct uk_netdev *netdev, uint16_t queue_id, uint16_t nb_desc,
                             struct uk_netdev_txqueue_conf *conf)
{
	struct virtio_net_dev *dev = net_dev(netdev);
	struct tx_queue *tx = &dev->tx;
	int rc;

	if (queue_id != 0)
		return -EINVAL;
	tx->conf = *conf;
	rc = uk_virtio_queue_setup(dev->virtio, TX_QUEUE, MIN(nb_desc ? nb_desc : TX_MAX, TX_MAX),
	                           conf->callback ? virtio_net_tx_event : NULL, dev, &tx->vq);
	if (rc < 0)
		return rc;
	tx->header = uk_memalign(uk_alloc_get_default(), 16, tx->vq->size * sizeof(*tx->header));
	return tx->header ? 0 : -ENOMEM;
}

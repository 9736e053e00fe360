/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The list of network devices and their states; a driver sees only calls that make sense in its
 * state.
 */
#include <uk/netdev.h>
#include <uk/netdev_driver.h>
#include <uk/essentials.h>

static struct uk_netdev *first, **last = &first;
static unsigned int count;

int uk_netdev_drv_register(struct uk_netdev *dev, struct uk_alloc *a __maybe_unused,
                           const char *drv_name)
{
	const struct uk_netdev_ops *ops = dev ? dev->ops : NULL;

	if (!ops || !dev->rx_one || !dev->tx_one || (dev->tx_queue && !dev->tx_flush))
		return -EINVAL;
	if (!ops->info_get || !ops->configure || !ops->rxq_configure || !ops->txq_configure ||
	    !ops->start || !ops->hwaddr_get || !ops->mtu_get || !ops->rxq_info_get ||
	    !ops->txq_info_get)
		return -EINVAL;
	dev->_id = (uint16_t)count++;
	dev->_drv_name = drv_name;
	dev->_state = UK_NETDEV_UNPROBED;
	dev->_rxq_ready = 0;
	dev->_txq_ready = 0;
	dev->_next = NULL;
	*last = dev;
	last = &dev->_next;
	return dev->_id;
}

unsigned int uk_netdev_count(void)
{
	return count;
}

struct uk_netdev *uk_netdev_get(unsigned int id)
{
	struct uk_netdev *dev;

	for (dev = first; dev && dev->_id != id; dev = dev->_next)
		;
	return dev;
}

uint16_t uk_netdev_id_get(struct uk_netdev *dev)
{
	return dev->_id;
}

const char *uk_netdev_drv_name_get(struct uk_netdev *dev)
{
	return dev->_drv_name;
}

enum uk_netdev_state uk_netdev_state_get(struct uk_netdev *dev)
{
	return dev->_state;
}

int uk_netdev_probe(struct uk_netdev *dev)
{
	int rc;

	if (dev->_state != UK_NETDEV_UNPROBED)
		return -EINVAL;
	rc = dev->ops->probe ? dev->ops->probe(dev) : 0;
	if (rc < 0)
		return rc;
	dev->_state = UK_NETDEV_UNCONFIGURED;
	return 0;
}

void uk_netdev_info_get(struct uk_netdev *dev, struct uk_netdev_info *dev_info)
{
	*dev_info = (struct uk_netdev_info){0};
	dev->ops->info_get(dev, dev_info);
}

int uk_netdev_configure(struct uk_netdev *dev, const struct uk_netdev_conf *dev_conf)
{
	struct uk_netdev_info info;
	int rc;

	if (dev->_state != UK_NETDEV_UNCONFIGURED || !dev_conf)
		return -EINVAL;
	uk_netdev_info_get(dev, &info);
	if (dev_conf->nb_rx_queues > info.max_rx_queues ||
	    dev_conf->nb_tx_queues > info.max_tx_queues)
		return -EINVAL;
	rc = dev->ops->configure(dev, dev_conf);
	if (rc < 0)
		return rc;
	dev->_state = UK_NETDEV_CONFIGURED;
	return 0;
}

int uk_netdev_rxq_info_get(struct uk_netdev *dev, uint16_t queue_id,
                           struct uk_netdev_queue_info *queue_info)
{
	return dev->ops->rxq_info_get(dev, queue_id, queue_info);
}

int uk_netdev_txq_info_get(struct uk_netdev *dev, uint16_t queue_id,
                           struct uk_netdev_queue_info *queue_info)
{
	return dev->ops->txq_info_get(dev, queue_id, queue_info);
}

int uk_netdev_rxq_configure(struct uk_netdev *dev, uint16_t queue_id, uint16_t nb_desc,
                            struct uk_netdev_rxqueue_conf *rx_conf)
{
	int rc;

	if (dev->_state != UK_NETDEV_CONFIGURED || !rx_conf || queue_id >= 8 ||
	    (dev->_rxq_ready >> queue_id & 1))
		return -EINVAL;
	rc = dev->ops->rxq_configure(dev, queue_id, nb_desc, rx_conf);
	if (rc < 0)
		return rc;
	dev->_rxq_ready |= 1u << queue_id;
	return 0;
}

int uk_netdev_txq_configure(struct uk_netdev *dev, uint16_t queue_id, uint16_t nb_desc,
                            struct uk_netdev_txqueue_conf *tx_conf)
{
	int rc;

	if (dev->_state != UK_NETDEV_CONFIGURED || !tx_conf || queue_id >= 8 ||
	    (dev->_txq_ready >> queue_id & 1))
		return -EINVAL;
	rc = dev->ops->txq_configure(dev, queue_id, nb_desc, tx_conf);
	if (rc < 0)
		return rc;
	dev->_txq_ready |= 1u << queue_id;
	return 0;
}

int uk_netdev_start(struct uk_netdev *dev)
{
	int rc;

	if (dev->_state != UK_NETDEV_CONFIGURED)
		return -EINVAL;
	rc = dev->ops->start(dev);
	if (rc < 0)
		return rc;
	dev->_state = UK_NETDEV_RUNNING;
	return 0;
}

const struct uk_hwaddr *uk_netdev_hwaddr_get(struct uk_netdev *dev)
{
	return dev->ops->hwaddr_get(dev);
}

int uk_netdev_hwaddr_set(struct uk_netdev *dev, const struct uk_hwaddr *hwaddr)
{
	return dev->ops->hwaddr_set ? dev->ops->hwaddr_set(dev, hwaddr) : -ENOTSUP;
}

uint16_t uk_netdev_mtu_get(struct uk_netdev *dev)
{
	return dev->ops->mtu_get(dev);
}

int uk_netdev_mtu_set(struct uk_netdev *dev, uint16_t mtu)
{
	return dev->ops->mtu_set ? dev->ops->mtu_set(dev, mtu) : -ENOTSUP;
}

unsigned int uk_netdev_promiscuous_get(struct uk_netdev *dev)
{
	return dev->ops->promiscuous_get ? dev->ops->promiscuous_get(dev) : 0;
}

int uk_netdev_promiscuous_set(struct uk_netdev *dev, unsigned int mode)
{
	return dev->ops->promiscuous_set ? dev->ops->promiscuous_set(dev, mode) : -ENOTSUP;
}

int uk_netdev_link_get(struct uk_netdev *dev)
{
	return dev->ops->link_get ? dev->ops->link_get(dev) : 1;
}

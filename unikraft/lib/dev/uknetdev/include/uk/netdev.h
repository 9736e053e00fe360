/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Network devices, as a network stack uses them. Order of calls:
 *   uk_netdev_get -> _probe -> _info_get -> _configure -> _rxq_configure, _txq_configure -> _start
 * -> rx/tx. Context: kernel context (system calls, threads of the core, deferred work), never
 * interrupt context. Errors are negative errno values. -EINVAL: wrong argument or wrong state;
 * -ENOMEM; -ENOTSUP; -EIO: the device is broken or hostile (its queue was stopped and the reason
 * printed).
 *
 * Fast paths:
 * - receive in place: `uk_netdev_rx_one` hands over netbufs that lie where the device wrote. Give
 * them back with `uk_netbuf_free`; while all are held nothing is received
 * (UK_NETDEV_STATUS_UNDERRUN), so copy out of buffers that are kept for long.
 * - send in place: the chain is read by the device until it is freed by the driver on a later send
 * (uk_netdev_tx_reap). The driver may overwrite nb_encap_tx bytes in front of the first netbuf's
 * data when they are inside its buffer.
 * - several packets: `uk_netdev_tx_more` for each, then one `uk_netdev_tx_flush`. A notification is
 * sent only if the device asked for it.
 */
#ifndef __UK_NETDEV_H__
#define __UK_NETDEV_H__

#include <errno.h>
#include <uk/netdev_core.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Devices are numbered from 0 in the order of their discovery. NULL when there is none of that
 * number. */
unsigned int uk_netdev_count(void);
struct uk_netdev *uk_netdev_get(unsigned int id);

uint16_t uk_netdev_id_get(struct uk_netdev *dev);
const char *uk_netdev_drv_name_get(struct uk_netdev *dev);
enum uk_netdev_state uk_netdev_state_get(struct uk_netdev *dev);

/* UNPROBED -> UNCONFIGURED: sets the device up as far as its addresses and features can be asked
 * for. */
int uk_netdev_probe(struct uk_netdev *dev);

/* Text of the machine's configuration for this interface; NULL when nothing is said. The device
 * must be probed. */
const char *uk_netdev_einfo_get(struct uk_netdev *dev, enum uk_netdev_einfo_type einfo);

void uk_netdev_info_get(struct uk_netdev *dev, struct uk_netdev_info *dev_info);

/* UNCONFIGURED -> CONFIGURED: number of queues. */
int uk_netdev_configure(struct uk_netdev *dev, const struct uk_netdev_conf *dev_conf);

int uk_netdev_rxq_info_get(struct uk_netdev *dev, uint16_t queue_id,
                           struct uk_netdev_queue_info *queue_info);
int uk_netdev_txq_info_get(struct uk_netdev *dev, uint16_t queue_id,
                           struct uk_netdev_queue_info *queue_info);

/* nb_desc 0: the driver chooses (from the device's queue size and the memory present). */
int uk_netdev_rxq_configure(struct uk_netdev *dev, uint16_t queue_id, uint16_t nb_desc,
                            struct uk_netdev_rxqueue_conf *rx_conf);
int uk_netdev_txq_configure(struct uk_netdev *dev, uint16_t queue_id, uint16_t nb_desc,
                            struct uk_netdev_txqueue_conf *tx_conf);

/* CONFIGURED -> RUNNING. Receive interrupts are off until uk_netdev_rxq_intr_enable. */
int uk_netdev_start(struct uk_netdev *dev);

const struct uk_hwaddr *uk_netdev_hwaddr_get(struct uk_netdev *dev);
int uk_netdev_hwaddr_set(struct uk_netdev *dev, const struct uk_hwaddr *hwaddr);
uint16_t uk_netdev_mtu_get(struct uk_netdev *dev);
int uk_netdev_mtu_set(struct uk_netdev *dev, uint16_t mtu);
int uk_netdev_promiscuous_set(struct uk_netdev *dev, unsigned int mode);
unsigned int uk_netdev_promiscuous_get(struct uk_netdev *dev);
/* 1: the link is up (or the device cannot tell), 0: down. */
int uk_netdev_link_get(struct uk_netdev *dev);

/*
 * Asks for one call of the queue's callback when packets arrive. 0: armed. 1: packets wait already,
 * nothing was armed: receive them first. Disable: no call begins after it returns, except one that
 * is deferred already.
 */
static inline int uk_netdev_rxq_intr_enable(struct uk_netdev *dev, uint16_t queue_id)
{
	return dev->ops->rxq_intr_enable ? dev->ops->rxq_intr_enable(dev, queue_id) : -ENOTSUP;
}

static inline int uk_netdev_rxq_intr_disable(struct uk_netdev *dev, uint16_t queue_id)
{
	return dev->ops->rxq_intr_disable ? dev->ops->rxq_intr_disable(dev, queue_id) : -ENOTSUP;
}

/*
 * Receives one packet. *pkt is the chain (the caller's now), or NULL when there was none ("not
 * ready"). Buffers are replenished on the way.
 */
static inline int uk_netdev_rx_one(struct uk_netdev *dev, uint16_t queue_id, struct uk_netbuf **pkt)
{
	return dev->rx_one(dev, queue_id, pkt);
}

/*
 * Sends one packet. With UK_NETDEV_STATUS_SUCCESS the chain belongs to the driver, which frees it;
 * else (queue full: not ready; negative: refused) it remains the caller's. A queue that is full
 * calls the queue's callback once there is room.
 */
static inline int uk_netdev_tx_one(struct uk_netdev *dev, uint16_t queue_id, struct uk_netbuf *pkt)
{
	return dev->tx_one(dev, queue_id, pkt);
}

/* The same, but the device may not be told before uk_netdev_tx_flush. */
static inline int uk_netdev_tx_more(struct uk_netdev *dev, uint16_t queue_id, struct uk_netbuf *pkt)
{
	return dev->tx_queue ? dev->tx_queue(dev, queue_id, pkt) : dev->tx_one(dev, queue_id, pkt);
}

static inline void uk_netdev_tx_flush(struct uk_netdev *dev, uint16_t queue_id)
{
	if (dev->tx_flush)
		dev->tx_flush(dev, queue_id);
}

/*
 * Frees the packets that the device has sent. Sending does this by itself, and so does an
 * uk_netdev_rx_one that finds nothing; a stack calls it before it concludes from a reference that a
 * packet is still being sent.
 */
static inline void uk_netdev_tx_reap(struct uk_netdev *dev, uint16_t queue_id)
{
	if (dev->tx_reap)
		dev->tx_reap(dev, queue_id);
}

/* Questions about a status word; the argument is evaluated once. */
static inline int uk_netdev_status_test_set(int status, int flag)
{
	return status >= 0 && (status & flag) == flag;
}

static inline int uk_netdev_status_test_unset(int status, int flag)
{
	return status < 0 || (status & flag) == 0;
}

static inline int uk_netdev_status_successful(int status)
{
	return uk_netdev_status_test_set(status, UK_NETDEV_STATUS_SUCCESS);
}

static inline int uk_netdev_status_notready(int status)
{
	return status >= 0 && !(status & UK_NETDEV_STATUS_SUCCESS);
}

static inline int uk_netdev_status_more(int status)
{
	return uk_netdev_status_test_set(status, UK_NETDEV_STATUS_SUCCESS | UK_NETDEV_STATUS_MORE);
}

#ifdef __cplusplus
}
#endif

#endif /* __UK_NETDEV_H__ */

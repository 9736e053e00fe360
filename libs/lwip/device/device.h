/* SPDX-License-Identifier: BSD-3-Clause */
/* Network devices under lwIP: one netif for each, its state behind netif->state. */
#ifndef LWIP_DEVICE_H
#define LWIP_DEVICE_H

#include <uk/defer.h>
#include <uk/netdev.h>
#include <uk/timer.h>
#include "lwip/netif.h"
#include "lwip/pbuf.h"

/* Packets that wait for room in a device's queue. */
#define BACKLOG_MAX 256

struct lwip_device {
	struct netif netif;
	struct uk_netdev *dev;
	struct uk_netdev_info info;
	struct lwip_device *next;

	/* receiving */
	unsigned int held;     /* receive buffers that pbufs refer to */
	unsigned int held_max; /* beyond this packets are copied */
	int armed;             /* the device interrupts when packets arrive */
	struct uk_timer guard; /* looks at the device when nobody has polled for a while */

	/* sending */
	struct pbuf *backlog[BACKLOG_MAX];
	unsigned int backlog_head, backlog_count;
	int unflushed; /* packets queued of which the device was not told */
};

extern struct lwip_device *lwip_devices;

/* All devices that are there become interfaces en0, en1, …; 0 or an error. */
int lwip_devices_attach(void);
/* Tells devices about the packets queued since. */
void lwip_devices_flush(void);

/* The device of an interface, or NULL (loop-back). */
struct lwip_device *lwip_device_of(struct netif *netif);

/* Whether a device has so many packets waiting that senders of datagrams should wait. */
int lwip_device_congested(const struct lwip_device *d);

/* The largest TCP payload that one segment on this interface may carry for an address family
 * (4, 6), a multiple of mss; mss itself when there is no segmentation offload. */
unsigned int lwip_segment_max(struct netif *netif, int version, unsigned int mss);

/* --- between the sources of this folder ----------------------------------------------------- */

unsigned int lwip_device_receive(struct lwip_device *d);
int lwip_device_arm(struct lwip_device *d);
void lwip_device_receive_init(struct lwip_device *d, struct uk_netdev_rxqueue_conf *conf);
err_t lwip_device_transmit(struct netif *netif, struct pbuf *p);
void lwip_device_transmit_room(struct uk_netdev *dev, uint16_t queue, void *cookie);

/* What has to be done with a frame; filled by lwip_offload(). */
struct lwip_offload {
	uint8_t flags; /* UK_NETBUF_F_* */
	uint16_t header_len, gso_size, csum_start, csum_offset;
};

/* Looks at an outgoing frame and puts the pseudo header's sum where the device expects it. -1: the
 * frame cannot be sent. */
int lwip_offload(struct lwip_device *d, struct pbuf *p, struct lwip_offload *o);

#endif /* LWIP_DEVICE_H */

/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Receiving: a device's buffers become pbufs where they lie. When readers are slow and many buffers
 * are out, packets are copied, so that the device never runs dry.
 *
 * Who receives: a call that would have to wait polls (lwip_stack_poll). The interrupt is asked for
 * only when the processor has nothing else to do, or when a short time (the guard) has passed
 * without packets.
 */
#include <string.h>
#include <uk/plat/time.h>
#include <uk/sched.h>
#include "lwip/etharp.h"
#include "netif/ethernet.h"
#include "../stack/stack.h"
#include "device.h"

#define GUARD_NS 1000000UL
/* Packets per round, so that a flood leaves time to those who are to read them. */
#define BUDGET 128

/* Lies in the private area of each receive buffer. */
struct rx_pbuf {
	struct pbuf_custom custom;
	struct uk_netbuf *netbuf;
	struct lwip_device *device;
};

static void rx_pbuf_free(struct pbuf *p)
{
	struct rx_pbuf *rx = (struct rx_pbuf *)p;

	rx->device->held--;
	uk_netbuf_free_single(rx->netbuf);
}

static void rx_pbuf_init(struct rx_pbuf *rx, struct lwip_device *d, struct uk_netbuf *nb)
{
	struct pbuf *p = &rx->custom.pbuf;

	rx->custom.custom_free_function = rx_pbuf_free;
	rx->netbuf = nb;
	rx->device = d;
	p->next = NULL;
	p->payload = nb->data;
	p->len = (u16_t)nb->len;
	p->type_internal = PBUF_REF;
	p->flags = PBUF_FLAG_IS_CUSTOM;
	p->ref = 1;
	p->if_idx = NETIF_NO_INDEX;
}

static struct pbuf *wrap(struct lwip_device *d, struct uk_netbuf *chain, size_t total)
{
	struct pbuf *head = NULL, **link = &head;
	struct uk_netbuf *next;

	for (; chain; chain = next) {
		struct rx_pbuf *rx = chain->priv;

		next = chain->next;
		chain->next = chain->prev = NULL;
		rx_pbuf_init(rx, d, chain);
		rx->custom.pbuf.tot_len = (u16_t)total;
		total -= chain->len;
		*link = &rx->custom.pbuf;
		link = &rx->custom.pbuf.next;
		d->held++;
	}
	return head;
}

static struct pbuf *copy(struct uk_netbuf *chain, size_t total)
{
	struct pbuf *p = pbuf_alloc(PBUF_RAW, (u16_t)total, PBUF_RAM);
	size_t at = 0;

	for (struct uk_netbuf *nb = chain; p && nb; at += nb->len, nb = nb->next)
		memcpy((char *)p->payload + at, nb->data, nb->len);
	uk_netbuf_free(chain);
	return p;
}

static void deliver(struct lwip_device *d, struct uk_netbuf *chain)
{
	unsigned int checked = chain->flags & (UK_NETBUF_F_DATA_VALID | UK_NETBUF_F_PARTIAL_CSUM);
	struct netif *netif = &d->netif;
	struct tcp_pcb *pcb;
	struct pbuf *p;
	size_t total = 0;

	for (struct uk_netbuf *nb = chain; nb; nb = nb->next)
		total += nb->len;
	if (unlikely(total > 0xffff || chain->len < SIZEOF_ETH_HDR)) {
		uk_netbuf_free(chain);
		return;
	}
	p = d->held < d->held_max ? wrap(d, chain, total) : copy(chain, total);
	if (unlikely(!p))
		return;
	/* The device vouches for a packet's checksums, or not. */
	if (checked)
		netif->chksum_flags &=
		        (u16_t) ~(NETIF_CHECKSUM_CHECK_TCP | NETIF_CHECKSUM_CHECK_UDP);
	else
		netif->chksum_flags |= NETIF_CHECKSUM_CHECK_TCP | NETIF_CHECKSUM_CHECK_UDP;
	lwip_tcp_input_pcb = NULL;
	if (ethernet_input(p, netif) != ERR_OK)
		pbuf_free(p);
	pcb = lwip_tcp_input_pcb;
	if (pcb)
		lwip_tcp_after_input(pcb);
}

/* A device is either armed or guarded: nothing that arrives is left lying. */
static void guard_set(struct lwip_device *d)
{
	if (!uk_timer_armed(&d->guard))
		uk_timer_set(&d->guard, ukplat_monotonic_clock() + GUARD_NS);
}

unsigned int lwip_device_receive(struct lwip_device *d)
{
	struct uk_netbuf *chain;
	unsigned int n;
	int status;

	for (n = 0; n < BUDGET; n++) {
		status = uk_netdev_rx_one(d->dev, 0, &chain);
		if (!uk_netdev_status_successful(status))
			break;
		deliver(d, chain);
	}
	if (!n)
		return 0;
	lwip_timers_activity = 1;
	if (d->armed) {
		/* The interrupt asked for is spent on packets that are taken already. */
		d->armed = 0;
		uk_netdev_rxq_intr_disable(d->dev, 0);
	}
	guard_set(d);
	return n;
}

int lwip_device_arm(struct lwip_device *d)
{
	int rc;

	if (d->armed)
		return 0;
	rc = uk_netdev_rxq_intr_enable(d->dev, 0);
	if (rc == 0)
		d->armed = 1;
	return rc;
}

/* Takes what is there; watches on while packets come, else goes back to the interrupt. */
static void look(struct lwip_device *d)
{
	unsigned int n;

	lwip_tcp_flush_acks();
	n = lwip_device_receive(d);
	lwip_stack_leave();
	if (!n && lwip_device_arm(d))
		guard_set(d);
}

static void guard_expired(struct uk_timer *timer)
{
	look(__containerof(timer, struct lwip_device, guard));
}

static void interrupted(struct uk_netdev *dev, uint16_t queue, void *cookie)
{
	struct lwip_device *d = cookie;

	(void)dev, (void)queue;
	d->armed = 0;
	look(d);
}

void lwip_device_receive_init(struct lwip_device *d, struct uk_netdev_rxqueue_conf *conf)
{
	uk_timer_init(&d->guard, guard_expired);
	conf->callback = interrupted;
	conf->callback_cookie = d;
	conf->privlen = sizeof(struct rx_pbuf);
}

unsigned int lwip_stack_poll(void)
{
	unsigned int n = 0;

	for (struct lwip_device *d = lwip_devices; d; d = d->next)
		n += lwip_device_receive(d);
	if (n)
		lwip_stack_leave();
	return n;
}

/* The processor is about to halt: nobody polls, and nobody reads who could acknowledge. */
int uk_sched_idle_enter(void)
{
	int busy = 0;

	lwip_tcp_flush_acks();
	for (struct lwip_device *d = lwip_devices; d; d = d->next)
		if (!d->armed)
			busy |= lwip_device_receive(d) || lwip_device_arm(d) == 1;
	lwip_stack_leave();
	return busy;
}

/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Sending: a frame is described to the device where it lies; a reference keeps it until the device
 * is done. lwIP sees from that reference that a segment is still on its way and does not touch it.
 * Devices are told once per visit to the stack, not once per packet.
 */
#include <uk/alloc.h>
#include "lwip/priv/tcp_priv.h"
#include "../stack/stack.h"
#include "device.h"

struct tx_netbuf {
	struct uk_netbuf netbuf;
	struct pbuf *pbuf;      /* the frame, with the first netbuf of a chain */
	struct tx_netbuf *next; /* free ones */
};

static struct tx_netbuf *unused;

static void tx_netbuf_done(struct uk_netbuf *nb)
{
	struct tx_netbuf *tx = (struct tx_netbuf *)nb;

	if (tx->pbuf)
		pbuf_free(tx->pbuf);
	tx->next = unused;
	unused = tx;
}

static struct tx_netbuf *tx_netbuf_new(const struct pbuf *q)
{
	struct tx_netbuf *tx = unused;
	char *start = q->payload;

	if (tx)
		unused = tx->next;
	else
		tx = lwip_heap_malloc(sizeof(*tx));
	if (!tx)
		return NULL;
	tx->pbuf = NULL;
	/* Room in front of a frame that lwIP allocated may take the driver's header. */
	if (q->type_internal & PBUF_TYPE_FLAG_STRUCT_DATA_CONTIGUOUS)
		start = (char *)(__uptr)q + LWIP_MEM_ALIGN_SIZE(sizeof(struct pbuf));
	uk_netbuf_init_indir(&tx->netbuf, start, (size_t)((char *)q->payload - start) + q->len,
	                     (uint16_t)((char *)q->payload - start), NULL, tx_netbuf_done);
	tx->netbuf.len = q->len;
	return tx;
}

static struct tx_netbuf *describe(struct pbuf *p)
{
	struct tx_netbuf *head = NULL;
	struct uk_netbuf *last = NULL;

	for (struct pbuf *q = p; q; q = q->next) {
		struct tx_netbuf *tx;

		if (!q->len)
			continue;
		tx = tx_netbuf_new(q);
		if (!tx) {
			if (head)
				uk_netbuf_free(&head->netbuf);
			return NULL;
		}
		if (last)
			uk_netbuf_connect(last, &tx->netbuf);
		else
			head = tx;
		last = &tx->netbuf;
	}
	return head;
}

/* ERR_OK: the device has it; ERR_WOULDBLOCK: no room; else it cannot be sent. */
static err_t hand_over(struct lwip_device *d, struct pbuf *p, const struct lwip_offload *o)
{
	struct tx_netbuf *tx = describe(p);
	int status;

	if (!tx)
		return ERR_MEM;
	tx->netbuf.flags = o->flags;
	tx->netbuf.header_len = o->header_len;
	tx->netbuf.gso_size = o->gso_size;
	tx->netbuf.csum_start = o->csum_start;
	tx->netbuf.csum_offset = o->csum_offset;
	tx->pbuf = p;
	pbuf_ref(p);
	status = uk_netdev_tx_more(d->dev, 0, &tx->netbuf);
	if (uk_netdev_status_successful(status)) {
		d->unflushed = 1;
		return ERR_OK;
	}
	uk_netbuf_free(&tx->netbuf);
	return status < 0 ? ERR_IF : ERR_WOULDBLOCK;
}

static err_t send_frame(struct lwip_device *d, struct pbuf *p)
{
	struct lwip_offload o;
	struct pbuf *flat;
	err_t err;

	if (lwip_offload(d, p, &o))
		return ERR_BUF;
	if (likely(pbuf_clen(p) <= d->info.max_tx_segments))
		return hand_over(d, p, &o);
	flat = pbuf_clone(PBUF_RAW, PBUF_RAM, p);
	if (!flat)
		return ERR_MEM;
	err = hand_over(d, flat, &o);
	pbuf_free(flat);
	return err;
}

err_t lwip_device_transmit(struct netif *netif, struct pbuf *p)
{
	struct lwip_device *d = netif->state;
	err_t err = ERR_WOULDBLOCK;

	if (!d->backlog_count)
		err = send_frame(d, p);
	lwip_timers_activity = 1;
	if (err != ERR_WOULDBLOCK)
		return err;
	/* TCP keeps what is refused and sends it again when there is room. */
	if (d->backlog_count == BACKLOG_MAX)
		return ERR_MEM;
	pbuf_ref(p);
	d->backlog[(d->backlog_head + d->backlog_count++) % BACKLOG_MAX] = p;
	return ERR_OK;
}

void lwip_device_transmit_room(struct uk_netdev *dev, uint16_t queue, void *cookie)
{
	struct lwip_device *d = cookie;

	(void)dev, (void)queue;
	while (d->backlog_count) {
		struct pbuf *p = d->backlog[d->backlog_head];

		if (send_frame(d, p) == ERR_WOULDBLOCK)
			break;
		d->backlog_head = (d->backlog_head + 1) % BACKLOG_MAX;
		d->backlog_count--;
		pbuf_free(p);
	}
	if (!d->backlog_count)
		tcp_txnow();
	if (!lwip_device_congested(d))
		lwip_sockets_writable();
	lwip_stack_leave();
}

int lwip_device_congested(const struct lwip_device *d)
{
	return d->backlog_count > BACKLOG_MAX / 2;
}

void lwip_devices_flush(void)
{
	for (struct lwip_device *d = lwip_devices; d; d = d->next)
		if (d->unflushed) {
			d->unflushed = 0;
			uk_netdev_tx_flush(d->dev, 0);
		}
}

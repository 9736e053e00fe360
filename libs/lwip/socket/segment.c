/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Large segments. A device that cuts TCP segments itself gets some of up to 64 KiB: tcp_write() is
 * called with a multiple of the MSS in place of the MSS, and nothing else in lwIP learns of it:
 * congestion control, Nagle's algorithm and the announced MSS go by the real one.
 *
 * lwIP sends a segment only as a whole. After a loss the congestion window is a single MSS, and
 * a receiver may open its window by less than a large segment; then nothing could be sent. So
 * whenever nothing is in flight and the next segment does not fit, it is cut to what fits, and
 * what the peer has of it already is cut off (otherwise a path that loses the tail of every burst
 * would see the same bytes again and again).
 */
#include "lwip/ip.h"
#include "lwip/priv/tcp_priv.h"
#include "../device/device.h"
#include "inet.h"

/* RFC 6928 */
#define INITIAL_SEGMENTS 10

void tcp_segment_init(struct tcp_sock *ts)
{
	struct tcp_pcb *pcb = ts->pcb;
	struct netif *netif;

	if (ts->mss_max && pcb->mss > ts->mss_max)
		pcb->mss = (u16_t)ts->mss_max;
	netif = ip_route(&pcb->local_ip, &pcb->remote_ip);
	ts->segment_max = lwip_segment_max(netif, IP_IS_V6_VAL(pcb->remote_ip) ? 6 : 4, pcb->mss);
	if (!ts->bytes_acked && pcb->cwnd < (u32_t)INITIAL_SEGMENTS * pcb->mss)
		pcb->cwnd = (u32_t)INITIAL_SEGMENTS * pcb->mss;
}

/* Half of what may be in flight, so that acknowledgements keep coming; whole MSS. */
static u32_t best_size(const struct tcp_sock *ts, const struct tcp_pcb *pcb)
{
	u32_t size = MIN(pcb->cwnd, pcb->snd_wnd_max) / 2;

	size -= size % pcb->mss;
	return MAX(MIN(size, ts->segment_max), (u32_t)pcb->mss);
}

err_t tcp_segment_write(struct tcp_sock *ts, const void *data, u16_t len, u8_t flags)
{
	struct tcp_pcb *pcb = ts->pcb;
	u16_t mss = pcb->mss;
	struct tcp_seg *last;
	u32_t size;
	err_t err;

	if (ts->segment_max <= mss)
		return tcp_write(pcb, data, len, flags);
	size = best_size(ts, pcb);
	/* lwIP takes it for granted that queued segments are no larger than the MSS. */
	last = pcb->unsent;
	if (last) {
		while (last->next)
			last = last->next;
		size = MAX(size, (u32_t)last->len);
	}
	pcb->mss = (u16_t)size;
	err = tcp_write(pcb, data, len, flags);
	pcb->mss = mss;
	return err;
}

/*
 * lwIP's own function leaves FIN and PSH with the front half too (TCPH_SET_FLAG only adds), so the
 * peer would take the end of that half for the end of the stream. It is compiled under another name
 * (see Makefile.uk); this one takes them away, for lwIP's callers as well.
 */
err_t lwip_tcp_split_unsent_seg(struct tcp_pcb *pcb, u16_t split);

err_t tcp_split_unsent_seg(struct tcp_pcb *pcb, u16_t split)
{
	struct tcp_seg *front = pcb->unsent, *behind = front ? front->next : NULL;
	err_t err = lwip_tcp_split_unsent_seg(pcb, split);

	if (err == ERR_OK && front && front->next != behind)
		TCPH_UNSET_FLAG(front->tcphdr, TCP_FIN | TCP_PSH);
	return err;
}

/* lwIP splits at no more than an MSS; here the MSS is what a segment was made of. */
static err_t split(struct tcp_pcb *pcb, u32_t at)
{
	u16_t mss = pcb->mss;
	err_t err;

	pcb->mss = pcb->unsent->len;
	err = tcp_split_unsent_seg(pcb, (u16_t)at);
	pcb->mss = mss;
	return err;
}

/* Removes what was acknowledged from the front of the first unsent segment. 0: done. */
static int trim_acknowledged(struct tcp_pcb *pcb)
{
	struct tcp_seg *head = pcb->unsent;
	u32_t seq = lwip_ntohl(head->tcphdr->seqno);
	u32_t done = pcb->lastack - seq;

	if (!TCP_SEQ_LT(seq, pcb->lastack) || done >= head->len)
		return 0;
	if (split(pcb, done) != ERR_OK)
		return -1;
	pcb->unsent = head->next;
	pcb->snd_queuelen = (u16_t)(pcb->snd_queuelen - pbuf_clen(head->p));
	pcb->snd_buf += head->len;
	tcp_seg_free(head);
	return 0;
}

static void make_fit(struct tcp_pcb *pcb)
{
	u32_t wnd;

	if (pcb->unacked || !pcb->unsent || pcb->unsent->len <= pcb->mss)
		return;
	/* A segment that the device still holds is left alone. */
	if (pcb->unsent->p->ref != 1 || trim_acknowledged(pcb))
		return;
	wnd = MIN(pcb->snd_wnd, pcb->cwnd);
	if (wnd >= pcb->mss && pcb->unsent->len > wnd && split(pcb, wnd - wnd % pcb->mss) != ERR_OK)
		return;
	tcp_output(pcb);
}

/*
 * A few large segments fill the window, so the three duplicate acknowledgements that mean a loss
 * may never come. One that a large segment caused says as much: more than two packets went past the
 * gap (RFC 6675 counts bytes for the same reason).
 */
static void early_retransmit(struct tcp_pcb *pcb)
{
	if (!pcb->dupacks || pcb->dupacks >= 3 || (pcb->flags & TF_INFR) || !pcb->unacked ||
	    !pcb->unacked->next || pcb->unacked->next->len < 3U * pcb->mss)
		return;
	tcp_rexmit_fast(pcb);
	tcp_output(pcb);
}

void lwip_tcp_after_input(struct tcp_pcb *pcb)
{
	/* tcp_input() puts the connection first; one that ended is not there any more. */
	if (pcb != tcp_active_pcbs)
		return;
	early_retransmit(pcb);
	make_fit(pcb);
}

void lwip_tcp_after_timer(void)
{
	struct tcp_pcb *pcb;

	for (pcb = tcp_active_pcbs; pcb; pcb = pcb->next)
		make_fit(pcb);
}

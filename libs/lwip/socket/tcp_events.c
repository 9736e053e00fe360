/* SPDX-License-Identifier: BSD-3-Clause */
/* What lwIP tells a TCP socket, and what the socket tells those who wait for it. */
#include <uk/plat/time.h>
#include "lwip/priv/tcp_priv.h"
#include "inet.h"

/* Connections of which more than a segment was received and not acknowledged yet. */
static struct uk_list_head ack_list = UK_LIST_HEAD_INIT(ack_list);

u32_t tcp_sock_room(const struct tcp_sock *ts)
{
	u32_t used;

	if (!ts->pcb || ts->pcb->snd_queuelen >= TCP_SND_QUEUELEN - 64)
		return 0;
	used = TCP_SND_BUF - ts->pcb->snd_buf;
	return used < (u32_t)ts->is.sndbuf ? (u32_t)ts->is.sndbuf - used : 0;
}

static unsigned int events_of(struct tcp_sock *ts)
{
	struct inet_sock *is = &ts->is;
	unsigned int ev = 0;
	int rx_end, gone;

	if (ts->state == LISTEN)
		return is->shut_rd                         ? EPOLLIN | EPOLLHUP
		       : !uk_list_empty(&ts->accept_queue) ? EPOLLIN | EPOLLRDNORM
		                                           : 0;
	if (is->error)
		ev |= EPOLLERR;
	if (!ts->connected) {
		if (ts->connecting && ts->pcb)
			return ev;
		/* Never connected, or refused. */
		return ev | EPOLLOUT | EPOLLWRNORM | EPOLLHUP |
		       (is->error || ts->connecting ? EPOLLIN | EPOLLRDNORM | EPOLLRDHUP : 0);
	}
	/* Gone by a reset or a time-out; an orderly end goes by the two directions. */
	gone = !ts->pcb && ts->state == CLOSED && !(ts->rx_fin && is->shut_wr);
	rx_end = ts->rx_fin || is->shut_rd || gone;
	if (ts->rx_bytes || rx_end)
		ev |= EPOLLIN | EPOLLRDNORM;
	if (rx_end)
		ev |= EPOLLRDHUP;
	if (gone || (rx_end && is->shut_wr))
		ev |= EPOLLHUP;
	if (is->shut_wr || gone || tcp_sock_room(ts) >= (u32_t)is->sndbuf / 3)
		ev |= EPOLLOUT | EPOLLWRNORM;
	return ev;
}

void tcp_sock_events(struct tcp_sock *ts, unsigned int fresh)
{
	posix_sock *sock = ts->is.sock;
	unsigned int ev;

	if (!sock)
		return;
	ev = events_of(ts);
	if (ev & fresh & sock->events)
		uk_pollq_notify(&sock->file.pollq, ev & fresh);
	posix_sock_event_assign(sock, ev);
}

unsigned int tcp_sock_poll(struct inet_sock *is)
{
	return events_of(tcp_of(is));
}

err_t tcp_sock_on_connected(void *arg, struct tcp_pcb *pcb, err_t err)
{
	struct tcp_sock *ts = arg;

	(void)pcb, (void)err;
	ts->connected = 1;
	ts->state = ESTABLISHED;
	tcp_segment_init(ts);
	tcp_sock_events(ts, EPOLLOUT);
	return ERR_OK;
}

err_t tcp_sock_on_accept(void *arg, struct tcp_pcb *pcb, err_t err)
{
	struct tcp_sock *ts = arg, *child;
	struct inet_sock *is;

	if (!ts || !pcb || err != ERR_OK)
		return ERR_VAL;
	is = tcp_sock_new(ts->is.family);
	if (!is)
		return ERR_MEM;
	child = tcp_of(is);
	/* Options are inherited; what belongs to one connection is not. */
	*child = *ts;
	UK_INIT_LIST_HEAD(&child->accept_queue);
	UK_INIT_LIST_HEAD(&child->accept_link);
	UK_INIT_LIST_HEAD(&child->ack_link);
	child->is.sock = NULL;
	child->is.error = 0;
	child->pcb = NULL;
	child->accept_count = 0;
	child->listener = ts;
	child->connected = 1;
	child->state = ESTABLISHED;
	child->wnd_withheld =
	        TCP_WND > (u32_t)child->is.rcvbuf ? TCP_WND - (u32_t)child->is.rcvbuf : 0;
	ip_addr_copy(is->local, pcb->local_ip);
	ip_addr_copy(is->remote, pcb->remote_ip);
	is->local_port = pcb->local_port;
	is->remote_port = pcb->remote_port;
	tcp_sock_attach(child, pcb);
	tcp_segment_init(child);
	/* Counts against the backlog until accept() takes it. */
	tcp_backlog_delayed(pcb);
	uk_list_add_tail(&child->accept_link, &ts->accept_queue);
	ts->accept_count++;
	tcp_sock_events(ts, EPOLLIN);
	return ERR_OK;
}

static void ack_later(struct tcp_sock *ts, struct tcp_pcb *pcb, u32_t len)
{
	ts->ack_owed += len;
	/* The reader is about to come and its acknowledgement will announce the window as well; so
	 * lwIP's own, which would go out now, waits. A gap or half a window does not wait. */
	if (pcb->ooseq || ts->ack_owed >= TCP_WND_MAX(pcb) / 2) {
		tcp_ack_now(pcb);
		return;
	}
	if (pcb->flags & TF_ACK_NOW) {
		tcp_clear_flags(pcb, TF_ACK_NOW);
		tcp_set_flags(pcb, TF_ACK_DELAY);
	}
	if (ts->ack_owed > pcb->mss && uk_list_empty(&ts->ack_link))
		uk_list_add_tail(&ts->ack_link, &ack_list);
}

void lwip_tcp_flush_acks(void)
{
	while (!uk_list_empty(&ack_list)) {
		struct tcp_sock *ts = uk_list_first_entry(&ack_list, struct tcp_sock, ack_link);

		uk_list_del_init(&ts->ack_link);
		ts->ack_owed = 0;
		if (ts->pcb) {
			tcp_ack_now(ts->pcb);
			tcp_output(ts->pcb);
		}
	}
}

static void end_of_stream(struct tcp_sock *ts, struct tcp_pcb *pcb)
{
	ts->rx_fin = 1;
	/* Both directions are closed: lwIP ends the connection without telling when it frees it. */
	if (pcb->state == TIME_WAIT || pcb->state == CLOSING)
		tcp_sock_detach(ts);
}

err_t tcp_sock_on_recv(void *arg, struct tcp_pcb *pcb, struct pbuf *p, err_t err)
{
	struct tcp_sock *ts = arg;
	u32_t len;

	(void)err;
	if (!p) {
		end_of_stream(ts, pcb);
		tcp_sock_events(ts, EPOLLIN);
		return ERR_OK;
	}
	len = p->tot_len;
	if (ts->rx_tail)
		ts->rx_tail->next = p;
	else
		ts->rx_head = p;
	while (p->next)
		p = p->next;
	ts->rx_tail = p;
	ts->rx_bytes += len;
	ts->bytes_received += len;
	ts->segs_in++;
	ack_later(ts, pcb, len);
	tcp_sock_events(ts, EPOLLIN);
	return ERR_OK;
}

static void round_trip(struct tcp_sock *ts, u32_t acked_to)
{
	u32_t us, d;

	if (!ts->rtt_time || TCP_SEQ_LT(acked_to, ts->rtt_seq))
		return;
	us = (u32_t)((ukplat_monotonic_clock() - ts->rtt_time) / 1000);
	ts->rtt_time = 0;
	if (!us)
		us = 1;
	/* RFC 6298 */
	if (!ts->srtt_us) {
		ts->srtt_us = us;
		ts->rttvar_us = us / 2;
	} else {
		d = us > ts->srtt_us ? us - ts->srtt_us : ts->srtt_us - us;
		ts->rttvar_us = (3 * ts->rttvar_us + d) / 4;
		ts->srtt_us = (u32_t)((7UL * ts->srtt_us + us) / 8);
	}
	if (!ts->min_rtt_us || us < ts->min_rtt_us)
		ts->min_rtt_us = us;
}

err_t tcp_sock_on_sent(void *arg, struct tcp_pcb *pcb, u16_t len)
{
	struct tcp_sock *ts = arg;
	u32_t counted = 2U * pcb->mss;

	ts->bytes_acked += len;
	round_trip(ts, pcb->lastack);
	/* lwIP lets one acknowledgement open the window by two segments at most. A receiver that
	 * merges segments acknowledges dozens at once, so slow start counts bytes (RFC 3465). */
	if (pcb->cwnd < pcb->ssthresh && !(pcb->flags & (TF_RTO | TF_INFR)) && len > counted)
		pcb->cwnd += len - counted;
	tcp_sock_events(ts, 0);
	return ERR_OK;
}

void tcp_sock_on_error(void *arg, err_t err)
{
	struct tcp_sock *ts = arg;
	int connecting;

	if (!ts)
		return;
	connecting = !ts->connected;
	ts->pcb = NULL;
	ts->state = CLOSED;
	uk_list_del_init(&ts->ack_link);
	if (err == ERR_RST)
		ts->is.error = connecting ? ECONNREFUSED : ts->rx_fin ? EPIPE : ECONNRESET;
	else if (err == ERR_ABRT && !ts->is.error)
		ts->is.error = ETIMEDOUT;
	tcp_sock_events(ts, EPOLLIN | EPOLLOUT);
}

void lwip_tcp_sent(struct tcp_pcb *pcb, u32_t seq, u32_t len)
{
	struct tcp_sock *ts = pcb->callback_arg;

	if (pcb->state == LISTEN || pcb->recv != tcp_sock_on_recv || !ts)
		return;
	ts->segs_out++;
	if (!len) {
		return;
	}
	if (ts->snd_max && TCP_SEQ_LT(seq, ts->snd_max)) {
		ts->retrans += (len + pcb->mss - 1) / pcb->mss;
		/* Karn: a repeated segment says nothing about time. */
		ts->rtt_time = 0;
	} else if (!ts->rtt_time) {
		ts->rtt_time = ukplat_monotonic_clock();
		ts->rtt_seq = seq + len;
	}
	if (!ts->snd_max || TCP_SEQ_GT(seq + len, ts->snd_max))
		ts->snd_max = seq + len;
}

void lwip_tcp_unreachable(const ip_addr_t *remote, u16_t remote_port, u16_t local_port, int error)
{
	struct tcp_pcb *pcb;

	/* Only an attempt ends by this; an established connection bears it (RFC 5927). */
	for (pcb = tcp_active_pcbs; pcb; pcb = pcb->next)
		if (pcb->state == SYN_SENT && pcb->remote_port == remote_port &&
		    pcb->local_port == local_port && ip_addr_cmp(&pcb->remote_ip, remote))
			break;
	if (!pcb || pcb->errf != tcp_sock_on_error)
		return;
	((struct tcp_sock *)pcb->callback_arg)->is.error = error;
	tcp_abandon(pcb, 0);
}

/* SPDX-License-Identifier: BSD-3-Clause */
/* Options of level IPPROTO_TCP, and how a socket's options reach lwIP. */
#include <netinet/tcp.h>
#include "lwip/priv/tcp_priv.h"
#include "inet.h"

#ifndef TCP_USER_TIMEOUT
#define TCP_USER_TIMEOUT 18
#endif

void tcp_sock_apply(struct inet_sock *is)
{
	struct tcp_sock *ts = tcp_of(is);
	struct tcp_pcb *pcb = ts->pcb;

	if (!pcb)
		return;
	pcb->so_options &= (u8_t) ~(SOF_REUSEADDR | SOF_KEEPALIVE | SOF_BROADCAST);
	if (is->reuseaddr || is->reuseport)
		pcb->so_options |= SOF_REUSEADDR;
	if (is->keepalive)
		pcb->so_options |= SOF_KEEPALIVE;
	pcb->tos = (u8_t)(is->family == AF_INET6 && !is->tos ? is->tclass : is->tos);
	pcb->ttl = (u8_t)(is->family == AF_INET6 && is->hops > 0 ? is->hops
	                  : is->ttl                              ? is->ttl
	                                                         : TCP_TTL);
	pcb->netif_idx = is->netif_idx;
	if (pcb->state == LISTEN)
		return;
	pcb->keep_idle = (u32_t)ts->keep_idle * 1000;
	pcb->keep_intvl = (u32_t)ts->keep_intvl * 1000;
	pcb->keep_cnt = (u32_t)ts->keep_cnt;
	if (ts->nodelay)
		tcp_nagle_disable(pcb);
	else
		tcp_nagle_enable(pcb);
}

/* Linux' numbers of states. */
static int state_number(const struct tcp_sock *ts)
{
	static const unsigned char number[] = {
	        [CLOSED] = 7,      [LISTEN] = 10,    [SYN_SENT] = 2,   [SYN_RCVD] = 3,
	        [ESTABLISHED] = 1, [FIN_WAIT_1] = 4, [FIN_WAIT_2] = 5, [CLOSE_WAIT] = 8,
	        [CLOSING] = 11,    [LAST_ACK] = 9,   [TIME_WAIT] = 6,
	};

	return number[ts->pcb ? (int)ts->pcb->state : ts->state];
}

void tcp_sock_info(struct tcp_sock *ts, void *value, socklen_t *len)
{
	struct tcp_pcb *pcb = ts->pcb;
	struct tcp_info info;
	struct tcp_seg *seg;

	memset(&info, 0, sizeof(info));
	info.tcpi_state = (uint8_t)state_number(ts);
	info.tcpi_rtt = ts->srtt_us;
	info.tcpi_rttvar = ts->rttvar_us;
	info.tcpi_min_rtt = ts->min_rtt_us;
	info.tcpi_total_retrans = ts->retrans;
	info.tcpi_bytes_acked = ts->bytes_acked;
	info.tcpi_bytes_received = ts->bytes_received;
	info.tcpi_segs_out = ts->segs_out;
	info.tcpi_segs_in = ts->segs_in;
	if (pcb && pcb->state == LISTEN) {
		info.tcpi_unacked = (uint32_t)ts->accept_count;
		info.tcpi_sacked = (uint32_t)ts->backlog;
	} else if (pcb) {
		info.tcpi_options = pcb->flags & TF_WND_SCALE ? TCPI_OPT_WSCALE : 0;
		info.tcpi_options |= pcb->flags & TF_SACK ? TCPI_OPT_SACK : 0;
		info.tcpi_snd_wscale = pcb->snd_scale & 15;
		info.tcpi_rcv_wscale = pcb->rcv_scale & 15;
		info.tcpi_rto = (uint32_t)pcb->rto * TCP_SLOW_INTERVAL * 1000;
		info.tcpi_ato = TCP_TMR_INTERVAL * 1000;
		info.tcpi_snd_mss = info.tcpi_advmss = pcb->mss;
		info.tcpi_rcv_mss = pcb->mss;
		info.tcpi_pmtu = pcb->mss + 40U;
		info.tcpi_retransmits = pcb->nrtx;
		info.tcpi_backoff = pcb->nrtx;
		info.tcpi_probes = pcb->keep_cnt_sent;
		info.tcpi_snd_ssthresh = pcb->ssthresh / pcb->mss;
		info.tcpi_snd_cwnd = MAX(pcb->cwnd / pcb->mss, 1U);
		info.tcpi_rcv_space = pcb->rcv_wnd;
		info.tcpi_reordering = 3;
		for (seg = pcb->unacked; seg; seg = seg->next)
			info.tcpi_unacked += (seg->len + pcb->mss - 1U) / pcb->mss;
		for (seg = pcb->unsent; seg; seg = seg->next)
			info.tcpi_notsent_bytes += seg->len;
	}
	posix_sock_opt_put(value, len, &info, sizeof(info));
}

int tcp_sock_getopt(struct inet_sock *is, int name, void *value, socklen_t *len)
{
	struct tcp_sock *ts = tcp_of(is);

	switch (name) {
	case TCP_NODELAY:
		return posix_sock_opt_put_int(value, len, ts->nodelay);
	case TCP_MAXSEG:
		return posix_sock_opt_put_int(value, len,
		                              ts->pcb && ts->connected ? ts->pcb->mss
		                              : ts->mss_max            ? (int)ts->mss_max
		                                                       : 536);
	case TCP_CORK:
		return posix_sock_opt_put_int(value, len, ts->cork);
	case TCP_KEEPIDLE:
		return posix_sock_opt_put_int(value, len, ts->keep_idle);
	case TCP_KEEPINTVL:
		return posix_sock_opt_put_int(value, len, ts->keep_intvl);
	case TCP_KEEPCNT:
		return posix_sock_opt_put_int(value, len, ts->keep_cnt);
	case TCP_USER_TIMEOUT:
		return posix_sock_opt_put_int(value, len, (int)ts->user_timeout);
	case TCP_QUICKACK:
		return posix_sock_opt_put_int(value, len, 1);
	case TCP_CONGESTION:
		/* What lwIP does: slow start, congestion avoidance, fast recovery of RFC 5681. */
		return posix_sock_opt_put(value, len, "reno\0\0\0\0\0\0\0\0\0\0\0\0", 16);
	case TCP_INFO:
		tcp_sock_info(ts, value, len);
		return 0;
	default:
		return -ENOPROTOOPT;
	}
}

static int set_number(int *where, int value, int least, int most)
{
	if (value < least || value > most)
		return -EINVAL;
	*where = value;
	return 0;
}

static int set_congestion(const char *name, socklen_t len)
{
	if (!len)
		return -EINVAL;
	return len >= 4 && !memcmp(name, "reno", 4) && (len == 4 || !name[4]) ? 0 : -ENOENT;
}

static void push(struct tcp_sock *ts)
{
	if (!ts->pcb || !ts->connected)
		return;
	tcp_output(ts->pcb);
	lwip_stack_leave();
}

int tcp_sock_setopt(struct inet_sock *is, int name, const void *value, socklen_t len)
{
	struct tcp_sock *ts = tcp_of(is);
	int n, rc;

	if (name == TCP_CONGESTION)
		return set_congestion(value, len);
	rc = posix_sock_opt_get_int(value, len, &n);
	if (rc)
		return rc;
	switch (name) {
	case TCP_NODELAY:
		ts->nodelay = !!n;
		tcp_sock_apply(is);
		push(ts);
		return 0;
	case TCP_CORK:
		ts->cork = !!n;
		if (!n)
			push(ts);
		return 0;
	case TCP_MAXSEG:
		/* As on Linux: 88 to 32767; 0 takes it back. */
		if (n && (n < 88 || n > 32767))
			return -EINVAL;
		ts->mss_max = (u32_t)n;
		if (n && ts->pcb && ts->connected && ts->pcb->mss > n)
			tcp_segment_init(ts);
		return 0;
	case TCP_KEEPIDLE:
		rc = set_number(&ts->keep_idle, n, 1, 32767);
		break;
	case TCP_KEEPINTVL:
		rc = set_number(&ts->keep_intvl, n, 1, 32767);
		break;
	case TCP_KEEPCNT:
		rc = set_number(&ts->keep_cnt, n, 1, 127);
		break;
	case TCP_QUICKACK:
		if (n && ts->pcb && ts->connected && (ts->pcb->flags & TF_ACK_DELAY)) {
			tcp_ack_now(ts->pcb);
			push(ts);
		}
		return 0;
	default:
		return -ENOPROTOOPT;
	}
	if (!rc)
		tcp_sock_apply(is);
	return rc;
}

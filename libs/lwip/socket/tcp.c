/* SPDX-License-Identifier: BSD-3-Clause */
/* TCP sockets: their life from socket() to close(). */
#include "lwip/ip.h"
#include "lwip/priv/tcp_priv.h"
#include "inet.h"

struct inet_sock *tcp_sock_new(int family)
{
	struct tcp_sock *ts = uk_zalloc(uk_alloc_get_default(), sizeof(*ts));

	if (!ts)
		return NULL;
	inet_sock_init(&ts->is, &lwip_tcp_proto, family, IPPROTO_TCP);
	ts->is.sndbuf = (int)TCP_SND_BUF;
	ts->is.rcvbuf = (int)TCP_WND;
	ts->state = CLOSED;
	ts->keep_idle = 7200;
	ts->keep_intvl = 75;
	ts->keep_cnt = 9;
	UK_INIT_LIST_HEAD(&ts->accept_queue);
	UK_INIT_LIST_HEAD(&ts->accept_link);
	UK_INIT_LIST_HEAD(&ts->ack_link);
	return &ts->is;
}

void tcp_sock_attach(struct tcp_sock *ts, struct tcp_pcb *pcb)
{
	ts->pcb = pcb;
	tcp_arg(pcb, ts);
	tcp_recv(pcb, tcp_sock_on_recv);
	tcp_sent(pcb, tcp_sock_on_sent);
	tcp_err(pcb, tcp_sock_on_error);
	tcp_sock_apply(&ts->is);
}

/* The control block goes its own way (or is gone); what programs ask for is kept. */
void tcp_sock_detach(struct tcp_sock *ts)
{
	struct tcp_pcb *pcb = ts->pcb;

	ts->pcb = NULL;
	uk_list_del_init(&ts->ack_link);
	if (!pcb)
		return;
	ts->state = pcb->state;
	if (pcb->state != LISTEN) {
		ip_addr_copy(ts->is.local, pcb->local_ip);
		ip_addr_copy(ts->is.remote, pcb->remote_ip);
		ts->is.local_port = pcb->local_port;
		ts->is.remote_port = pcb->remote_port;
		tcp_recv(pcb, NULL);
		tcp_sent(pcb, NULL);
		tcp_err(pcb, NULL);
	}
	tcp_arg(pcb, NULL);
}

int tcp_sock_create_pcb(struct tcp_sock *ts)
{
	u8_t type = IPADDR_TYPE_V4;
	struct tcp_pcb *pcb;

	if (ts->pcb)
		return 0;
	if (ts->is.family == AF_INET6)
		type = ts->is.v6only ? IPADDR_TYPE_V6 : IPADDR_TYPE_ANY;
	pcb = tcp_new_ip_type(type);
	if (!pcb)
		return -ENOBUFS;
	tcp_sock_attach(ts, pcb);
	ts->state = CLOSED;
	return 0;
}

static int overlap(const ip_addr_t *a, const ip_addr_t *b)
{
	if (IP_IS_ANY_TYPE_VAL(*a) || IP_IS_ANY_TYPE_VAL(*b))
		return 1;
	return IP_IS_V6_VAL(*a) == IP_IS_V6_VAL(*b) &&
	       (ip_addr_isany_val(*a) || ip_addr_isany_val(*b) || ip_addr_cmp(a, b));
}

/* A port that somebody listens on is taken, whatever SO_REUSEADDR says. */
static int listened_on(const ip_addr_t *addr, u16_t port)
{
	struct tcp_pcb_listen *l;

	for (l = tcp_listen_pcbs.listen_pcbs; l; l = l->next)
		if (l->local_port == port && overlap(&l->local_ip, addr))
			return 1;
	return 0;
}

static err_t bind_random(struct tcp_pcb *pcb, const ip_addr_t *addr)
{
	err_t err = ERR_USE;
	/* Reuse is for ports that are asked for by number. */
	u8_t reuse = pcb->so_options & SOF_REUSEADDR;

	pcb->so_options &= (u8_t)~SOF_REUSEADDR;
	for (int i = 0; i < 64 && err == ERR_USE; i++)
		err = tcp_bind(pcb, addr, inet_random_port());
	if (err == ERR_USE)
		err = tcp_bind(pcb, addr, 0);
	pcb->so_options |= reuse;
	return err;
}

static int tcp_sock_bind(struct inet_sock *is, const ip_addr_t *addr, u16_t port)
{
	struct tcp_sock *ts = tcp_of(is);
	const ip_addr_t *at = addr;
	err_t err;
	int rc;

	if (ts->pcb && ts->pcb->local_port)
		return -EINVAL;
	rc = tcp_sock_create_pcb(ts);
	if (rc)
		return rc;
#if LWIP_IPV6
	if (is->family == AF_INET6 && !is->v6only && ip_addr_isany(addr) && IP_IS_V6(addr))
		at = IP_ANY_TYPE;
#endif
	if (port && listened_on(at, port))
		return -EADDRINUSE;
	err = port ? tcp_bind(ts->pcb, at, port) : bind_random(ts->pcb, at);
	if (err == ERR_OK) {
		ip_addr_copy(is->local, *addr);
		is->local_port = ts->pcb->local_port;
	}
	return err == ERR_BUF ? -EADDRINUSE : inet_errno(err);
}

/* The result of an attempt that was made before. -EALREADY: still under way. */
static int connect_result(struct tcp_sock *ts)
{
	if (ts->connected) {
		ts->connecting = 0;
		return 0;
	}
	if (ts->pcb && ts->pcb->state == SYN_SENT)
		return -EALREADY;
	ts->connecting = 0;
	return ts->is.error ? inet_take_error(&ts->is) : -ECONNABORTED;
}

static int tcp_sock_connect(struct inet_sock *is, const ip_addr_t *addr, u16_t port)
{
	struct tcp_sock *ts = tcp_of(is);
	struct netif *netif;
	err_t err;
	int rc;

	if (ts->connecting)
		return connect_result(ts);
	if (ts->connected || ts->state == LISTEN)
		return -EISCONN;
	netif = inet_route(is, addr);
	if (!netif || ip_addr_ismulticast(addr) || ip_addr_isbroadcast(addr, netif))
		return -ENETUNREACH;
	rc = tcp_sock_create_pcb(ts);
	if (rc)
		return rc;
#if LWIP_IPV6
	if (!ip_addr_isany_val(ts->pcb->local_ip) &&
	    IP_IS_V6_VAL(ts->pcb->local_ip) != IP_IS_V6(addr))
		return IP_IS_V6(addr) ? -EINVAL : -ENETUNREACH;
#endif
	if (!ts->pcb->local_port) {
		err = bind_random(ts->pcb, &ts->pcb->local_ip);
		if (err != ERR_OK)
			return -EADDRNOTAVAIL;
	}
	is->shut_rd = is->shut_wr = ts->rx_fin = 0;
	err = tcp_connect(ts->pcb, addr, port, tcp_sock_on_connected);
	if (err != ERR_OK)
		return err == ERR_USE ? -EADDRNOTAVAIL : inet_errno(err);
	ip_addr_copy(is->local, ts->pcb->local_ip);
	ip_addr_copy(is->remote, *addr);
	is->local_port = ts->pcb->local_port;
	is->remote_port = port;
	ts->connecting = 1;
	/* When the peer is this machine the answer is there at once; as on Linux the caller still
	 * learns of it by waiting. */
	lwip_stack_leave();
	return -EINPROGRESS;
}

static int tcp_sock_disconnect(struct inet_sock *is)
{
	struct tcp_sock *ts = tcp_of(is);
	struct tcp_pcb *pcb = ts->pcb;

	if (!ts->connected && !ts->connecting)
		return 0;
	tcp_sock_detach(ts);
	if (pcb)
		tcp_abort(pcb);
	is->error = ECONNRESET;
	tcp_sock_queue_free(ts);
	ts->connected = ts->connecting = 0;
	ts->state = CLOSED;
	is->remote_port = 0;
	lwip_stack_leave();
	return 0;
}

int tcp_sock_listen(struct inet_sock *is, int backlog)
{
	struct tcp_sock *ts = tcp_of(is);
	struct tcp_pcb *pcb;
	err_t err;
	int rc;

	ts->backlog = backlog < 1 ? 1 : backlog > 255 ? 255 : backlog;
	if (ts->state == LISTEN) {
		tcp_backlog_set(ts->pcb, ts->backlog);
		return 0;
	}
	if (ts->connected || ts->connecting)
		return -EINVAL;
	if (!ts->pcb || !ts->pcb->local_port) {
		ip_addr_t any = is->local;

		rc = tcp_sock_bind(is, &any, 0);
		if (rc)
			return rc;
	} else if (listened_on(&ts->pcb->local_ip, ts->pcb->local_port)) {
		return -EADDRINUSE;
	}
	pcb = tcp_listen_with_backlog_and_err(ts->pcb, (u8_t)ts->backlog, &err);
	if (!pcb)
		return inet_errno(err);
	ts->pcb = pcb;
	ts->state = LISTEN;
	tcp_arg(pcb, ts);
	tcp_accept(pcb, tcp_sock_on_accept);
	tcp_sock_events(ts, 0);
	return 0;
}

struct inet_sock *tcp_sock_accept(struct inet_sock *is)
{
	struct tcp_sock *ts = tcp_of(is), *child;

	if (ts->state != LISTEN || !ts->pcb)
		return ERR2PTR(-EINVAL);
	if (uk_list_empty(&ts->accept_queue))
		lwip_stack_poll();
	if (uk_list_empty(&ts->accept_queue))
		return ERR2PTR(-EAGAIN);
	child = uk_list_first_entry(&ts->accept_queue, struct tcp_sock, accept_link);
	uk_list_del_init(&child->accept_link);
	ts->accept_count--;
	child->listener = NULL;
	if (child->pcb) {
		tcp_backlog_accepted(child->pcb);
		tcp_segment_init(child);
	}
	tcp_sock_events(ts, 0);
	return &child->is;
}

static int tcp_sock_shutdown(struct inet_sock *is, int how)
{
	struct tcp_sock *ts = tcp_of(is);
	err_t err = ERR_OK;

	if (ts->state == LISTEN && ts->pcb) {
		struct tcp_pcb *pcb = ts->pcb;

		if (how == SHUT_WR)
			return 0;
		tcp_sock_detach(ts);
		tcp_close(pcb);
		is->shut_rd = 1;
		tcp_sock_events(ts, EPOLLIN);
		return 0;
	}
	if (!ts->connected || (!ts->pcb && ts->state == CLOSED))
		return -ENOTCONN;
	if (how != SHUT_WR)
		is->shut_rd = 1;
	if (how != SHUT_RD && !is->shut_wr) {
		is->shut_wr = 1;
		if (ts->pcb)
			err = tcp_shutdown(ts->pcb, 0, 1);
	}
	tcp_sock_events(ts, EPOLLIN);
	lwip_stack_leave();
	return err == ERR_CONN ? -ENOTCONN : 0;
}

static void tcp_sock_free(struct tcp_sock *ts)
{
	tcp_sock_queue_free(ts);
	uk_list_del_init(&ts->accept_link);
	uk_free(uk_alloc_get_default(), ts);
}

static void tcp_sock_close(struct inet_sock *is)
{
	struct tcp_sock *ts = tcp_of(is), *child;
	struct tcp_pcb *pcb = ts->pcb;
	int reset = ts->rx_bytes || (is->linger.l_onoff && !is->linger.l_linger && ts->connected);

	while (!uk_list_empty(&ts->accept_queue)) {
		child = uk_list_first_entry(&ts->accept_queue, struct tcp_sock, accept_link);
		child->is.linger.l_onoff = 1;
		child->is.linger.l_linger = 0;
		tcp_sock_close(&child->is);
	}
	tcp_sock_detach(ts);
	tcp_sock_free(ts);
	if (!pcb)
		return;
	if (reset && pcb->state != LISTEN && pcb->state != TIME_WAIT) {
		tcp_abort(pcb);
	} else {
		/* All was read: a window that SO_RCVBUF made smaller is no unread data. */
		if (pcb->state != LISTEN)
			pcb->rcv_wnd = TCP_WND_MAX(pcb);
		if (tcp_close(pcb) != ERR_OK)
			tcp_abort(pcb);
	}
	lwip_stack_leave();
}

__nsec tcp_sock_linger(struct inet_sock *is)
{
	struct tcp_sock *ts = tcp_of(is);

	if (!is->linger.l_onoff || !is->linger.l_linger || !ts->pcb || ts->state == LISTEN)
		return 0;
	if (!is->shut_wr)
		tcp_sock_shutdown(is, SHUT_WR);
	if (!ts->pcb || (!ts->pcb->unsent && !ts->pcb->unacked))
		return 0;
	return (__nsec)is->linger.l_linger * 1000000000UL;
}

static size_t tcp_sock_readable(struct inet_sock *is)
{
	return tcp_of(is)->rx_bytes;
}

static size_t tcp_sock_unsent(struct inet_sock *is)
{
	struct tcp_sock *ts = tcp_of(is);

	return ts->pcb && ts->state != LISTEN ? TCP_SND_BUF - ts->pcb->snd_buf : 0;
}

const struct inet_proto lwip_tcp_proto = {
        .bind = tcp_sock_bind,
        .connect = tcp_sock_connect,
        .disconnect = tcp_sock_disconnect,
        .shutdown = tcp_sock_shutdown,
        .recvmsg = tcp_sock_recvmsg,
        .sendmsg = tcp_sock_sendmsg,
        .poll = tcp_sock_poll,
        .readable = tcp_sock_readable,
        .unsent = tcp_sock_unsent,
        .getopt = tcp_sock_getopt,
        .setopt = tcp_sock_setopt,
        .option_changed = tcp_sock_apply,
        .close = tcp_sock_close,
};

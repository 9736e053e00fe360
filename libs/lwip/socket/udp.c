/* SPDX-License-Identifier: BSD-3-Clause */
/* UDP sockets. */
#include <netinet/udp.h>
#include <uk/plat/time.h>
#include "lwip/ip.h"
#include "lwip/netif.h"
#include "../device/device.h"
#include "udp.h"

/* What a packet costs besides its bytes, so that a flood of empty ones is bounded as well. */
#define PACKET_COST 512

static struct uk_list_head udp_socks = UK_LIST_HEAD_INIT(udp_socks);

static unsigned int events_of(struct udp_sock *us)
{
	struct inet_sock *is = &us->is;
	unsigned int ev = us->blocked ? 0 : EPOLLOUT | EPOLLWRNORM;

	if (us->rx_head || is->shut_rd)
		ev |= EPOLLIN | EPOLLRDNORM;
	if (is->shut_rd)
		ev |= EPOLLRDHUP;
	if (is->shut_rd && is->shut_wr)
		ev |= EPOLLHUP;
	if (is->error)
		ev |= EPOLLERR;
	return ev;
}

void udp_sock_events(struct udp_sock *us, unsigned int fresh)
{
	posix_sock *sock = us->is.sock;
	unsigned int ev = events_of(us);

	if (!sock)
		return;
	if (ev & fresh & sock->events)
		uk_pollq_notify(&sock->file.pollq, ev & fresh);
	posix_sock_event_assign(sock, ev);
}

static unsigned int udp_sock_poll(struct inet_sock *is)
{
	return events_of(udp_of(is));
}

static void received(void *arg, struct udp_pcb *pcb, struct pbuf *p, const ip_addr_t *from,
                     u16_t port)
{
	struct udp_sock *us = arg;
	u32_t cost = p->tot_len + PACKET_COST;
	struct udp_packet *packet;

	(void)pcb;
	if (us->is.shut_rd || us->rx_bytes + cost > (u32_t)us->is.rcvbuf * 2 ||
	    !(packet = lwip_heap_malloc(sizeof(*packet)))) {
		pbuf_free(p);
		return;
	}
	packet->next = NULL;
	packet->p = p;
	ip_addr_copy(packet->from, *from);
	ip_addr_copy(packet->to, *ip_current_dest_addr());
	packet->port = port;
	packet->netif_idx = netif_get_index(ip_current_input_netif());
	packet->tos = packet->ttl = 0;
	if (!ip_current_is_v6()) {
		packet->tos = IPH_TOS(ip4_current_header());
		packet->ttl = IPH_TTL(ip4_current_header());
#if LWIP_IPV6
	} else {
		packet->tos = (u8_t)IP6H_TC(ip6_current_header());
		packet->ttl = IP6H_HOPLIM(ip6_current_header());
#endif
	}
	packet->when = us->is.timestamp ? ukplat_wall_clock() : 0;
	if (us->rx_tail)
		us->rx_tail->next = packet;
	else
		us->rx_head = packet;
	us->rx_tail = packet;
	us->rx_bytes += cost;
	udp_sock_events(us, EPOLLIN);
}

void udp_packet_drop(struct udp_sock *us)
{
	struct udp_packet *packet = us->rx_head;

	us->rx_head = packet->next;
	if (!us->rx_head)
		us->rx_tail = NULL;
	us->rx_bytes -= packet->p->tot_len + PACKET_COST;
	pbuf_free(packet->p);
	lwip_heap_free(packet);
}

struct inet_sock *udp_sock_new(int family)
{
	struct udp_sock *us = uk_zalloc(uk_alloc_get_default(), sizeof(*us));

	if (!us)
		return NULL;
	inet_sock_init(&us->is, &lwip_udp_proto, family, IPPROTO_UDP);
	us->is.sndbuf = us->is.rcvbuf = 106496;
	us->pcb = udp_new_ip_type(family == AF_INET6 ? IPADDR_TYPE_ANY : IPADDR_TYPE_V4);
	if (!us->pcb) {
		uk_free(uk_alloc_get_default(), us);
		return NULL;
	}
	udp_recv(us->pcb, received, us);
	uk_list_add_tail(&us->link, &udp_socks);
	return &us->is;
}

static void udp_sock_apply(struct inet_sock *is)
{
	struct udp_sock *us = udp_of(is);
	struct udp_pcb *pcb = us->pcb;

	pcb->so_options &= (u8_t) ~(SOF_REUSEADDR | SOF_BROADCAST);
	if (is->reuseaddr || is->reuseport)
		pcb->so_options |= SOF_REUSEADDR;
	if (is->broadcast)
		pcb->so_options |= SOF_BROADCAST;
	pcb->tos = (u8_t)is->tos;
	pcb->ttl = (u8_t)(is->family == AF_INET6 && is->hops > 0 ? is->hops
	                  : is->ttl                              ? is->ttl
	                                                         : UDP_TTL);
	pcb->netif_idx = is->netif_idx;
#if LWIP_MULTICAST_TX_OPTIONS
	udp_set_multicast_ttl(pcb, (u8_t)is->mcast_ttl);
	if (is->mcast_loop)
		udp_set_flags(pcb, UDP_FLAGS_MULTICAST_LOOP);
	else
		udp_clear_flags(pcb, UDP_FLAGS_MULTICAST_LOOP);
	udp_set_multicast_netif_index(pcb, is->mcast_if);
#endif
#if LWIP_IPV6
	if (is->family == AF_INET6 && is->v6only && IP_IS_ANY_TYPE_VAL(pcb->local_ip))
		IP_SET_TYPE_VAL(pcb->local_ip, IPADDR_TYPE_V6);
#endif
}

static int udp_sock_bind(struct inet_sock *is, const ip_addr_t *addr, u16_t port)
{
	struct udp_sock *us = udp_of(is);
	const ip_addr_t *at = addr;
	err_t err = ERR_USE;

	if (us->pcb->local_port)
		return -EINVAL;
#if LWIP_IPV6
	if (is->family == AF_INET6 && !is->v6only && ip_addr_isany(addr) && IP_IS_V6(addr))
		at = IP_ANY_TYPE;
#endif
	if (port)
		err = udp_bind(us->pcb, at, port);
	for (int i = 0; !port && err == ERR_USE && i < 64; i++)
		err = udp_bind(us->pcb, at, inet_random_port());
	if (err != ERR_OK)
		return inet_errno(err);
	ip_addr_copy(is->local, *addr);
	is->local_port = us->pcb->local_port;
	return 0;
}

int udp_sock_autobind(struct udp_sock *us)
{
	ip_addr_t any;

	if (us->pcb->local_port)
		return 0;
	any = us->pcb->local_ip;
	return udp_sock_bind(&us->is, &any, 0);
}

static int udp_sock_connect(struct inet_sock *is, const ip_addr_t *addr, u16_t port)
{
	struct udp_sock *us = udp_of(is);
	const ip_addr_t *source;
	struct netif *netif;
	int rc = udp_sock_autobind(us);

	if (rc)
		return rc;
	netif = inet_route(is, addr);
	if (!netif)
		return -ENETUNREACH;
	if (ip_addr_isbroadcast(addr, netif) && !is->broadcast)
		return -EACCES;
	if (udp_connect(us->pcb, addr, port) != ERR_OK)
		return -EINVAL;
	if (ip_addr_isany_val(is->local)) {
		source = ip_netif_get_local_ip(netif, addr);
		if (source)
			ip_addr_copy(is->local, *source);
	}
	ip_addr_copy(is->remote, *addr);
	is->remote_port = port;
	us->connected = 1;
	return 0;
}

static int udp_sock_disconnect(struct inet_sock *is)
{
	struct udp_sock *us = udp_of(is);

	udp_disconnect(us->pcb);
	us->connected = 0;
	is->remote_port = 0;
	ip_addr_copy(is->local, us->pcb->local_ip);
	return 0;
}

static int udp_sock_shutdown(struct inet_sock *is, int how)
{
	struct udp_sock *us = udp_of(is);

	if (!us->connected)
		return -ENOTCONN;
	is->shut_rd |= how != SHUT_WR;
	is->shut_wr |= how != SHUT_RD;
	udp_sock_events(us, EPOLLIN);
	return 0;
}

static void udp_sock_close(struct inet_sock *is)
{
	struct udp_sock *us = udp_of(is);

	inet_groups_leave(is);
	uk_list_del(&us->link);
	udp_remove(us->pcb);
	while (us->rx_head)
		udp_packet_drop(us);
	if (us->corked)
		pbuf_free(us->corked);
	uk_free(uk_alloc_get_default(), us);
	lwip_stack_leave();
}

static size_t udp_sock_readable(struct inet_sock *is)
{
	struct udp_sock *us = udp_of(is);

	return us->rx_head ? us->rx_head->p->tot_len : 0;
}

static size_t udp_sock_unsent(struct inet_sock *is)
{
	(void)is;
	return 0;
}

static int udp_sock_getopt(struct inet_sock *is, int name, void *value, socklen_t *len)
{
	(void)is;
	return name == UDP_CORK ? posix_sock_opt_put_int(value, len, 0) : -ENOPROTOOPT;
}

static int udp_sock_setopt(struct inet_sock *is, int name, const void *value, socklen_t len)
{
	(void)is, (void)name, (void)value, (void)len;
	return -ENOPROTOOPT;
}

void lwip_udp_unreachable(const ip_addr_t *remote, u16_t remote_port, u16_t local_port, int error)
{
	struct udp_sock *us;

	/* Only a connected socket hears of it (RFC 1122, 4.1.3.3, as Linux has it). */
	uk_list_for_each_entry (us, &udp_socks, link) {
		if (!us->connected || us->pcb->local_port != local_port ||
		    us->is.remote_port != remote_port || !ip_addr_cmp(&us->is.remote, remote))
			continue;
		us->is.error = error;
		udp_sock_events(us, EPOLLIN | EPOLLOUT | EPOLLERR);
	}
}

void lwip_sockets_writable(void)
{
	struct udp_sock *us;

	uk_list_for_each_entry (us, &udp_socks, link) {
		if (!us->blocked)
			continue;
		us->blocked = 0;
		udp_sock_events(us, EPOLLOUT);
	}
}

const struct inet_proto lwip_udp_proto = {
        .bind = udp_sock_bind,
        .connect = udp_sock_connect,
        .disconnect = udp_sock_disconnect,
        .shutdown = udp_sock_shutdown,
        .recvmsg = udp_sock_recvmsg,
        .sendmsg = udp_sock_sendmsg,
        .poll = udp_sock_poll,
        .readable = udp_sock_readable,
        .unsent = udp_sock_unsent,
        .getopt = udp_sock_getopt,
        .setopt = udp_sock_setopt,
        .option_changed = udp_sock_apply,
        .close = udp_sock_close,
};

/* SPDX-License-Identifier: BSD-3-Clause */
/* UDP: datagrams between programs and the stack, with their control messages. */
#include <sys/time.h>
#include "lwip/netif.h"
#include "../device/device.h"
#include "udp.h"

#define DATAGRAM_MAX 65507

static void put_packet_info(struct msghdr *msg, size_t space, size_t *used,
                            const struct udp_packet *packet)
{
	struct in_pktinfo info = {.ipi_ifindex = packet->netif_idx};

	info.ipi_addr.s_addr = ip_2_ip4(&packet->to)->addr;
	info.ipi_spec_dst = info.ipi_addr;
	posix_sock_cmsg_put(msg, space, used, IPPROTO_IP, IP_PKTINFO, &info, sizeof(info));
}

static void put_packet_info6(struct msghdr *msg, size_t space, size_t *used,
                             const struct udp_packet *packet)
{
	struct in6_pktinfo info = {.ipi6_ifindex = packet->netif_idx};
	u32_t *word = (u32_t *)(void *)&info.ipi6_addr;

#if LWIP_IPV6
	if (IP_IS_V6_VAL(packet->to)) {
		memcpy(word, ip_2_ip6(&packet->to)->addr, 16);
	} else
#endif
	{
		word[2] = PP_HTONL(0xffff);
		word[3] = ip_2_ip4(&packet->to)->addr;
	}
	posix_sock_cmsg_put(msg, space, used, IPPROTO_IPV6, IPV6_PKTINFO, &info, sizeof(info));
}

static void put_control(struct inet_sock *is, struct msghdr *msg, const struct udp_packet *packet)
{
	size_t space = msg->msg_control ? msg->msg_controllen : 0, used = 0;
	int tos = packet->tos, ttl = packet->ttl;

	msg->msg_controllen = 0;
	if (is->timestamp && packet->when) {
		struct timeval tv = {.tv_sec = (time_t)(packet->when / 1000000000),
		                     .tv_usec = (suseconds_t)(packet->when % 1000000000 / 1000)};

		posix_sock_cmsg_put(msg, space, &used, SOL_SOCKET, SO_TIMESTAMP, &tv, sizeof(tv));
	}
	if (is->pktinfo && !IP_IS_V6_VAL(packet->to))
		put_packet_info(msg, space, &used, packet);
	if (is->pktinfo6)
		put_packet_info6(msg, space, &used, packet);
	if (is->recvttl)
		posix_sock_cmsg_put(msg, space, &used, IPPROTO_IP, IP_TTL, &ttl, sizeof(ttl));
	if (is->recvtos)
		posix_sock_cmsg_put(msg, space, &used, IPPROTO_IP, IP_TOS, &packet->tos, 1);
	if (is->recvhops)
		posix_sock_cmsg_put(msg, space, &used, IPPROTO_IPV6, IPV6_HOPLIMIT, &ttl,
		                    sizeof(ttl));
	if (is->recvtclass)
		posix_sock_cmsg_put(msg, space, &used, IPPROTO_IPV6, IPV6_TCLASS, &tos,
		                    sizeof(tos));
	msg->msg_controllen = (socklen_t)used;
}

ssize_t udp_sock_recvmsg(struct inet_sock *is, struct msghdr *msg, int flags)
{
	struct udp_sock *us = udp_of(is);
	struct udp_packet *packet;
	struct sockaddr_storage from;
	socklen_t room = msg->msg_namelen;
	size_t copied = 0, whole;

	if (flags & MSG_OOB)
		return -EOPNOTSUPP;
	if (flags & MSG_ERRQUEUE)
		return -EAGAIN;
	if (is->error) {
		int rc = inet_take_error(is);

		udp_sock_events(us, 0);
		return rc;
	}
	if (!us->rx_head)
		lwip_stack_poll();
	packet = us->rx_head;
	if (!packet) {
		if (is->error)
			return inet_take_error(is);
		msg->msg_namelen = 0;
		msg->msg_controllen = 0;
		return is->shut_rd ? 0 : -EAGAIN;
	}
	whole = packet->p->tot_len;
	for (size_t i = 0; i < (size_t)msg->msg_iovlen && copied < whole; i++)
		copied += pbuf_copy_partial(packet->p, msg->msg_iov[i].iov_base,
		                            (u16_t)MIN(msg->msg_iov[i].iov_len, (size_t)0xffff),
		                            (u16_t)copied);
	if (copied < whole)
		msg->msg_flags |= MSG_TRUNC;
	msg->msg_namelen = inet_address_put(is, &packet->from, packet->port, &from);
	if (msg->msg_name)
		memcpy(msg->msg_name, &from, MIN(room, msg->msg_namelen));
	else
		msg->msg_namelen = 0;
	put_control(is, msg, packet);
	if (!(flags & MSG_PEEK)) {
		udp_packet_drop(us);
		if (!us->rx_head)
			udp_sock_events(us, 0);
	}
	return (ssize_t)(flags & MSG_TRUNC ? whole : copied);
}

/* Where a datagram goes, and from which address, from control messages. */
struct target {
	ip_addr_t addr, source;
	u16_t port;
	int has_source;
	u8_t netif_idx;
};

/* CMSG_NXTHDR, which compares in mixed signs. */
static struct cmsghdr *control_next(const struct msghdr *msg, struct cmsghdr *c)
{
	size_t left = (size_t)((char *)msg->msg_control + msg->msg_controllen - (char *)c);
	size_t step = CMSG_ALIGN(c->cmsg_len);

	return left < sizeof(*c) || step > left - sizeof(*c)
	               ? NULL
	               : (struct cmsghdr *)(void *)((char *)c + step);
}

static int control(const struct msghdr *msg, struct target *to)
{
	struct cmsghdr *c;

	if (!msg->msg_control || msg->msg_controllen < sizeof(*c))
		return 0;
	for (c = CMSG_FIRSTHDR(msg); c; c = control_next(msg, c)) {
		if (c->cmsg_len < sizeof(*c))
			return -EINVAL;
		if (c->cmsg_level == IPPROTO_IP && c->cmsg_type == IP_PKTINFO) {
			struct in_pktinfo info;

			if (c->cmsg_len < CMSG_LEN(sizeof(info)))
				return -EINVAL;
			memcpy(&info, CMSG_DATA(c), sizeof(info));
			to->netif_idx = (u8_t)info.ipi_ifindex;
			if (info.ipi_spec_dst.s_addr) {
				ip_addr_set_ip4_u32_val(to->source, info.ipi_spec_dst.s_addr);
				to->has_source = 1;
			}
		}
	}
	return 0;
}

static int target_get(struct udp_sock *us, const struct msghdr *msg, struct target *to)
{
	struct inet_sock *is = &us->is;
	int rc;

	memset(to, 0, sizeof(*to));
	if (msg->msg_name) {
		rc = inet_address_get(is, msg->msg_name, msg->msg_namelen, &to->addr, &to->port);
		if (rc)
			return rc;
		if (!to->port)
			return -EINVAL;
		/* "This host" is the loop-back interface. */
		if (ip_addr_isany_val(to->addr)) {
			if (IP_IS_V6_VAL(to->addr))
				ip_addr_set_loopback_val(1, to->addr);
			else
				ip_addr_set_loopback_val(0, to->addr);
		}
	} else if (us->connected) {
		ip_addr_copy(to->addr, is->remote);
		to->port = is->remote_port;
	} else {
		return -EDESTADDRREQ;
	}
	if (is->v6only && !IP_IS_V6_VAL(to->addr))
		return -ENETUNREACH;
	return control(msg, to);
}

static err_t transmit(struct udp_sock *us, struct pbuf *p, struct target *to, struct netif *netif)
{
	if (to->has_source)
		return udp_sendto_if_src(us->pcb, p, &to->addr, to->port, netif, &to->source);
	/* The source address that getsockname() tells of. */
	if (us->connected && !us->is.netif_idx && !ip_addr_ismulticast(&to->addr) &&
	    !ip_addr_isany_val(us->is.local) &&
	    IP_IS_V6_VAL(us->is.local) == IP_IS_V6_VAL(to->addr))
		return udp_sendto_if_src(us->pcb, p, &to->addr, to->port, netif, &us->is.local);
	return udp_sendto(us->pcb, p, &to->addr, to->port);
}

static int congested(struct netif *netif)
{
	struct lwip_device *d = lwip_device_of(netif);

	if (!d || !lwip_device_congested(d))
		return 0;
	lwip_stack_poll();
	return lwip_device_congested(d);
}

static struct pbuf *datagram(const struct msghdr *msg, size_t len)
{
	struct pbuf *p = pbuf_alloc(PBUF_TRANSPORT, (u16_t)len, PBUF_RAM);
	char *at;

	if (!p)
		return NULL;
	at = p->payload;
	for (size_t i = 0; i < (size_t)msg->msg_iovlen; i++) {
		memcpy(at, msg->msg_iov[i].iov_base, msg->msg_iov[i].iov_len);
		at += msg->msg_iov[i].iov_len;
	}
	return p;
}

ssize_t udp_sock_sendmsg(struct inet_sock *is, const struct msghdr *msg, int flags)
{
	struct udp_sock *us = udp_of(is);
	size_t len = uk_iov_length(msg->msg_iov, msg->msg_iovlen);
	struct netif *netif;
	struct target to = {0};
	struct pbuf *p;
	err_t err;
	int rc;

	if (len > DATAGRAM_MAX)
		return -EMSGSIZE;
	if (flags & (MSG_OOB | MSG_MORE))
		return -EOPNOTSUPP;
	rc = is->error ? inet_take_error(is) : is->shut_wr ? -EPIPE : target_get(us, msg, &to);
	if (!rc)
		rc = udp_sock_autobind(us);
	if (rc)
		return rc;
	if (!is->broadcast && !IP_IS_V6_VAL(to.addr) &&
	    ip_2_ip4(&to.addr)->addr == IPADDR_BROADCAST)
		return -EACCES;
	netif = to.netif_idx ? netif_get_by_index(to.netif_idx) : inet_route(is, &to.addr);
	if (!netif)
		return -ENETUNREACH;
	if (!is->broadcast && ip_addr_isbroadcast(&to.addr, netif))
		return -EACCES;
	if (congested(netif)) {
		us->blocked = 1;
		udp_sock_events(us, 0);
		return -EAGAIN;
	}
	p = datagram(msg, len);
	if (!p)
		return -ENOBUFS;
	err = transmit(us, p, &to, netif);
	pbuf_free(p);
	lwip_stack_leave();
	return err == ERR_OK ? (ssize_t)len : err == ERR_VAL ? -ENETUNREACH : inet_errno(err);
}

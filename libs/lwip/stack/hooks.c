/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What lwIP leaves to its port: initial sequence numbers that cannot be guessed (RFC 6528), ICMP
 * errors brought to the sockets that caused them, connections renewed out of TIME-WAIT.
 */
#include <errno.h>
#include <string.h>
#include <uk/plat/time.h>
#include <uk/swrand.h>
#include "lwip/icmp.h"
#include "lwip/icmp6.h"
#include "lwip/prot/icmp6.h"
#include "lwip/ip.h"
#include "lwip/priv/tcp_priv.h"
#include "lwip/prot/icmp.h"
#include "lwip/prot/ip6.h"
#include "lwip/prot/tcp.h"
#include "lwip/prot/udp.h"
#include "lwip_hooks.h"
#include "stack.h"

struct tcp_pcb *lwip_tcp_input_pcb;

/* SipHash-2-4 (Aumasson, Bernstein 2012) of whole 64-bit words. */
#define ROTATE(x, b) (((x) << (b)) | ((x) >> (64 - (b))))

static void sip_round(__u64 v[4])
{
	v[0] += v[1];
	v[1] = ROTATE(v[1], 13) ^ v[0];
	v[0] = ROTATE(v[0], 32);
	v[2] += v[3];
	v[3] = ROTATE(v[3], 16) ^ v[2];
	v[0] += v[3];
	v[3] = ROTATE(v[3], 21) ^ v[0];
	v[2] += v[1];
	v[1] = ROTATE(v[1], 17) ^ v[2];
	v[2] = ROTATE(v[2], 32);
}

static __u64 sip_hash(const __u64 key[2], const __u64 *word, unsigned int count)
{
	__u64 v[4] = {key[0] ^ 0x736f6d6570736575UL, key[1] ^ 0x646f72616e646f6dUL,
	              key[0] ^ 0x6c7967656e657261UL, key[1] ^ 0x7465646279746573UL};
	__u64 last = (__u64)count * 8 << 56;

	for (unsigned int i = 0; i <= count; i++) {
		__u64 w = i < count ? word[i] : last;

		v[3] ^= w;
		sip_round(v);
		sip_round(v);
		v[0] ^= w;
	}
	v[2] ^= 0xff;
	for (int i = 0; i < 4; i++)
		sip_round(v);
	return v[0] ^ v[1] ^ v[2] ^ v[3];
}

u32_t lwip_hook_tcp_isn(const ip_addr_t *local_ip, u16_t local_port, const ip_addr_t *remote_ip,
                        u16_t remote_port)
{
	static __u64 key[2];
	__u64 word[5];

	if (!key[0])
		uk_swrand_fill_buffer(key, sizeof(key));
	memset(word, 0, sizeof(word));
#if LWIP_IPV6
	memcpy(word, ip_2_ip6(local_ip)->addr, IP_IS_V6_VAL(*local_ip) ? 16 : 4);
	memcpy(word + 2, ip_2_ip6(remote_ip)->addr, IP_IS_V6_VAL(*remote_ip) ? 16 : 4);
#else
	memcpy(word, local_ip, 4);
	memcpy(word + 2, remote_ip, 4);
#endif
	word[4] = (__u64)local_port << 16 | remote_port;
	/* M of the RFC: one step every 4 microseconds. */
	return (u32_t)(sip_hash(key, word, 5) + ukplat_monotonic_clock() / 4000);
}

/*
 * A new SYN for a connection in TIME-WAIT, beyond all that was received before, begins the
 * connection anew (RFC 1122, 4.2.2.13): the old block is released; the peer's repeated SYN finds
 * the listener. Other segments are only noted for lwip_tcp_after_input().
 */
err_t lwip_hook_tcp_inpacket(struct tcp_pcb *pcb, struct tcp_hdr *hdr)
{
	if (pcb->state == LISTEN)
		return ERR_OK;
	if (unlikely(pcb->state == TIME_WAIT)) {
		if ((TCPH_FLAGS(hdr) & (TCP_SYN | TCP_ACK | TCP_RST)) == TCP_SYN &&
		    TCP_SEQ_GT(hdr->seqno, pcb->rcv_nxt)) {
			tcp_abandon(pcb, 0);
			return ERR_ABRT;
		}
		return ERR_OK;
	}
	lwip_tcp_input_pcb = pcb;
	return ERR_OK;
}

static void quoted(int protocol, const void *ports, const ip_addr_t *remote, int error)
{
	u16_t port[2];

	memcpy(port, ports, sizeof(port));
	port[0] = lwip_ntohs(port[0]);
	port[1] = lwip_ntohs(port[1]);
	if (protocol == IP_PROTO_UDP)
		lwip_udp_unreachable(remote, port[1], port[0], error);
	else if (protocol == IP_PROTO_TCP)
		lwip_tcp_unreachable(remote, port[1], port[0], error);
}

/* Codes of ICMP's destination unreachable, as Linux reports them. 0: nothing final. */
static int icmp_error(unsigned int code)
{
	switch (code) {
	case ICMP_DUR_NET:
	case 6: /* destination network unknown */
	case 9: /* prohibited */
		return ENETUNREACH;
	case ICMP_DUR_PROTO:
		return ENOPROTOOPT;
	case ICMP_DUR_PORT:
		return ECONNREFUSED;
	case ICMP_DUR_FRAG:
		return EMSGSIZE;
	default:
		return EHOSTUNREACH;
	}
}

int lwip_hook_ip4_input(struct pbuf *p, struct netif *inp)
{
	const struct ip_hdr *ip = p->payload, *inner;
	const struct icmp_echo_hdr *icmp;
	unsigned int head, inner_head;
	ip_addr_t remote;

	(void)inp;
	if (likely(p->len < sizeof(*ip) || IPH_PROTO(ip) != IP_PROTO_ICMP))
		return 0;
	head = IPH_HL_BYTES(ip);
	if (p->len < head + 8 + sizeof(*inner))
		return 0;
	icmp = (const void *)((const char *)ip + head);
	if (icmp->type != ICMP_DUR)
		return 0;
	inner = (const void *)((const char *)icmp + 8);
	inner_head = IPH_HL_BYTES(inner);
	if (inner_head < sizeof(*inner) || p->len < head + 8 + inner_head + 4)
		return 0;
	ip_addr_copy_from_ip4(remote, inner->dest);
	quoted(IPH_PROTO(inner), (const char *)inner + inner_head, &remote, icmp_error(icmp->code));
	return 0;
}

#if LWIP_IPV6
int lwip_hook_ip6_input(struct pbuf *p, struct netif *inp)
{
	const struct ip6_hdr *ip = p->payload, *inner;
	const struct icmp6_hdr *icmp;
	ip_addr_t remote;
	int error;

	(void)inp;
	if (likely(p->len < sizeof(*ip) || IP6H_NEXTH(ip) != IP6_NEXTH_ICMP6))
		return 0;
	if (p->len < sizeof(*ip) + 8 + sizeof(*inner) + 4)
		return 0;
	icmp = (const void *)(ip + 1);
	if (icmp->type != ICMP6_TYPE_DUR)
		return 0;
	inner = (const void *)((const char *)icmp + 8);
	ip_addr_copy_from_ip6_packed(remote, inner->dest);
	error = icmp->code == ICMP6_DUR_PORT         ? ECONNREFUSED
	        : icmp->code == ICMP6_DUR_NO_ROUTE   ? ENETUNREACH
	        : icmp->code == ICMP6_DUR_PROHIBITED ? EACCES
	                                             : EHOSTUNREACH;
	quoted(IP6H_NEXTH(inner), inner + 1, &remote, error);
	return 0;
}
#endif

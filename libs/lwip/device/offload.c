/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Offloads on sending: checksums that the device completes, and TCP segments larger than the MTU
 * that the device cuts (the socket layer makes lwIP build them, see socket/segment.c).
 *
 * lwIP hands every packet larger than the MTU to ip4_frag() or ip6_frag(). Its own versions are
 * compiled under other names (see Makefile.uk); the ones here let large TCP segments pass to a
 * device that cuts them, and leave the rest to the originals.
 */
#include <string.h>
#include "lwip/etharp.h"
#include "lwip/inet_chksum.h"
#include "lwip/ip.h"
#include "lwip/ip4_frag.h"
#include "lwip/ip6_frag.h"
#include "lwip/priv/tcp_priv.h"
#include "lwip/prot/ethernet.h"
#include "lwip/prot/ip6.h"
#include "lwip/prot/tcp.h"
#include "lwip/prot/udp.h"
#include "../stack/stack.h"
#include "device.h"

err_t lwip_ip4_fragment(struct pbuf *p, struct netif *netif, const ip4_addr_t *dest);
#if LWIP_IPV6
err_t lwip_ip6_fragment(struct pbuf *p, struct netif *netif, const ip6_addr_t *dest);
#endif

static u32_t sum16(const void *data, unsigned int bytes)
{
	const u16_t *word = data;
	u32_t sum = 0;

	for (; bytes; bytes -= 2, word++) {
		u16_t w;

		memcpy(&w, word, sizeof(w));
		sum += w;
	}
	return sum;
}

/* The connection that a segment belongs to: its hint stands in the interface while it sends. A
 * packet that waited for address resolution has none. */
static struct tcp_pcb *segment_pcb(struct netif *netif, const struct tcp_hdr *tcp)
{
	struct tcp_pcb *pcb;

	if (!netif->hints)
		return NULL;
	pcb = (struct tcp_pcb *)((char *)netif->hints -
	                         __builtin_offsetof(struct tcp_pcb, netif_hints));
	return lwip_htons(pcb->local_port) == tcp->src && lwip_htons(pcb->remote_port) == tcp->dest
	               ? pcb
	               : NULL;
}

static int segment(struct lwip_device *d, struct pbuf *p, struct lwip_offload *o, unsigned int l3,
                   unsigned int l4)
{
	const struct tcp_hdr *tcp = (const void *)((char *)p->payload + l4);
	struct tcp_pcb *pcb = segment_pcb(&d->netif, tcp);

	o->header_len = (uint16_t)(l4 + TCPH_HDRLEN_BYTES(tcp));
	if (pcb)
		lwip_tcp_sent(pcb, lwip_ntohl(tcp->seqno), p->tot_len - o->header_len);
	if (p->tot_len - SIZEOF_ETH_HDR <= d->netif.mtu)
		return 0;
	if (!(d->info.features & (l3 == 4 ? UK_NETDEV_F_TSO4 : UK_NETDEV_F_TSO6)))
		return -1;
	/* What the peer agreed to; without its connection the MTU is the limit. */
	o->gso_size = (uint16_t)(pcb ? pcb->mss : d->netif.mtu + SIZEOF_ETH_HDR - o->header_len);
	o->flags |= l3 == 4 ? UK_NETBUF_F_GSO_TCPV4 : UK_NETBUF_F_GSO_TCPV6;
	return 0;
}

/* l3: 4 or 6; l4: where the transport header begins; pseudo: the sum of both addresses. */
static int transport(struct lwip_device *d, struct pbuf *p, struct lwip_offload *o, unsigned int l3,
                     unsigned int l4, unsigned int protocol, u32_t pseudo)
{
	char *head = (char *)p->payload + l4;
	u16_t sum;

	if (p->len < l4 + (protocol == IP_PROTO_TCP ? TCP_HLEN : UDP_HLEN))
		return -1;
	if (d->info.features & UK_NETDEV_F_PARTIAL_CSUM) {
		pseudo += lwip_htons((u16_t)protocol) + lwip_htons((u16_t)(p->tot_len - l4));
		pseudo = (pseudo & 0xffff) + (pseudo >> 16);
		sum = (u16_t)((pseudo & 0xffff) + (pseudo >> 16));
		o->csum_offset = protocol == IP_PROTO_TCP ? 16 : 6;
		o->csum_start = (uint16_t)l4;
		o->flags = UK_NETBUF_F_PARTIAL_CSUM;
		memcpy(head + o->csum_offset, &sum, sizeof(sum));
	}
	return protocol == IP_PROTO_TCP ? segment(d, p, o, l3, l4) : 0;
}

int lwip_offload(struct lwip_device *d, struct pbuf *p, struct lwip_offload *o)
{
	const struct eth_hdr *eth = p->payload;
	const char *ip = (const char *)p->payload + SIZEOF_ETH_HDR;
	unsigned int l4;

	memset(o, 0, sizeof(*o));
	if (eth->type == PP_HTONS(ETHTYPE_IP)) {
		const struct ip_hdr *h = (const void *)ip;

		if (p->len < SIZEOF_ETH_HDR + IP_HLEN)
			return -1;
		l4 = SIZEOF_ETH_HDR + IPH_HL_BYTES(h);
		if ((IPH_PROTO(h) != IP_PROTO_TCP && IPH_PROTO(h) != IP_PROTO_UDP) ||
		    (IPH_OFFSET(h) & PP_HTONS(IP_OFFMASK | IP_MF)))
			return 0;
		return transport(d, p, o, 4, l4, IPH_PROTO(h), sum16(&h->src, 8));
	}
#if LWIP_IPV6
	if (eth->type == PP_HTONS(ETHTYPE_IPV6)) {
		const struct ip6_hdr *h = (const void *)ip;

		if (p->len < SIZEOF_ETH_HDR + IP6_HLEN)
			return -1;
		l4 = SIZEOF_ETH_HDR + IP6_HLEN;
		if (IP6H_NEXTH(h) != IP6_NEXTH_TCP && IP6H_NEXTH(h) != IP6_NEXTH_UDP)
			return 0;
		return transport(d, p, o, 6, l4, IP6H_NEXTH(h), sum16(&h->src, 32));
	}
#endif
	return 0;
}

unsigned int lwip_segment_max(struct netif *netif, int version, unsigned int mss)
{
	struct lwip_device *d = lwip_device_of(netif);
	unsigned int max;

	if (!d || !(d->info.features & (version == 4 ? UK_NETDEV_F_TSO4 : UK_NETDEV_F_TSO6)))
		return mss;
	/* What a pbuf's 16-bit length holds with all headers. */
	max = LWIP_MIN(d->info.max_tx_bytes, 65535U) - 160;
	return max > mss ? max / mss * mss : mss;
}

/* A datagram whose checksum was left to the device gets it now: fragments are sent as they are. */
static void complete_udp4(struct pbuf *p)
{
	const struct ip_hdr *h = p->payload;
	unsigned int head = IPH_HL_BYTES(h);
	struct udp_hdr *udp = (struct udp_hdr *)((char *)p->payload + head);
	ip4_addr_t src, dest;

	if (IPH_PROTO(h) != IP_PROTO_UDP || p->len < head + UDP_HLEN)
		return;
	ip4_addr_copy(src, h->src);
	ip4_addr_copy(dest, h->dest);
	pbuf_remove_header(p, head);
	udp->chksum = 0;
	udp->chksum = inet_chksum_pseudo(p, IP_PROTO_UDP, p->tot_len, &src, &dest);
	if (!udp->chksum)
		udp->chksum = 0xffff;
	pbuf_add_header(p, head);
}

err_t ip4_frag(struct pbuf *p, struct netif *netif, const ip4_addr_t *dest)
{
	const struct ip_hdr *h = p->payload;
	struct lwip_device *d = lwip_device_of(netif);

	if (d && IPH_PROTO(h) == IP_PROTO_TCP && (d->info.features & UK_NETDEV_F_TSO4))
		return netif->output(netif, p, dest);
	if (d && (d->info.features & UK_NETDEV_F_PARTIAL_CSUM))
		complete_udp4(p);
	return lwip_ip4_fragment(p, netif, dest);
}

#if LWIP_IPV6
static void complete_udp6(struct pbuf *p)
{
	const struct ip6_hdr *h = p->payload;
	struct udp_hdr *udp = (struct udp_hdr *)((char *)p->payload + IP6_HLEN);
	ip6_addr_t src, dest;

	if (IP6H_NEXTH(h) != IP6_NEXTH_UDP || p->len < IP6_HLEN + UDP_HLEN)
		return;
	ip6_addr_copy_from_packed(src, h->src);
	ip6_addr_copy_from_packed(dest, h->dest);
	pbuf_remove_header(p, IP6_HLEN);
	udp->chksum = 0;
	udp->chksum = ip6_chksum_pseudo(p, IP_PROTO_UDP, p->tot_len, &src, &dest);
	if (!udp->chksum)
		udp->chksum = 0xffff;
	pbuf_add_header(p, IP6_HLEN);
}

err_t ip6_frag(struct pbuf *p, struct netif *netif, const ip6_addr_t *dest)
{
	const struct ip6_hdr *h = p->payload;
	struct lwip_device *d = lwip_device_of(netif);

	if (d && IP6H_NEXTH(h) == IP6_NEXTH_TCP && (d->info.features & UK_NETDEV_F_TSO6))
		return netif->output_ip6(netif, p, dest);
	if (d && (d->info.features & UK_NETDEV_F_PARTIAL_CSUM))
		complete_udp6(p);
	return lwip_ip6_fragment(p, netif, dest);
}
#endif

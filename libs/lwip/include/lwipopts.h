/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * lwIP's configuration. One caller at a time in kernel context (NO_SYS), no socket or netconn layer
 * of its own, every pool on the heap, sizes of windows decided at boot.
 */
#ifndef LWIPOPTS_H
#define LWIPOPTS_H

#include <uk/config.h>

/* --- system -------------------------------------------------------------------------------- */
#define NO_SYS                1
#define SYS_LIGHTWEIGHT_PROT  0
#define LWIP_SOCKET           0
#define LWIP_NETCONN          0
#define LWIP_TIMERS           1
#define LWIP_TIMERS_CUSTOM    1
#define LWIP_PROVIDE_ERRNO    0
#define LWIP_ERRNO_STDINCLUDE 1
#define LWIP_HOOK_FILENAME    "lwip_hooks.h"
#define LWIP_STATS            0
#ifdef CONFIG_LWIP_DEBUG
#define LWIP_DEBUG 1
#else
#define LWIP_NOASSERT 1
#endif

/* --- memory -------------------------------------------------------------------------------- */
#define MEM_LIBC_MALLOC          1
#define MEMP_MEM_MALLOC          1
#define MEM_ALIGNMENT            8
#define mem_clib_malloc          lwip_heap_malloc
#define mem_clib_calloc          lwip_heap_calloc
#define mem_clib_free            lwip_heap_free
#define LWIP_SUPPORT_CUSTOM_PBUF 1
/* Together with the Ethernet header 32 bytes, into which a driver can put its own header. */
#define PBUF_LINK_ENCAPSULATION_HLEN 18
#define PBUF_POOL_SIZE               0

/* --- protocols ----------------------------------------------------------------------------- */
#define LWIP_IPV4 1
#ifdef CONFIG_LWIP_IPV6
#define LWIP_IPV6                      1
#define LWIP_IPV6_AUTOCONFIG           1
#define LWIP_IPV6_MLD                  1
#define LWIP_IPV6_DHCP6                0
#define LWIP_IPV6_NUM_ADDRESSES        4
#define LWIP_ND6_QUEUEING              1
#define LWIP_ND6_RDNSS_MAX_DNS_SERVERS 0
/* Reassembly keeps notes in the fragments' headers; with 64-bit pointers they need a copy of what
 * they cover. */
#define IPV6_FRAG_COPYHEADER 1
#endif
#define LWIP_ARP      1
#define ARP_QUEUEING  1
#define ARP_QUEUE_LEN 32
#define LWIP_ICMP     1
#define LWIP_IGMP     1
#define LWIP_RAW      0
#define LWIP_UDP      1
#define LWIP_UDPLITE  0
#define LWIP_TCP      1
/* The libc resolves names. Only dhcp.c is compiled with LWIP_DNS=1, so that it asks for name
 * servers; it passes them to dns_setserver(), which is ours. */
#ifndef LWIP_DNS
#define LWIP_DNS 0
#endif
#define LWIP_AUTOIP 0
#ifdef CONFIG_LWIP_DHCP
#define LWIP_DHCP 1
#else
#define LWIP_DHCP 0
#endif
/* Probing an address for conflicts would hold up the boot for seconds. */
#define DHCP_DOES_ARP_CHECK   0
#define DNS_MAX_SERVERS       3
#define IP_REASSEMBLY         1
#define IP_FRAG               1
#define IP_REASS_MAX_PBUFS    64
#define IP_SOF_BROADCAST      1
#define IP_SOF_BROADCAST_RECV 0
#define SO_REUSE              1
#define SO_REUSE_RXTOALL      1

/* --- interfaces ---------------------------------------------------------------------------- */
#define LWIP_NETIF_HOSTNAME            1
#define LWIP_NETIF_LOOPBACK            1
#define LWIP_HAVE_LOOPIF               1
#define LWIP_LOOPBACK_MAX_PBUFS        0
#define LWIP_NETIF_HWADDRHINT          1
#define LWIP_NETIF_EXT_STATUS_CALLBACK 1
#define LWIP_CHECKSUM_CTRL_PER_NETIF   1
#define LWIP_CHECKSUM_ON_COPY          0

/* --- TCP ----------------------------------------------------------------------------------- */
/* The largest segment on the loop-back interface; devices announce what their MTU allows. */
#define TCP_MSS        61440
#define LWIP_WND_SCALE 1
#define TCP_RCV_SCALE  5
/*
 * The largest receive window and send buffer. They are decided at boot from the memory present, so
 * they are variables; the constant part is what lwIP's preprocessor checks get to see.
 */
#define TCP_WND     (65536U + lwip_tcp_wnd_more)
#define TCP_SND_BUF (65536U + lwip_tcp_snd_buf_more)
extern unsigned int lwip_tcp_wnd_more, lwip_tcp_snd_buf_more;
#define LWIP_DISABLE_TCP_SANITY_CHECKS 1
#define TCP_SND_QUEUELEN               0xfff0
#define TCP_SNDLOWAT                   1
#define TCP_SNDQUEUELOWAT              5
/* Room for more behind a short write that has to wait. */
#define TCP_OVERSIZE 1448
/* The socket layer decides when a window update is sent. */
#define TCP_WND_UPDATE_THRESHOLD 0xffffffffU
#define TCP_QUEUE_OOSEQ          1
extern unsigned short lwip_tcp_ooseq_pbufs;
#define TCP_OOSEQ_MAX_PBUFS        1
#define TCP_OOSEQ_PBUFS_LIMIT(pcb) lwip_tcp_ooseq_pbufs
#define LWIP_TCP_SACK_OUT          1
#define LWIP_TCP_TIMESTAMPS        0
#define LWIP_TCP_KEEPALIVE         1
#define TCP_LISTEN_BACKLOG         1
/*
 * Delayed acknowledgements go out within 40 ms as on Linux. Retransmission works in ticks of
 * twice that; lwIP's estimator keeps it at three ticks or more: 240 ms.
 */
#define TCP_TMR_INTERVAL  40
#define LWIP_TCP_RTO_TIME 1000
#define TCP_SYNMAXRTX     6
#define TCP_MSL           30000UL

#define LWIP_HOOK_TCP_ISN lwip_hook_tcp_isn
#define LWIP_HOOK_TCP_INPACKET_PCB(pcb, hdr, optlen, opt1len, opt2, p) \
	lwip_hook_tcp_inpacket(pcb, hdr)
#define LWIP_HOOK_IP4_INPUT(p, inp) lwip_hook_ip4_input(p, inp)
#ifdef CONFIG_LWIP_IPV6
#define LWIP_HOOK_IP6_INPUT(p, inp) lwip_hook_ip6_input(p, inp)
#endif

#endif /* LWIPOPTS_H */

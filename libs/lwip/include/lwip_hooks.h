/* SPDX-License-Identifier: BSD-3-Clause */
/* Functions that lwIP's sources call through the hooks of lwipopts.h. */
#ifndef LWIP_HOOKS_H
#define LWIP_HOOKS_H

#include "lwip/arch.h"
#include "lwip/err.h"
#include "lwip/ip_addr.h"

struct pbuf;
struct netif;
struct tcp_hdr;
struct tcp_pcb;

/* An initial sequence number after RFC 6528. */
u32_t lwip_hook_tcp_isn(const ip_addr_t *local_ip, u16_t local_port, const ip_addr_t *remote_ip,
                        u16_t remote_port);
/* A segment has found its connection. Not ERR_OK: it is dropped. */
err_t lwip_hook_tcp_inpacket(struct tcp_pcb *pcb, struct tcp_hdr *hdr);
/* A packet, before its header is checked. 0: go on. */
int lwip_hook_ip4_input(struct pbuf *p, struct netif *inp);
int lwip_hook_ip6_input(struct pbuf *p, struct netif *inp);

/* Name servers learnt by DHCP (lwIP's resolver is not used). */
void dns_setserver(u8_t number, const ip_addr_t *server);

#endif /* LWIP_HOOKS_H */

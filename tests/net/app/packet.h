/* SPDX-License-Identifier: BSD-3-Clause */
/* Just enough of Ethernet, ARP, IPv4, ICMP and UDP to answer. */
#ifndef PACKET_H
#define PACKET_H

#include <uk/netdev.h>

#define HEADERS 42 /* Ethernet, IPv4, UDP */

struct node {
	unsigned char mac[6];
	unsigned char ip[4];
};

enum verdict { IGNORE, ANSWER, QUIT };

/* Turns the packet (its headers contiguous at `p`) into the answer to it, in place. `udp`: a UDP
 * echo, checksum left to the sender. */
enum verdict packet_answer(const struct node *self, unsigned char *p, size_t len, int *udp);

/* A question for the hardware address of `ip`; returns its length. */
size_t packet_arp_question(const struct node *self, const unsigned char ip[4], unsigned char *p);

/* The answer to it arrived. */
int packet_is_arp_answer(const struct node *self, const unsigned char *p, size_t len);

/* The sum that a card with checksum offload expects in the checksum's place, and the whole checksum
 * without it. */
void packet_udp_pseudo(unsigned char *p, size_t len);
void packet_udp_checksum(struct uk_netbuf *chain, size_t len);

#endif /* PACKET_H */

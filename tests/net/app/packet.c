/* SPDX-License-Identifier: BSD-3-Clause */
/* Just enough of Ethernet, ARP, IPv4, ICMP and UDP to answer. */
#include <string.h>
#include "packet.h"

#define ETHERTYPE 12
#define IP        14
#define L4        34

static unsigned int get16(const unsigned char *p)
{
	return (unsigned int)p[0] << 8 | p[1];
}

static void put16(unsigned char *p, unsigned int value)
{
	p[0] = (unsigned char)(value >> 8);
	p[1] = (unsigned char)value;
}

static unsigned int sum(unsigned int start, const unsigned char *p, size_t len)
{
	for (; len > 1; p += 2, len -= 2)
		start += get16(p);
	if (len)
		start += (unsigned int)*p << 8;
	while (start >> 16)
		start = (start & 0xffff) + (start >> 16);
	return start;
}

static void swap(unsigned char *a, unsigned char *b, size_t len)
{
	while (len--) {
		unsigned char t = *a;

		*a++ = *b;
		*b++ = t;
	}
}

size_t packet_arp_question(const struct node *self, const unsigned char ip[4], unsigned char *p)
{
	static const unsigned char head[] = {8, 6, 0, 1, 8, 0, 6, 4, 0, 1};

	memset(p, 0xff, 6);
	memcpy(p + 6, self->mac, 6);
	memcpy(p + 12, head, sizeof(head));
	memcpy(p + 22, self->mac, 6);
	memcpy(p + 28, self->ip, 4);
	memset(p + 32, 0, 6);
	memcpy(p + 38, ip, 4);
	memset(p + 42, 0, 18);
	return 60;
}

int packet_is_arp_answer(const struct node *self, const unsigned char *p, size_t len)
{
	return len >= 42 && get16(p + ETHERTYPE) == 0x806 && get16(p + 20) == 2 &&
	       !memcmp(p + 38, self->ip, 4);
}

static enum verdict arp(const struct node *self, unsigned char *p)
{
	if (get16(p + 20) != 1 || memcmp(p + 38, self->ip, 4))
		return IGNORE;
	put16(p + 20, 2);
	memcpy(p + 32, p + 22, 10);
	memcpy(p + 22, self->mac, 6);
	memcpy(p + 28, self->ip, 4);
	return ANSWER;
}

enum verdict packet_answer(const struct node *self, unsigned char *p, size_t len, int *udp)
{
	enum verdict verdict = IGNORE;

	*udp = 0;
	if (len >= 42 && get16(p + ETHERTYPE) == 0x806)
		verdict = arp(self, p);
	else if (len >= HEADERS && get16(p + ETHERTYPE) == 0x800 && p[IP] == 0x45 &&
	         !memcmp(p + IP + 16, self->ip, 4)) {
		if (p[IP + 9] == 1 && p[L4] == 8) { /* ping */
			p[L4] = 0;
			put16(p + L4 + 2, sum(get16(p + L4 + 2), (const unsigned char *)"\x08", 2));
			verdict = ANSWER;
		} else if (p[IP + 9] == 17 && get16(p + L4 + 2) == 7) {
			*udp = 1;
			verdict = len >= HEADERS + 4 && !memcmp(p + HEADERS, "quit", 4) ? QUIT
			                                                                : ANSWER;
			swap(p + L4, p + L4 + 2, 2);
		}
		swap(p + IP + 12, p + IP + 16, 4);
	}
	if (verdict != IGNORE) {
		memcpy(p, p + 6, 6);
		memcpy(p + 6, self->mac, 6);
	}
	return verdict;
}

void packet_udp_pseudo(unsigned char *p, size_t len)
{
	unsigned int s = sum(17 + (unsigned int)(len - L4), p + IP + 12, 8);

	put16(p + L4 + 6, s);
}

void packet_udp_checksum(struct uk_netbuf *chain, size_t len)
{
	unsigned char *p = chain->data;
	unsigned int s = sum(17 + (unsigned int)(len - L4), p + IP + 12, 8), odd = 0;
	struct uk_netbuf *m;

	put16(p + L4 + 6, 0);
	UK_NETBUF_CHAIN_FOREACH(m, chain)
	{
		size_t skip = m == chain ? L4 : 0, i;

		for (i = skip; i < m->len; i++, odd ^= 1)
			s += (unsigned int)((unsigned char *)m->data)[i] << (odd ? 0 : 8);
		s = sum(s, NULL, 0);
	}
	put16(p + L4 + 6, s == 0xffff ? 0xffff : ~s);
}

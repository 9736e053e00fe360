/* SPDX-License-Identifier: BSD-3-Clause */
/* The name server (RFC 1035): addresses of the machines. Questions for other names are left to the
 * gateway, which asks the host's servers; a name without a dot is never asked outside. */
#include <arpa/inet.h>
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/text.h"
#include "switch/switch.h"

#define ETHERNET      14
#define UDP_HEADER    8
#define DNS_HEADER    12
#define DNS_PORT      53
#define TYPE_A        1
#define TYPE_ANY      255
#define CLASS_IN      1
#define NAME_MAX_LEN  255
#define ANSWER_LEN    16
#define TTL_SECONDS   5
#define RCODE_NO_NAME 3

struct names {
	struct {
		char *name;
		struct in_addr address;
	} * item;
	size_t count;
};

struct names *names_new(void)
{
	return need_zeroed(sizeof(struct names));
}

void names_clear(struct names *names)
{
	for (size_t i = 0; i < names->count; i++)
		free(names->item[i].name);
	free(names->item);
	*names = (struct names){0};
}

void names_free(struct names *names)
{
	names_clear(names);
	free(names);
}

void names_add(struct names *names, const char *name, struct in_addr address)
{
	names->item = need(realloc(names->item, (names->count + 1) * sizeof *names->item));
	names->item[names->count].name = copy_string(name);
	names->item[names->count++].address = address;
}

static unsigned int be16(const uint8_t *p)
{
	return (unsigned int)p[0] << 8 | p[1];
}

static void put16(uint8_t *p, unsigned int value)
{
	p[0] = (uint8_t)(value >> 8);
	p[1] = (uint8_t)value;
}

/* Where things stand in a question's frame. */
struct question {
	const uint8_t *ip;
	size_t ip_header;
	const uint8_t *dns;
	size_t len; /* header and question, without what follows */
	char name[NAME_MAX_LEN + 1];
	unsigned int type;
};

/* A name of labels; a question has no reason to point elsewhere. Returns its length, 0: malformed.
 */
static size_t read_name(const uint8_t *p, size_t len, char name[NAME_MAX_LEN + 1])
{
	size_t at = 0, out = 0;

	while (at < len && p[at]) {
		size_t label = p[at];

		if (label > 63 || at + 1 + label >= len || out + label + 1 > NAME_MAX_LEN)
			return 0;
		if (out)
			name[out++] = '.';
		memcpy(name + out, p + at + 1, label);
		out += label;
		at += 1 + label;
	}
	name[out] = '\0';
	/* A zero inside a label would hide what follows. */
	return at < len && strlen(name) == out ? at + 1 : 0;
}

static bool parse(const struct network *network, const uint8_t *frame, size_t len,
                  struct question *q)
{
	const uint8_t *ip = frame + ETHERNET, *udp;
	size_t header, name;

	if (len < ETHERNET + 20 + UDP_HEADER + DNS_HEADER || be16(frame + 12) != 0x0800 ||
	    ip[0] >> 4 != 4)
		return false;
	header = 4 * (size_t)(ip[0] & 15);
	if (header < 20 || be16(ip + 2) > len - ETHERNET ||
	    be16(ip + 2) < header + UDP_HEADER + DNS_HEADER || ip[9] != IPPROTO_UDP ||
	    memcmp(ip + 16, &network->nameserver, 4) != 0 || (be16(ip + 6) & 0x3fff))
		return false;
	udp = ip + header;
	size_t payload = be16(ip + 2) - header - UDP_HEADER;

	*q = (struct question){.ip = ip, .ip_header = header, .dns = udp + UDP_HEADER};
	/* A query with one question, no answer in it. */
	if (be16(udp + 2) != DNS_PORT || (q->dns[2] & 0xf8) || be16(q->dns + 4) != 1)
		return false;
	name = read_name(q->dns + DNS_HEADER, payload - DNS_HEADER, q->name);
	if (!name || DNS_HEADER + name + 4 > payload)
		return false;
	q->type = be16(q->dns + DNS_HEADER + name);
	q->len = DNS_HEADER + name + 4;
	return be16(q->dns + DNS_HEADER + name + 2) == CLASS_IN;
}

static const struct in_addr *find(const struct names *names, const char *name)
{
	for (size_t i = 0; i < names->count; i++)
		if (strcasecmp(names->item[i].name, name) == 0)
			return &names->item[i].address;
	return NULL;
}

static unsigned int checksum(const uint8_t *p, size_t len)
{
	unsigned long sum = 0;

	for (; len > 1; p += 2, len -= 2)
		sum += be16(p);
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return (unsigned int)(~sum & 0xffff);
}

/* The headers with sender and receiver exchanged. UDP's checksum may be left out in IPv4. */
static void write_headers(const struct question *q, const uint8_t *frame, size_t payload,
                          uint8_t *answer)
{
	uint8_t *ip = answer + ETHERNET, *udp = ip + 20;
	const uint8_t *asked = q->ip + q->ip_header;

	memcpy(answer, frame + MAC_LEN, MAC_LEN);
	memcpy(answer + MAC_LEN, frame, MAC_LEN);
	put16(answer + 12, 0x0800);
	memset(ip, 0, 20 + UDP_HEADER);
	ip[0] = 0x45;
	put16(ip + 2, (unsigned int)(20 + UDP_HEADER + payload));
	ip[8] = 64;
	ip[9] = IPPROTO_UDP;
	memcpy(ip + 12, q->ip + 16, 4);
	memcpy(ip + 16, q->ip + 12, 4);
	put16(ip + 10, checksum(ip, 20));
	memcpy(udp, asked + 2, 2);
	memcpy(udp + 2, asked, 2);
	put16(udp + 4, (unsigned int)(UDP_HEADER + payload));
}

size_t names_answer(const struct names *names, const struct network *network, const uint8_t *frame,
                    size_t len, uint8_t answer[FRAME_MAX])
{
	struct question q;
	const struct in_addr *address;

	if (!parse(network, frame, len, &q))
		return 0;
	address = find(names, q.name);
	if (!address && strchr(q.name, '.'))
		return 0;
	bool answered = address && (q.type == TYPE_A || q.type == TYPE_ANY);
	size_t payload = q.len + (answered ? ANSWER_LEN : 0);
	uint8_t *dns = answer + ETHERNET + 20 + UDP_HEADER;

	memcpy(dns, q.dns, q.len);
	dns[2] = (uint8_t)(0x84 | (q.dns[2] & 1)); /* an answer, authoritative */
	dns[3] = (uint8_t)(0x80 | (address ? 0 : RCODE_NO_NAME));
	put16(dns + 6, answered);
	memset(dns + 8, 0, 4);
	if (answered) {
		uint8_t *record = dns + q.len;

		put16(record, 0xc000 | DNS_HEADER); /* the name of the question */
		put16(record + 2, TYPE_A);
		put16(record + 4, CLASS_IN);
		put16(record + 6, 0);
		put16(record + 8, TTL_SECONDS);
		put16(record + 10, 4);
		memcpy(record + 12, address, 4);
	}
	write_headers(&q, frame, payload, answer);
	return ETHERNET + 20 + UDP_HEADER + payload;
}

/* SPDX-License-Identifier: BSD-3-Clause */
/* Asking a service over its private network, which the host has no way into: we plug ourselves into
 * the switch as one more machine, and speak as much ARP, IPv4 and TCP (RFC 826, 791, 9293) as it
 * takes to open one connection and to read the first line of an HTTP answer. Nothing listens on the
 * host for that, and an open port is told from a silent one. */
#include <arpa/inet.h>
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "compose/compose.h"
#include "machine/tap.h"

#define FRAME_MAX   1514
#define ETHERNET    14
#define IP          20
#define TCP         20
#define ARP         28
#define TYPE_IP     0x0800
#define TYPE_ARP    0x0806
#define FIN         0x01
#define SYN         0x02
#define RST         0x04
#define PUSH        0x08
#define ACK         0x10
#define WINDOW      4096
#define AGAIN_MS    200  /* between two questions without an answer */
#define RESOLVE_MS  1000 /* a machine that is there answers an ARP request at once */
#define STATUS_LINE 12   /* HTTP/1.1 200 */

struct link {
	int fd;
	uint8_t mac[6], peer_mac[6];
	uint32_t ip, peer_ip; /* host byte order */
	uint16_t port, peer_port;
	uint32_t next, expected; /* our next sequence number, and the peer's */
	uint8_t in[4 + 65536];   /* a length and a frame, as far as they have come */
	size_t in_len;
	int64_t end;
};

struct segment {
	uint8_t flags;
	uint32_t sequence, acknowledged;
	const uint8_t *data;
	size_t len;
};

static int64_t now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void put16(uint8_t *p, uint32_t value)
{
	p[0] = (uint8_t)(value >> 8);
	p[1] = (uint8_t)value;
}

static void put32(uint8_t *p, uint32_t value)
{
	put16(p, value >> 16);
	put16(p + 2, value & 0xffff);
}

static uint32_t get16(const uint8_t *p)
{
	return (uint32_t)p[0] << 8 | p[1];
}

static uint32_t get32(const uint8_t *p)
{
	return get16(p) << 16 | get16(p + 2);
}

/* --- sending --------------------------------------------------------------------------- */

static int send_frame(struct link *l, const uint8_t *frame, size_t len)
{
	uint8_t out[4 + FRAME_MAX];

	put32(out, (uint32_t)len);
	memcpy(out + 4, frame, len);
	return send(l->fd, out, len + 4, MSG_NOSIGNAL) == (ssize_t)(len + 4) ? 0 : -EPIPE;
}

static void put_ethernet(const struct link *l, uint8_t *frame, const uint8_t *to, uint32_t type)
{
	memcpy(frame, to, 6);
	memcpy(frame + 6, l->mac, 6);
	put16(frame + 12, type);
}

/* operation 1: who has the peer's address? 2: we have ours. */
static int send_arp(struct link *l, uint32_t operation)
{
	static const uint8_t all[6] = {0xff, 0xff, 0xff, 0xff, 0xff, 0xff};
	uint8_t frame[ETHERNET + ARP] = {0}, *arp = frame + ETHERNET;

	put_ethernet(l, frame, operation == 1 ? all : l->peer_mac, TYPE_ARP);
	put16(arp, 1);
	put16(arp + 2, TYPE_IP);
	arp[4] = 6;
	arp[5] = 4;
	put16(arp + 6, operation);
	memcpy(arp + 8, l->mac, 6);
	put32(arp + 14, l->ip);
	if (operation == 2)
		memcpy(arp + 18, l->peer_mac, 6);
	put32(arp + 24, l->peer_ip);
	return send_frame(l, frame, sizeof frame);
}

static uint32_t sum(const uint8_t *p, size_t len, uint32_t start)
{
	for (; len > 1; p += 2, len -= 2)
		start += get16(p);
	return len ? start + ((uint32_t)*p << 8) : start;
}

static uint32_t checksum(uint32_t total)
{
	while (total >> 16)
		total = (total & 0xffff) + (total >> 16);
	return ~total & 0xffff;
}

static int send_segment(struct link *l, uint8_t flags, const void *data, size_t len)
{
	uint8_t frame[FRAME_MAX] = {0}, *ip = frame + ETHERNET, *tcp = ip + IP;

	if (len > FRAME_MAX - ETHERNET - IP - TCP)
		return -EMSGSIZE;
	put_ethernet(l, frame, l->peer_mac, TYPE_IP);
	ip[0] = 0x45;
	put16(ip + 2, (uint32_t)(IP + TCP + len));
	ip[8] = 64;
	ip[9] = IPPROTO_TCP;
	put32(ip + 12, l->ip);
	put32(ip + 16, l->peer_ip);
	put16(ip + 10, checksum(sum(ip, IP, 0)));
	put16(tcp, l->port);
	put16(tcp + 2, l->peer_port);
	put32(tcp + 4, l->next);
	put32(tcp + 8, flags & ACK ? l->expected : 0);
	tcp[12] = (TCP / 4) << 4;
	tcp[13] = flags;
	put16(tcp + 14, WINDOW);
	if (len)
		memcpy(tcp + TCP, data, len);
	/* the pseudo header: both addresses, the protocol, the length */
	put16(tcp + 16,
	      checksum(sum(tcp, TCP + len, sum(ip + 12, 8, IPPROTO_TCP + (uint32_t)(TCP + len)))));
	return send_frame(l, frame, ETHERNET + IP + TCP + len);
}

/* --- receiving --------------------------------------------------------------------------- */

/* The next frame, of which *len bytes stand in l->in + 4; 0 or a negative errno. */
static int receive_frame(struct link *l, int64_t until, size_t *len)
{
	for (;;) {
		struct pollfd fd = {.fd = l->fd, .events = POLLIN};
		size_t wanted = 4;
		int64_t left;
		ssize_t got;

		if (l->in_len >= 4) {
			wanted = 4 + get32(l->in);
			if (wanted > sizeof l->in)
				return -EPROTO;
			if (l->in_len == wanted) {
				*len = wanted - 4;
				l->in_len = 0;
				return 0;
			}
		}
		left = until - now_ms();
		if (left <= 0 || compose_interrupted())
			return -ETIMEDOUT;
		if (poll(&fd, 1, (int)left) <= 0)
			continue;
		got = recv(l->fd, l->in + l->in_len, wanted - l->in_len, 0);
		if (got <= 0 && errno != EINTR)
			return -EPIPE;
		l->in_len += got > 0 ? (size_t)got : 0;
	}
}

static bool is_arp(const struct link *l, const uint8_t *frame, size_t len, uint32_t operation)
{
	const uint8_t *arp = frame + ETHERNET;

	return len >= ETHERNET + ARP && get16(frame + 12) == TYPE_ARP &&
	       get16(arp + 6) == operation && get32(arp + 14) == l->peer_ip &&
	       get32(arp + 24) == l->ip;
}

static bool parse_segment(const struct link *l, const uint8_t *frame, size_t len, struct segment *s)
{
	const uint8_t *ip = frame + ETHERNET, *tcp;
	size_t header, total, offset;

	if (len < ETHERNET + IP + TCP || get16(frame + 12) != TYPE_IP || ip[0] >> 4 != 4 ||
	    ip[9] != IPPROTO_TCP || get32(ip + 12) != l->peer_ip || get32(ip + 16) != l->ip)
		return false;
	header = 4 * (size_t)(ip[0] & 15);
	total = get16(ip + 2);
	if (header < IP || total > len - ETHERNET || total < header + TCP)
		return false;
	tcp = ip + header;
	offset = 4 * (size_t)(tcp[12] >> 4);
	if (offset < TCP || header + offset > total || get16(tcp) != l->peer_port ||
	    get16(tcp + 2) != l->port)
		return false;
	*s = (struct segment){.flags = tcp[13],
	                      .sequence = get32(tcp + 4),
	                      .acknowledged = get32(tcp + 8),
	                      .data = tcp + offset,
	                      .len = total - header - offset};
	return true;
}

/* The next segment of our connection; the peer's questions for our address are answered. */
static int receive_segment(struct link *l, int64_t until, struct segment *s)
{
	size_t len;
	int error;

	while (!(error = receive_frame(l, until, &len))) {
		const uint8_t *frame = l->in + 4;

		if (is_arp(l, frame, len, 1))
			(void)send_arp(l, 2);
		else if (parse_segment(l, frame, len, s))
			return 0;
	}
	return error;
}

static int64_t again(const struct link *l)
{
	int64_t next = now_ms() + AGAIN_MS;

	return next < l->end ? next : l->end;
}

/* --- the steps ----------------------------------------------------------------------------- */

static int resolve(struct link *l)
{
	int64_t end = now_ms() + RESOLVE_MS;
	size_t len;

	end = end < l->end ? end : l->end;
	while (now_ms() < end && !compose_interrupted()) {
		int64_t until = again(l);
		int error = send_arp(l, 1);

		while (!error && !(error = receive_frame(l, until, &len))) {
			if (!is_arp(l, l->in + 4, len, 2))
				continue;
			memcpy(l->peer_mac, l->in + 4 + ETHERNET + 8, 6);
			return 0;
		}
		if (error != -ETIMEDOUT)
			return error;
	}
	return -EHOSTUNREACH;
}

static int open_connection(struct link *l)
{
	struct segment s;

	while (now_ms() < l->end && !compose_interrupted()) {
		int64_t until = again(l);
		int error = send_segment(l, SYN, NULL, 0);

		while (!error && !(error = receive_segment(l, until, &s))) {
			if (s.acknowledged != l->next + 1)
				continue;
			if (s.flags & RST)
				return -ECONNREFUSED;
			if ((s.flags & (SYN | ACK)) != (SYN | ACK))
				continue;
			l->next++;
			l->expected = s.sequence + 1;
			return 0;
		}
		if (error != -ETIMEDOUT)
			return error;
	}
	return -ETIMEDOUT;
}

/* Whatever it says with a status of 2xx or 3xx is a yes. */
static int judge(const char *line)
{
	if (strncmp(line, "HTTP/1.", 7) != 0 || line[8] != ' ')
		return -EPROTO;
	return line[9] == '2' || line[9] == '3' ? 0 : -EBADMSG;
}

static int ask(struct link *l, const char *path)
{
	char *request = format("GET %s HTTP/1.1\r\nHost: localhost\r\nUser-Agent: kraft\r\n"
	                       "Accept: */*\r\nConnection: close\r\n\r\n",
	                       path);
	char line[STATUS_LINE + 1] = "";
	size_t have = 0;
	int error = 0;

	while (have < STATUS_LINE && !error && now_ms() < l->end && !compose_interrupted()) {
		int64_t until = again(l);
		struct segment s;

		error = send_segment(l, ACK | PUSH, request, strlen(request));
		while (!error && have < STATUS_LINE && !(error = receive_segment(l, until, &s))) {
			if (s.flags & RST) {
				error = -ECONNRESET;
			} else if (s.sequence == l->expected) {
				size_t part =
				        s.len < STATUS_LINE - have ? s.len : STATUS_LINE - have;

				memcpy(line + have, s.data, part);
				have += part;
				l->expected += (uint32_t)s.len;
				if (s.flags & FIN && have < STATUS_LINE)
					error = -EPROTO;
			}
		}
		if (error == -ETIMEDOUT)
			error = 0;
	}
	free(request);
	if (error)
		return error;
	return have < STATUS_LINE ? -ETIMEDOUT : judge(line);
}

/* An address that nobody has, from the end; the name server's is the last one. */
static uint32_t free_address(const struct composition *c, const struct compose_service *s)
{
	const struct compose_network *n = &c->networks[s->network];
	uint32_t address = (n->address | ~n->mask) - 1;

	for (; address > n->address; address--) {
		bool taken = address == n->nameserver || address == n->gateway;

		for (size_t i = 0; i < c->service_count && !taken; i++)
			taken = c->services[i].network == s->network &&
			        c->services[i].ip == address;
		if (!taken)
			return address;
	}
	return 0;
}

int compose_probe(const struct composition *c, const struct compose_service *s, int64_t timeout)
{
	struct link *l = need_zeroed(sizeof *l);
	char *socket = compose_network_socket(c, (size_t)s->network);
	uint32_t chance = (uint32_t)now_ms() * 2654435761U ^ (uint32_t)getpid() << 8;
	int error;

	*l = (struct link){.ip = free_address(c, s),
	                   .peer_ip = s->ip,
	                   .port = (uint16_t)(49152 + (chance >> 7) % 16384),
	                   .peer_port = s->health.port,
	                   .next = chance,
	                   .end = now_ms() + timeout,
	                   .mac = {0x52, 0x54, 0xfe}};
	put32(l->mac + 2, l->ip ^ chance);
	l->fd = l->ip ? switch_connect(socket) : -EADDRNOTAVAIL;
	error = l->fd < 0 ? l->fd : resolve(l);
	if (!error)
		error = open_connection(l);
	if (!error && s->health.http)
		error = ask(l, s->health.path);
	if (!error || error == -EBADMSG || error == -EPROTO || error == -ETIMEDOUT)
		(void)send_segment(l, RST | ACK, NULL, 0);
	if (l->fd >= 0)
		close(l->fd);
	free(socket);
	free(l);
	return error;
}

const char *compose_probe_fault(int error)
{
	switch (-error) {
	case ECONNREFUSED:
		return "the port is closed";
	case EHOSTUNREACH:
		return "it does not answer on the network";
	case ETIMEDOUT:
		return "no answer in time";
	case EBADMSG:
		return "its HTTP answer is no success";
	case EPROTO:
		return "it does not answer in HTTP";
	default:
		return strerror(-error);
	}
}

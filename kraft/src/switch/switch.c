/* SPDX-License-Identifier: BSD-3-Clause */
/* Ports, learning, delivery. A port whose reader does not keep up loses frames, as in any switch;
 * nobody else waits for it. */
#include <arpa/inet.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/text.h"
#include "switch/switch.h"

#define QUEUE_MAX  (4U << 20) /* bytes that wait for a port */
#define READ_BLOCK (256U << 10)
#define TABLE_SIZE 256
#define GATEWAY    (-2) /* in place of a port's number */

struct port {
	int fd; /* -1: free */
	uint8_t *in;
	size_t in_len; /* bytes of frames that are not complete yet */
	struct text out;
	size_t out_at; /* what of `out` is sent */
};

struct learnt {
	uint8_t mac[MAC_LEN];
	int port; /* -1: unused */
};

struct hub {
	struct port *ports;
	size_t count;
	struct learnt table[TABLE_SIZE];
	const struct network *network;
};

struct hub *hub_new(const struct network *network)
{
	struct hub *hub = need_zeroed(sizeof *hub);

	for (size_t i = 0; i < TABLE_SIZE; i++)
		hub->table[i].port = -1;
	hub->network = network;
	return hub;
}

/* libslirp has a hardware address for each of its addresses: 52:55 and the address itself. */
static bool is_gateway(const struct hub *hub, const uint8_t *mac)
{
	return mac[0] == 0x52 && mac[1] == 0x55 &&
	       (memcmp(mac + 2, &hub->network->gateway, 4) == 0 ||
	        memcmp(mac + 2, &hub->network->nameserver, 4) == 0);
}

static void disconnect(struct hub *hub, struct port *port)
{
	for (size_t i = 0; i < TABLE_SIZE; i++)
		if (hub->table[i].port == port - hub->ports)
			hub->table[i].port = -1;
	close(port->fd);
	free(port->in);
	text_free(&port->out);
	*port = (struct port){.fd = -1};
}

void hub_free(struct hub *hub)
{
	for (size_t i = 0; i < hub->count; i++)
		if (hub->ports[i].fd >= 0)
			disconnect(hub, &hub->ports[i]);
	free(hub->ports);
	free(hub);
}

void hub_connect(struct hub *hub, int fd)
{
	size_t i = 0;

	while (i < hub->count && hub->ports[i].fd >= 0)
		i++;
	if (i == hub->count)
		hub->ports = need(realloc(hub->ports, ++hub->count * sizeof *hub->ports));
	hub->ports[i] = (struct port){.fd = fd, .in = need(malloc(READ_BLOCK + FRAME_MAX + 4))};
}

size_t hub_ports(const struct hub *hub)
{
	size_t n = 0;

	for (size_t i = 0; i < hub->count; i++)
		n += hub->ports[i].fd >= 0;
	return n;
}

/* --- delivery ------------------------------------------------------------------ */

/* Addresses are few; a slot that two of them want belongs to the later one, and the other's frames
 * go everywhere until it speaks again. */
static struct learnt *slot(struct hub *hub, const uint8_t *mac)
{
	unsigned int hash = 2166136261U;

	for (int i = 0; i < MAC_LEN; i++)
		hash = (hash ^ mac[i]) * 16777619U;
	return &hub->table[hash % TABLE_SIZE];
}

static void learn(struct hub *hub, const uint8_t *mac, int port)
{
	struct learnt *entry = slot(hub, mac);

	if ((mac[0] & 1) || is_gateway(hub, mac))
		return;
	memcpy(entry->mac, mac, MAC_LEN);
	entry->port = port;
}

/* A port that takes nothing any more is closed by its reader's end, not here: a frame of its own
 * may be under way. */
static void send_pending(struct port *port)
{
	while (port->out_at < port->out.len) {
		ssize_t sent = send(port->fd, port->out.data + port->out_at,
		                    port->out.len - port->out_at, MSG_DONTWAIT | MSG_NOSIGNAL);

		if (sent < 0 && errno != EAGAIN && errno != EINTR) {
			shutdown(port->fd, SHUT_RDWR);
			port->out_at = port->out.len;
		}
		if (sent <= 0)
			break;
		port->out_at += (size_t)sent;
	}
	if (port->out_at == port->out.len) {
		port->out.len = port->out_at = 0;
	} else if (port->out_at > QUEUE_MAX / 2) {
		text_replace(&port->out, 0, port->out_at, "", 0);
		port->out_at = 0;
	}
}

static void enqueue(struct port *port, const uint8_t *frame, size_t len)
{
	uint32_t length = htonl((uint32_t)len);

	if (port->fd < 0 || port->out.len - port->out_at + len > QUEUE_MAX)
		return;
	text_add_bytes(&port->out, &length, sizeof length);
	text_add_bytes(&port->out, frame, len);
	send_pending(port);
}

/* ARP is what the gateway must hear besides what is meant for it: other broadcasts would leave the
 * network through the host. */
static bool for_gateway(const struct hub *hub, const uint8_t *frame)
{
	bool arp = frame[12] == 0x08 && frame[13] == 0x06;

	return is_gateway(hub, frame) || ((frame[0] & 1) && arp);
}

static void deliver(struct hub *hub, int from, const uint8_t *frame, size_t len,
                    void (*gateway)(const uint8_t *, size_t))
{
	const struct learnt *entry = slot(hub, frame);
	bool known = entry->port >= 0 && memcmp(entry->mac, frame, MAC_LEN) == 0;

	if (from != GATEWAY && for_gateway(hub, frame)) {
		gateway(frame, len);
		if (!(frame[0] & 1))
			return;
	}
	for (size_t i = 0; i < hub->count; i++)
		if ((int)i != from && (!known || entry->port == (int)i))
			enqueue(&hub->ports[i], frame, len);
}

void hub_from_gateway(struct hub *hub, const uint8_t *frame, size_t len)
{
	if (len >= 14)
		deliver(hub, GATEWAY, frame, len, NULL);
}

/* --- reading ------------------------------------------------------------------- */

/* Takes complete frames out of what has arrived; false: this is no emulator. */
static bool take_frames(struct hub *hub, int number, void (*gateway)(const uint8_t *, size_t))
{
	size_t at = 0;

	for (;;) {
		struct port *port = &hub->ports[number];
		uint32_t length;

		if (port->fd < 0 || port->in_len - at < sizeof length)
			break;
		memcpy(&length, port->in + at, sizeof length);
		length = ntohl(length);
		if (length > FRAME_MAX)
			return false;
		if (port->in_len - at - sizeof length < length)
			break;
		const uint8_t *frame = port->in + at + sizeof length;

		if (length >= 14) {
			learn(hub, frame + MAC_LEN, number);
			deliver(hub, number, frame, length, gateway);
		}
		at += sizeof length + length;
	}
	struct port *port = &hub->ports[number];

	if (port->fd >= 0) {
		memmove(port->in, port->in + at, port->in_len - at);
		port->in_len -= at;
	}
	return true;
}

static void receive(struct hub *hub, int number, void (*gateway)(const uint8_t *, size_t))
{
	struct port *port = &hub->ports[number];
	ssize_t got = recv(port->fd, port->in + port->in_len, READ_BLOCK, MSG_DONTWAIT);

	if (got < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (got > 0)
		port->in_len += (size_t)got;
	if (got <= 0 || !take_frames(hub, number, gateway))
		disconnect(hub, &hub->ports[number]);
}

size_t hub_fill(struct hub *hub, struct pollfd *fds, size_t size)
{
	size_t n = 0;

	for (size_t i = 0; i < hub->count && n < size; i++) {
		const struct port *port = &hub->ports[i];
		short events = POLLIN | (port->out.len > port->out_at ? POLLOUT : 0);

		/* A free port keeps its place in the list; poll() passes over it. */
		fds[n++] = (struct pollfd){.fd = port->fd, .events = events};
	}
	return n;
}

void hub_polled(struct hub *hub, const struct pollfd *fds, size_t count,
                void (*gateway)(const uint8_t *, size_t))
{
	for (size_t i = 0; i < count; i++) {
		if (fds[i].fd < 0 || hub->ports[i].fd != fds[i].fd)
			continue;
		if (fds[i].revents & POLLOUT)
			send_pending(&hub->ports[i]);
		if (hub->ports[i].fd == fds[i].fd &&
		    (fds[i].revents & (POLLIN | POLLHUP | POLLERR)))
			receive(hub, (int)i, gateway);
	}
}

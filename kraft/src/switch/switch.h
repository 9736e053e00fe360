/* SPDX-License-Identifier: BSD-3-Clause */
/* bin/kraft-switch: the private network of a composition, without any privilege. It is an Ethernet
 * switch whose ports are stream sockets of emulators (`-netdev socket`: a 32-bit length, then the
 * frame), with a gateway to the host's network (libslirp: addresses are translated, ports of the
 * host are forwarded) and a name server that knows the machines.
 *
 *   machines --- switch.c --- gateway.c (libslirp)
 *                   |
 *                 names.c
 *
 * One process, one thread, one poll(). */
#ifndef KRAFT_SWITCH_H
#define KRAFT_SWITCH_H

#include <netinet/in.h>
#include <poll.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define FRAME_MAX 65549 /* an IPv4 packet and its Ethernet header */
#define MAC_LEN   6

struct network {
	struct in_addr address; /* of the network */
	struct in_addr mask;
	struct in_addr gateway;
	struct in_addr nameserver;
	bool internal; /* nothing beyond the network is reached from inside */
};

/* --- switch.c: frames between ports -------------------------------------------- */

struct hub; /* all ports and what was learnt about addresses */
struct hub *hub_new(const struct network *network); /* keeps the pointer */
void hub_free(struct hub *hub);
/* A new emulator; takes over the descriptor. */
void hub_connect(struct hub *hub, int fd);
/* Adds descriptors to the list; returns their number, which hub_polled() gets back. */
size_t hub_fill(struct hub *hub, struct pollfd *fds, size_t size);
/* Reads and delivers; frames for the gateway are given to `gateway`. */
void hub_polled(struct hub *hub, const struct pollfd *fds, size_t count,
                void (*gateway)(const uint8_t *frame, size_t len));
/* A frame that comes from the gateway. */
void hub_from_gateway(struct hub *hub, const uint8_t *frame, size_t len);
size_t hub_ports(const struct hub *hub);

/* --- names.c: the name server -------------------------------------------------- */

struct names; /* NAME → address */
struct names *names_new(void);
void names_free(struct names *names);
void names_clear(struct names *names);
void names_add(struct names *names, const char *name, struct in_addr address);
/* Is this frame a question that we answer: one for a name of ours, or for a name without a dot?
 * Writes the answer's frame and returns its length, 0: it is not. */
size_t names_answer(const struct names *names, const struct network *network, const uint8_t *frame,
                    size_t len, uint8_t answer[FRAME_MAX]);

/* --- gateway.c: the way out and in ---------------------------------------------- */

struct forward {
	bool udp;
	struct in_addr host_address;
	uint16_t host_port;
	struct in_addr address;
	uint16_t port;
};

/* 0 or a negative errno after a message. */
int gateway_open(const struct network *network, struct hub *hub);
void gateway_close(void);
void gateway_input(const uint8_t *frame, size_t len);
/* Adds what libslirp waits for; lowers *timeout (milliseconds). */
size_t gateway_fill(struct pollfd *fds, size_t size, int *timeout);
void gateway_polled(const struct pollfd *fds, size_t count, bool failed);
/* 0, or -EADDRINUSE and the like without a message. */
int gateway_forward(const struct forward *forward, bool add);

/* --- settings.c: what may change while it runs ----------------------------------- */

struct settings {
	struct names *names;
	struct forward *forwards;
	size_t count;
};

/* Lines `name ADDRESS NAME` and `forward tcp|udp HOST-ADDRESS HOST-PORT ADDRESS PORT`. Names and
 * ports are made to agree with the file; ports that cannot be had give a message and -EADDRINUSE,
 * and everything else is done all the same. */
int settings_apply(struct settings *settings, const char *file);
void settings_free(struct settings *settings);

#endif

/* SPDX-License-Identifier: BSD-3-Clause */
/* Addresses on the networks of a composition. */
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "compose/compose.h"

bool compose_parse_address(const char *text, uint32_t *address)
{
	struct in_addr parsed;

	if (inet_pton(AF_INET, text, &parsed) != 1)
		return false;
	*address = ntohl(parsed.s_addr);
	return true;
}

bool compose_parse_subnet(const char *text, uint32_t *address, uint32_t *mask)
{
	char *copy = copy_string(text), *slash = strchr(copy, '/'), *end = NULL;
	unsigned long prefix = 0;
	bool good = false;

	if (slash) {
		*slash = '\0';
		prefix = strtoul(slash + 1, &end, 10);
		good = end != slash + 1 && !*end && prefix >= 8 && prefix <= 29 &&
		       compose_parse_address(copy, address);
	}
	if (good) {
		*mask = ~0U << (32 - prefix);
		*address &= *mask;
	}
	free(copy);
	return good;
}

const char *compose_show_address(uint32_t address)
{
	static char text[4][INET_ADDRSTRLEN];
	static unsigned int next;
	char *slot = text[next++ % 4];
	const struct in_addr in = {htonl(address)};

	return inet_ntop(AF_INET, &in, slot, INET_ADDRSTRLEN);
}

static const struct compose_service *holder(const struct composition *c, int network,
                                            uint32_t address, const struct compose_service * not )
{
	for (size_t i = 0; i < c->service_count; i++)
		if (&c->services[i] != not &&c->services[i].network == network &&
		    c->services[i].ip == address)
			return &c->services[i];
	return NULL;
}

static bool reserved(const struct compose_network *n, uint32_t address)
{
	return address == n->address || address == (n->address | ~n->mask) ||
	       address == n->gateway || address == n->nameserver;
}

static void set_fixed(struct reader *r, const struct composition *c, struct compose_service *s)
{
	const struct compose_network *n = &c->networks[s->network];
	const struct compose_service *other = holder(c, s->network, s->fixed, s);

	if (reserved(n, s->fixed) || other) {
		fail_at(&s->fixed_place, "the address %s is taken: %s%s",
		        compose_show_address(s->fixed),
		        other                       ? "the service "
		        : s->fixed == n->gateway    ? "the gateway"
		        : s->fixed == n->nameserver ? "the name server"
		                                    : "it stands for the network itself",
		        other ? other->name : "");
		r->errors++;
	}
	s->ip = s->fixed;
}

void compose_addresses(struct reader *r, struct composition *c)
{
	for (size_t i = 0; i < c->service_count; i++)
		if (c->services[i].network >= 0 && c->services[i].fixed)
			set_fixed(r, c, &c->services[i]);
	for (size_t i = 0; i < c->service_count; i++) {
		struct compose_service *s = &c->services[i];
		const struct compose_network *n = s->network >= 0 ? &c->networks[s->network] : NULL;

		if (!n || s->fixed)
			continue;
		uint32_t address = n->address + 1, last = n->address | ~n->mask;

		while (address < last &&
		       (reserved(n, address) || holder(c, s->network, address, s)))
			address++;
		if (address == last) {
			fail_at(&n->place, "the network '%s' has no address left for '%s'", n->name,
			        s->name);
			r->errors++;
		}
		s->ip = address;
	}
}

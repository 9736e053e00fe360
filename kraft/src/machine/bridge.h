/* SPDX-License-Identifier: BSD-3-Clause */
/* Bridges of the host, on which machines have addresses of their own. */
#ifndef KRAFT_MACHINE_BRIDGE_H
#define KRAFT_MACHINE_BRIDGE_H

#include <stdbool.h>

#include "base/text.h"

struct bridge {
	char *name;
	char *address; /* ADDRESS/PREFIX; may be NULL */
	bool up;
	struct strings members;
};

/* A new bridge, up, with "ADDRESS/PREFIX" of the host on it (NULL: none). Nothing is left when a
 * step fails. Needs root. The functions return 0 or a negative errno after a message. */
int bridge_create(const char *name, const char *address);
int bridge_remove(const char *name);
/* Names of all bridges. */
int bridge_list(struct strings *names);
int bridge_inspect(const char *name, struct bridge *bridge);
void bridge_free(struct bridge *bridge);

/* "172.44.0.1/24" in network byte order; -EINVAL, prints nothing. */
int bridge_parse_address(const char *text, unsigned int *address, unsigned int *mask);

#endif

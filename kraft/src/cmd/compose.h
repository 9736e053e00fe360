/* SPDX-License-Identifier: BSD-3-Clause */
/* What the parts of kraft compose share. */
#ifndef KRAFT_CMD_COMPOSE_H
#define KRAFT_CMD_COMPOSE_H

#include "compose/compose.h"

struct compose_up {
	const struct strings *named, *profiles;
	bool build;    /* images anew */
	bool recreate; /* machines that run as they should as well */
	bool no_acceleration;
	const char *qemu;
};

/* Starts the named services, or all, in order, with their networks. What was started before a
 * failure goes on running. *chosen gets the names of all that were to be started. 0 or a negative
 * errno after messages. */
int compose_start(struct composition *c, const struct compose_up *up, struct strings *chosen);
int compose_build_service(const struct compose_service *service);
/* Did a signal ask for the end while we wait? */
bool compose_interrupted(void);

#endif

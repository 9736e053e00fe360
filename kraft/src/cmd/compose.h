/* SPDX-License-Identifier: BSD-3-Clause */
/* What the parts of kraft compose share. */
#ifndef KRAFT_CMD_COMPOSE_H
#define KRAFT_CMD_COMPOSE_H

#include "cmd/command.h"
#include "compose/compose.h"

#define COMPOSE_STOP_SECONDS 5
#define COMPOSE_OPTIONS_FILE                                                                     \
	{'f', "file", "FILE", "the file (compose.yaml, docker-compose.yml, kraft-compose.yaml)", \
	 "@file"},                                                                               \
	{                                                                                        \
		'p', "project-name", "NAME", "the project (the file's folder)", NULL             \
	}

/* The composition that --file and --project-name mean. 0 or a negative errno after messages. */
int compose_open(const struct invocation *in, struct composition *c);
/* The same, without the file where --project-name alone is given: it may be gone or spoilt. */
int compose_open_name(const struct invocation *in, struct composition *c);
/* Every operand must be a service of the file, when there is one. */
int compose_check_services(const struct invocation *in, const struct composition *c);
/* COMPOSE_PROFILES and --profile. */
void compose_profiles(const struct invocation *in, struct strings *profiles);
/* --timeout; 0 or EXIT_USAGE after a message. */
int compose_timeout(const struct invocation *in, unsigned int *seconds);
/* Without machines a network serves nobody; else the ports of those that ended become free. */
void compose_settle_networks(const struct composition *c);

struct compose_up {
	const struct strings *named, *profiles;
	bool build;    /* images anew */
	bool recreate; /* machines that run as they should as well */
	bool no_acceleration;
	bool wait; /* until those that can tell are healthy */
	const char *qemu;
};

/* Starts the named services, or all, in order, with their networks. What was started before a
 * failure goes on running. *chosen gets the names of all that were to be started. 0 or a negative
 * errno after messages. */
int compose_start(struct composition *c, const struct compose_up *up, struct strings *chosen);
int compose_build_service(const struct compose_service *service);
/* Starts one service again as it is described, with its network. Under the project's lock. */
int compose_start_again(struct composition *c, const struct compose_up *up, size_t service);
/* Leaves a process behind that restarts the services of `c` by their rules and asks for their
 * health, when any of them has such. Under the project's lock. */
int compose_supervise(struct composition *c, const struct compose_up *up);

#endif

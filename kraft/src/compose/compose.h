/* SPDX-License-Identifier: BSD-3-Clause */
/* Compositions: several machines and the network between them, from one file in the format of the
 * Compose specification as far as it makes sense for unikernels.
 *
 * What runs is known from the machines themselves: each carries the names of its composition and
 * service (machine/machine.h). A network is a process (switch/switch.h) with a folder of its own,
 *
 *   STATE/PROJECT/networks/NETWORK/{socket,settings,pid,log}      STATE/PROJECT/lock
 *
 * where STATE is $KRAFT_COMPOSE, else $XDG_RUNTIME_DIR/kraft/compose, else
 * ~/.local/share/kraft/compose. Changes happen under the project's lock. Functions return 0 or a
 * negative errno and have then printed messages. */
#ifndef KRAFT_COMPOSE_H
#define KRAFT_COMPOSE_H

#include <netinet/in.h>
#include <stdint.h>

#include "machine/machine.h"
#include "project/load.h"

struct compose_network {
	char *name;
	struct place place;
	uint32_t address, mask, gateway, nameserver; /* host byte order */
	bool internal;
};

enum compose_condition { COMPOSE_STARTED, COMPOSE_COMPLETED };

struct compose_dependency {
	char *service;
	enum compose_condition condition;
	bool required;
	struct place place;
};

struct compose_service {
	char *name;
	struct place place;
	char *image; /* an image's path, or a package; NULL: `build` */
	char *build; /* a project's folder, absolute; may be NULL */
	struct place image_place;
	bool has_command;
	struct strings command;
	struct strings environment; /* NAME=VALUE */
	struct strings labels;
	struct strings ports; /* as `kraft run -p` takes them */
	struct place ports_place;
	struct strings volumes; /* HOST:GUEST[:ro] */
	struct place volumes_place;
	int network;    /* index; -1: none */
	uint32_t fixed; /* the address that the file asks for; 0: none */
	struct place fixed_place;
	uint32_t ip; /* the one it gets, host byte order */
	struct strings aliases;
	char *hostname;
	char *rootfs;
	uint64_t memory; /* bytes; 0: by itself */
	struct strings profiles;
	struct compose_dependency *depends;
	size_t depend_count;
};

struct composition {
	char *name;
	char *file;   /* absolute; NULL: known by its name only */
	char *shown;  /* for messages */
	char *folder; /* of the file */
	struct compose_service *services;
	size_t service_count;
	struct compose_network *networks;
	size_t network_count;
};

/* --- read.c, service.c, address.c, order.c: the file --------------------------- */

/* `file` NULL: compose.yaml, docker-compose.yml, kraft-compose.yaml or the like, here. `name` NULL:
 * what the file says, else its folder's name. */
int compose_load(const char *file, const char *name, struct composition *c);
void compose_free(struct composition *c);
struct compose_service *compose_service(const struct composition *c, const char *name);
void compose_read_services(struct reader *r, struct composition *c, const struct node *services);
/* Keys of a map: those we know, and those of the Compose specification that we refuse. x-… passes.
 */
bool compose_keys(struct reader *r, const struct node *n, const char *what,
                  const char *const *known, const char *const *refused);
char *compose_scalar(struct reader *r, const struct node *n, const char *what);
/* Words, split as a shell would; false after a message. */
bool compose_words(struct reader *r, const struct node *n, const char *what, struct strings *out);
void compose_list(struct reader *r, const struct node *n, const char *what, struct strings *out);

/* "172.30.0.0/24"; false when it is none. */
bool compose_parse_subnet(const char *text, uint32_t *address, uint32_t *mask);
bool compose_parse_address(const char *text, uint32_t *address);
/* "172.30.0.2"; a static buffer for each of a few calls. */
const char *compose_show_address(uint32_t address);
/* Every service on a network gets an address: the fixed ones first, then in the order of the file.
 */
void compose_addresses(struct reader *r, struct composition *c);

/* Marks the services to be started: those named, or all whose profile is active, and what they
 * depend on; *order gets indexes, dependencies first. The caller frees it. */
int compose_order(const struct composition *c, const struct strings *named,
                  const struct strings *profiles, size_t **order, size_t *count);
/* Faults in depends_on: unknown services, cycles. */
void compose_check_order(struct reader *r, const struct composition *c);

/* --- state.c: what runs --------------------------------------------------------- */

char *compose_state(const char *project); /* the folder; the caller frees it */
/* Excludes others; a descriptor for file_unlock() or a negative errno. */
int compose_lock(const char *project);
/* Machines of a composition (NULL: of any), oldest first. Free with machine_list_free(). */
void compose_machines(const char *project, struct machine_record **records, size_t *count);

/* --- network.c: switches --------------------------------------------------------- */

/* Makes the network run with names for all services and the ports of those that are marked in
 * `on` (one flag per service). *generation tells one run of a network from the next. */
int compose_network_up(const struct composition *c, size_t network, const bool *on,
                       uint64_t *generation);
/* Gives up the ports of machines that do not run any more. */
void compose_networks_refresh(const struct composition *c);
char *compose_network_socket(const struct composition *c, size_t network);
/* Ends every network of the project. */
void compose_networks_end(const char *project);
/* The same, and removes the project's folder. */
int compose_networks_down(const char *project);

/* --- follow.c, state.c: machines ---------------------------------------------------- */

/* What the machines of these services print, each line with the service in front; with `follow`
 * until all, or the service `last` (may be NULL), have ended or a signal comes. Returns the signal
 * or 0. */
int compose_follow(const char *project, const struct strings *services, const char *last,
                   bool follow, bool colors);
/* Sets a flag for each service whose machine runs; returns how many. */
size_t compose_running(const struct composition *c, bool *on);
/* Ends the machines (of these services, NULL: all); with `remove` forgets them as well. */
int compose_stop(const char *project, const struct strings *services, bool remove,
                 unsigned int timeout_seconds);

#endif

/* SPDX-License-Identifier: BSD-3-Clause */
/* Compositions: several machines and the network between them, from one file in the format of the
 * Compose specification as far as it makes sense for unikernels.
 *
 * What runs is known from the machines themselves: each carries the names of its composition and
 * service (machine/machine.h). A network is a process (switch/switch.h) with a folder of its own,
 *
 *   STATE/PROJECT/networks/NETWORK/{socket,settings,pid,log}      STATE/PROJECT/lock
 *   STATE/PROJECT/supervisor{,.log}      STATE/PROJECT/{health,restarts,history}/SERVICE
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

enum compose_condition { COMPOSE_STARTED, COMPOSE_COMPLETED, COMPOSE_HEALTHY };

struct compose_dependency {
	char *service;
	enum compose_condition condition;
	bool required;
	struct place place;
};

enum compose_restart {
	COMPOSE_RESTART_NO,
	COMPOSE_RESTART_ALWAYS,
	COMPOSE_RESTART_UNLESS_STOPPED,
	COMPOSE_RESTART_FAILED,
};

struct compose_volume {
	char *name; /* in the file */
	char *real; /* for `kraft volume` */
	enum machine_share driver;
	bool external;
	struct place place;
};

/* How a service is asked whether it works; times in milliseconds. */
struct compose_health {
	bool given;
	bool http; /* a page of it is asked for; else a connection is opened */
	uint16_t port;
	char *path;
	int64_t interval, timeout, start_period;
	int64_t starting; /* the interval until it was healthy once */
	unsigned int retries;
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
	struct strings
	        volumes; /* FOLDER:GUEST[:ro], or the real name of a volume in place of FOLDER */
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
	enum compose_restart restart;
	unsigned int restart_limit; /* of COMPOSE_RESTART_FAILED; 0: none */
	struct compose_health health;
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
	struct compose_volume *volumes;
	size_t volume_count;
};

/* --- read.c, service.c, volumes.c, healthcheck.c, address.c, order.c: the file
 * --------------------------- */

/* `file` NULL: compose.yaml, docker-compose.yml, kraft-compose.yaml or the like, here. `name` NULL:
 * what the file says, else its folder's name. */
int compose_load(const char *file, const char *name, struct composition *c);
void compose_free(struct composition *c);
struct compose_service *compose_service(const struct composition *c, const char *name);
void compose_read_services(struct reader *r, struct composition *c, const struct node *services);
void compose_read_health(struct reader *r, const struct node *n, struct compose_service *s);
void compose_read_volumes(struct reader *r, struct composition *c, const struct node *n);
void compose_read_mounts(struct reader *r, const struct composition *c, const struct node *n,
                         struct compose_service *s);
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
/* Faults in depends_on: unknown services, cycles, health of those that have no healthcheck. */
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

/* --- volumes.c: named volumes ---------------------------------------------------------- */

/* Makes those that the services in `order` use and that are not there. */
int compose_volumes_up(const struct composition *c, const size_t *order, size_t count);
/* With all that is in them; not those that are external. */
int compose_volumes_remove(const struct composition *c);

/* --- interrupt.c -------------------------------------------------------------------------- */

void compose_catch_signals(void);
/* The signal that asked for the end since then, 0: none did. */
int compose_interrupted(void);

/* --- probe.c, health.c: does a service work, is it started again? -------------------------- */

/* Carries out the test of a service once: 0: it works, else a negative errno. Prints nothing but
 * that the network itself cannot be reached. */
int compose_probe(const struct composition *c, const struct compose_service *s, int64_t timeout);
const char *compose_probe_fault(int error);

enum compose_health_word {
	COMPOSE_HEALTH_STARTING,
	COMPOSE_HEALTH_HEALTHY,
	COMPOSE_HEALTH_UNHEALTHY
};

/* Times in milliseconds of a clock that only goes forward. */
struct compose_health_state {
	pid_t pid; /* of the machine that this is about */
	enum compose_health_word word;
	unsigned int failures; /* in a row */
	int64_t started, next, counted;
	int fault; /* of the last probe */
};

void compose_health_begin(struct compose_health_state *h, const struct machine_record *r,
                          int64_t now);
/* Probes when it is time; true when the word is another one now. */
bool compose_health_step(struct compose_health_state *h, const struct composition *c,
                         const struct compose_service *s, int64_t now);
void compose_health_note(const struct composition *c, const struct compose_service *s,
                         const struct compose_health_state *h);
/* "healthy" and the like, of a machine that runs; NULL: nothing is known. The caller frees it. */
char *compose_health_noted(const struct machine_record *r);

/* How often it was started again since `up`. */
unsigned int compose_restarts(const char *project, const char *service);
void compose_note_restarts(const char *project, const char *service, unsigned int count);
/* What machines of a service printed that have been replaced since `up`: a file, to which the log
 * of one is added before it is removed. The caller frees the path. */
char *compose_history(const char *project, const char *service);
off_t compose_history_size(const char *project, const char *service);
void compose_history_add(const struct machine_record *r);
void compose_history_forget(const char *project, const char *service);
/* By the service's rule, now that the machine has ended. */
bool compose_will_restart(const struct composition *c, const struct compose_service *s,
                          const struct machine_record *r);

/* --- follow.c, state.c: machines ---------------------------------------------------- */

/* The process that restarts machines and asks for their health (cmd/compose_supervise.c): is there
 * one, and its end. To be called under the project's lock, which it holds while it changes
 * something. */
bool compose_supervised(const char *project);
void compose_supervisor_end(const char *project);
int compose_supervisor_note(const char *project, pid_t pid);

/* What the machines of these services print, each line with the service in front; with `follow`
 * until all, or the service `last` (may be NULL), have ended and are not started again, or a signal
 * comes. Returns the signal
 * or 0. */
int compose_follow(const struct composition *c, const struct strings *services, const char *last,
                   bool follow, bool colors);
/* Sets a flag for each service whose machine runs; returns how many. */
size_t compose_running(const struct composition *c, bool *on);
/* Ends the machines (of these services, NULL: all); with `remove` forgets them as well. */
int compose_stop(const char *project, const struct strings *services, bool remove,
                 unsigned int timeout_seconds);

#endif

/* SPDX-License-Identifier: BSD-3-Clause */
/* kraft compose up: from the services of a file to machines on a network. */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/file.h"
#include "base/process.h"
#include "cmd/compose.h"
#include "cmd/run.h"
#include "cmd/session.h"
#include "machine/image.h"
#include "machine/ports.h"
#include "machine/store.h"

struct start {
	struct composition *c;
	const struct compose_up *up;
	size_t *order;
	size_t count;
	bool *on;              /* of each service: it runs or is to run */
	uint64_t *generations; /* of each network */
	bool again;            /* of one service: what it depends on was there before */
};

static char *machine_name(const struct composition *c, const struct compose_service *s)
{
	return format("%s-%s", c->name, s->name);
}

/* --- building ------------------------------------------------------------------------- */

int compose_build_service(const struct compose_service *s)
{
	const char *const argv[] = {"/proc/self/exe", "build", "--workdir", s->build, NULL};

	say("building %s", s->name);
	return process_run(&(struct process){.argv = argv}) == 0 ? 0 : -EIO;
}

/* With --build anew, otherwise when there is none. */
static int build_missing(const struct start *start)
{
	int error = 0;

	for (size_t i = 0; i < start->count && !error; i++) {
		const struct compose_service *s = &start->c->services[start->order[i]];

		bool built = false;

		if (!s->build)
			continue;
		if (!start->up->build)
			error = run_project_built(s->build, &built);
		if (!error && !built)
			error = compose_build_service(s);
	}
	return error;
}

/* --- one machine's description ---------------------------------------------------------- */

static int add_volumes(const struct compose_service *s, struct machine_config *config)
{
	for (size_t i = 0; i < s->volumes.count; i++) {
		if (!machine_add_volume(config, s->volumes.item[i], NULL))
			continue;
		fail_at(&s->volumes_place, "'%s' is no volume", s->volumes.item[i]);
		hint("FOLDER:PATH, or with :ro at the end; PATH is absolute and has no blanks");
		return -EINVAL;
	}
	return 0;
}

/* A name in the store goes before a file of that name. */
static int choose_image(const struct compose_service *s, struct machine_config *config,
                        struct package *package)
{
	const struct invocation none = {0};

	if (s->build)
		return run_project(&none, s->build, false, config, package) ? -EINVAL : 0;
	if (package_in_store(s->image)) {
		char *name = strchr(s->image, ':') ? copy_string(s->image)
		                                   : format("%s:latest", s->image);
		int status = run_package(name, false, config, package);

		free(name);
		return status ? -EINVAL : 0;
	}
	if (package_known(s->image))
		return run_package(s->image, false, config, package) ? -EINVAL : 0;
	if (is_file(s->image)) {
		config->image = copy_string(s->image);
		return 0;
	}
	fail_at(&s->image_place, "there is no image and no package '%s'", s->image);
	hint("'kraft pkg ls' lists the packages; 'kraft pkg pull' brings one");
	return -ENOENT;
}

/* A card on the network, when the image can use one. */
static int choose_network(const struct start *start, const struct compose_service *s,
                          struct machine_config *config)
{
	struct image_facts facts;

	if (image_examine(config->image, config->dotconfig, &facts))
		return -EINVAL;
	config->network = MACHINE_NET_NONE;
	if (s->network < 0 || facts.network == IMAGE_HAS_NOT) {
		if (s->ports.count)
			fail_at(&s->ports_place,
			        "the image of '%s' has no network, so no port can "
			        "be forwarded to it",
			        s->name);
		else if (s->fixed)
			fail_at(&s->fixed_place, "the image of '%s' has no network", s->name);
		return s->ports.count || s->fixed ? -EINVAL : 0;
	}
	const struct compose_network *n = &start->c->networks[s->network];

	config->network = MACHINE_NET_SWITCH;
	config->socket = compose_network_socket(start->c, (size_t)s->network);
	strings_addf(&config->parameters, "netdev.ip=%s/%d:%s:%s::%s", compose_show_address(s->ip),
	             __builtin_popcount(n->mask), compose_show_address(n->gateway),
	             compose_show_address(n->nameserver), s->hostname ? s->hostname : s->name);
	for (size_t i = 0; i < s->ports.count; i++)
		(void)machine_add_port(config, s->ports.item[i]);
	return 0;
}

static void add_hash(uint64_t *hash, const char *text)
{
	do
		*hash = (*hash ^ (unsigned char)*text) * 1099511628211U;
	while (*text++);
}

/* What would make it another machine: a hash of everything it is made from. */
static char *identify(const struct start *start, const struct compose_service *s,
                      const struct machine_config *config, const struct package *package)
{
	uint64_t hash = 14695981039346656037U;
	char *line = machine_command_line(config), *ports = ports_show(config);
	char *numbers =
	        format("%" PRIu64 " %lld %lld %" PRIu64, config->memory,
	               package->digest ? 0 : file_time(config->image),
	               config->initrd && !package->digest ? file_time(config->initrd) : 0,
	               config->network == MACHINE_NET_SWITCH ? start->generations[s->network] : 0);

	add_hash(&hash, package->digest ? package->digest : config->image);
	add_hash(&hash, line);
	add_hash(&hash, ports);
	add_hash(&hash, numbers);
	add_hash(&hash, s->rootfs ? s->rootfs : "");
	for (size_t i = 0; i < s->volumes.count; i++)
		add_hash(&hash, s->volumes.item[i]);
	free(line);
	free(ports);
	free(numbers);
	return format("%016" PRIx64, hash);
}

static int describe(const struct start *start, const struct compose_service *s,
                    struct machine_config *config, struct package *package)
{
	int error = add_volumes(s, config);

	config->name = machine_name(start->c, s);
	config->composition = copy_string(start->c->name);
	config->service = copy_string(s->name);
	config->packer = fetch_program();
	config->qemu = start->up->qemu ? copy_string(start->up->qemu) : NULL;
	config->no_accel = start->up->no_acceleration;
	config->detach = config->quiet = true;
	config->memory = s->memory;
	config->network = MACHINE_NET_NONE;
	config->own_arguments = s->has_command;
	config->initrd = s->rootfs ? copy_string(s->rootfs) : NULL;
	for (size_t i = 0; i < s->command.count; i++)
		strings_add(&config->arguments, s->command.item[i]);
	for (size_t i = 0; i < s->environment.count; i++)
		strings_add(&config->environment, s->environment.item[i]);
	if (!error)
		error = choose_image(s, config, package);
	if (!error)
		error = choose_network(start, s, config);
	if (!error)
		config->identity = identify(start, s, config, package);
	return error;
}

/* --- starting ----------------------------------------------------------------------------- */

static int find_machine(const struct composition *c, const struct compose_service *s,
                        struct machine_record *found)
{
	struct machine_record *records;
	size_t count;
	bool there = false;

	compose_machines(c->name, &records, &count);
	for (size_t i = 0; i < count && !there; i++) {
		if (strcmp(records[i].service, s->name) == 0) {
			*found = records[i];
			records[i] = (struct machine_record){0};
			there = true;
		}
	}
	machine_list_free(records, count);
	return there ? 0 : -ENOENT;
}

/* Until a dependency that must do its work first has done it. */
static int wait_for_completion(const struct composition *c, const struct compose_dependency *d)
{
	const struct compose_service *s = compose_service(c, d->service);
	int status = -1;

	while (status < 0) {
		struct machine_record record = {0};

		if (!s || find_machine(c, s, &record))
			status = d->required ? 1 : 0;
		else if (record.state == MACHINE_EXITED)
			status = record.exit_status;
		machine_record_free(&record);
		if (status < 0)
			nanosleep(&(struct timespec){0, 50000000}, NULL);
		if (compose_interrupted())
			return -EINTR;
	}
	if (status && d->required) {
		fail_at(&d->place,
		        "'%s' has ended with status %d, so what waits for it is not "
		        "started",
		        d->service, status);
		hint("'kraft compose logs %s' shows what it printed", d->service);
	}
	return status && d->required ? -ECHILD : 0;
}

static int64_t now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static int say_unhealthy(const struct compose_service *s, const struct compose_dependency *d,
                         const struct machine_record *r, int fault)
{
	const struct place *place = d ? &d->place : &s->health.place;

	if (r->state == MACHINE_EXITED)
		fail_at(place, "'%s' has ended with status %d before it was healthy", s->name,
		        r->exit_status);
	else
		fail_at(place, "'%s' is not healthy: %s", s->name, compose_probe_fault(fault));
	hint("'kraft compose logs %s' shows what it printed", s->name);
	return -EHOSTUNREACH;
}

/* Until a service is healthy, or known not to be; `d`: who waits for it, NULL: we. */
static int wait_for_health(const struct composition *c, const struct compose_service *s,
                           const struct compose_dependency *d)
{
	struct compose_health_state h = {0};
	int error = 0;

	while (!error && h.word != COMPOSE_HEALTH_HEALTHY) {
		struct machine_record r = {0};

		if (find_machine(c, s, &r)) {
			error = d && !d->required ? 1 : -ENOENT;
		} else {
			if (h.pid != r.pid)
				compose_health_begin(&h, &r, now_ms());
			if (r.state != MACHINE_EXITED && compose_health_step(&h, c, s, now_ms()))
				compose_health_note(c, s, &h);
			if (r.state == MACHINE_EXITED || h.word == COMPOSE_HEALTH_UNHEALTHY)
				error = d && !d->required ? 1 : say_unhealthy(s, d, &r, h.fault);
		}
		machine_record_free(&r);
		if (compose_interrupted())
			error = -EINTR;
		if (!error && h.word != COMPOSE_HEALTH_HEALTHY)
			nanosleep(&(struct timespec){0, 50000000}, NULL);
	}
	return error < 0 ? error : 0;
}

static int wait_for_dependencies(const struct start *start, const struct compose_service *s)
{
	int error = 0;

	for (size_t i = 0; i < s->depend_count && !error; i++) {
		const struct compose_dependency *d = &s->depends[i];
		const struct compose_service *other = compose_service(start->c, d->service);

		if (d->condition == COMPOSE_COMPLETED)
			error = wait_for_completion(start->c, d);
		else if (d->condition == COMPOSE_HEALTHY && other)
			error = wait_for_health(start->c, other, d);
	}
	return error;
}

/* What runs as it should stays. */
static int replace_old(const struct start *start, const struct compose_service *s,
                       const struct machine_config *config, bool *stays)
{
	struct machine_record old = {0};
	int error = 0;

	*stays = false;
	if (find_machine(start->c, s, &old))
		return 0;
	if (old.state != MACHINE_EXITED && !start->up->recreate &&
	    strcmp(old.identity, config->identity) == 0) {
		say("%s is running already", old.name);
		*stays = true;
	} else {
		if (start->again)
			compose_history_add(&old);
		error = machine_remove(&old, true);
	}
	machine_record_free(&old);
	return error;
}

static int start_service(const struct start *start, const struct compose_service *s)
{
	struct machine_config config;
	struct package package = {0};
	bool stays = false;
	int error;

	machine_config_init(&config);
	error = describe(start, s, &config, &package);
	if (!error)
		error = replace_old(start, s, &config, &stays);
	if (!error && !stays && !start->again) {
		compose_history_forget(start->c->name, s->name);
		error = wait_for_dependencies(start, s);
	}
	if (!error && !stays) {
		/* while there is no machine, so that nobody takes this for the old one's count */
		compose_note_restarts(start->c->name, s->name,
		                      start->again ? compose_restarts(start->c->name, s->name) + 1
		                                   : 0);
		error = machine_run(&config) ? -EIO : 0;
		if (!error)
			say("started %s", config.name);
	}
	package_close(&package, false);
	machine_config_free(&config);
	return error;
}

/* --- networks -------------------------------------------------------------------------------- */

/* Ports of machines that run are held by the switch already. */
static int check_ports(const struct start *start)
{
	struct machine_config config;
	int error;

	machine_config_init(&config);
	for (size_t i = 0; i < start->count; i++) {
		const struct compose_service *s = &start->c->services[start->order[i]];

		for (size_t k = 0; k < s->ports.count && !start->on[start->order[i]]; k++)
			(void)machine_add_port(&config, s->ports.item[k]);
	}
	error = ports_check(&config);
	machine_config_free(&config);
	return error;
}

static int start_networks(const struct start *start)
{
	int error = 0;

	for (size_t i = 0; i < start->c->network_count && !error; i++) {
		bool used = false;

		for (size_t k = 0; k < start->count; k++)
			used = used || start->c->services[start->order[k]].network == (int)i;
		if (used)
			error = compose_network_up(start->c, i, start->on, &start->generations[i]);
	}
	return error;
}

/* Two files may have folders of the same name. */
static int check_owner(const struct composition *c)
{
	char *state = compose_state(c->name), *path = path_join(state, "file");
	struct machine_record *records;
	struct text owner = {0};
	size_t count;
	int error = 0;

	compose_machines(c->name, &records, &count);
	if (count && file_read(path, &owner) == 0 && strcmp(owner.data, c->file) != 0) {
		fail("there is a project '%s' already, from %s", c->name, owner.data);
		hint("-p NAME gives this one another name; 'kraft compose down -p %s' ends the "
		     "other",
		     c->name);
		error = -EEXIST;
	}
	if (!error)
		error = file_write(path, c->file, strlen(c->file));
	machine_list_free(records, count);
	text_free(&owner);
	free(state);
	free(path);
	return error;
}

int compose_start(struct composition *c, const struct compose_up *up, struct strings *chosen)
{
	struct start start = {.c = c,
	                      .up = up,
	                      .on = need_zeroed((c->service_count + 1) * sizeof(bool)),
	                      .generations =
	                              need_zeroed((c->network_count + 1) * sizeof(uint64_t))};
	int error = compose_order(c, up->named, up->profiles, &start.order, &start.count);

	for (size_t i = 0; i < start.count; i++)
		strings_add(chosen, c->services[start.order[i]].name);
	/* Relative paths of the file are seen from its folder. */
	if (!error && chdir(c->folder) != 0)
		error = -errno;
	if (!error)
		error = check_owner(c);
	if (!error)
		compose_supervisor_end(c->name);
	if (!error)
		error = build_missing(&start);
	if (!error)
		error = compose_volumes_up(c, start.order, start.count);
	if (!error) {
		(void)compose_running(c, start.on);
		error = check_ports(&start);
	}
	for (size_t i = 0; i < start.count && !error; i++)
		start.on[start.order[i]] = true;
	if (!error)
		error = start_networks(&start);
	for (size_t i = 0; i < start.count && !error; i++)
		error = start_service(&start, &c->services[start.order[i]]);
	for (size_t i = 0; i < start.count && !error && up->wait; i++)
		if (c->services[start.order[i]].health.given)
			error = wait_for_health(c, &c->services[start.order[i]], NULL);
	/* also after a failure: what runs goes on running, as it is described */
	if (compose_supervise(c, up) && !error)
		error = -EAGAIN;
	free(start.order);
	free(start.on);
	free(start.generations);
	return error;
}

int compose_start_again(struct composition *c, const struct compose_up *up, size_t service)
{
	size_t order[] = {service};
	struct start start = {.c = c,
	                      .up = up,
	                      .order = order,
	                      .count = 1,
	                      .on = need_zeroed((c->service_count + 1) * sizeof(bool)),
	                      .generations = need_zeroed((c->network_count + 1) * sizeof(uint64_t)),
	                      .again = true};
	int error;

	(void)compose_running(c, start.on);
	start.on[service] = true;
	error = start_networks(&start);
	if (!error)
		error = start_service(&start, &c->services[service]);
	free(start.on);
	free(start.generations);
	return error;
}

/* SPDX-License-Identifier: BSD-3-Clause */
/* kraft compose: several machines and their network from one file. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "cmd/compose.h"
#include "cmd/session.h"

int compose_open(const struct invocation *in, struct composition *c)
{
	return compose_load(option_value(in, "file"), option_value(in, "project-name"), c);
}

int compose_open_name(const struct invocation *in, struct composition *c)
{
	const char *name = option_value(in, "project-name");

	if (!name || option_value(in, "file"))
		return compose_open(in, c);
	*c = (struct composition){.name = copy_string(name)};
	return 0;
}

int compose_check_services(const struct invocation *in, const struct composition *c)
{
	struct strings names = {0};
	int error = 0;

	for (size_t i = 0; i < c->service_count; i++)
		strings_add(&names, c->services[i].name);
	for (size_t i = 0; i < in->operands.count && c->file; i++) {
		const char *word = in->operands.item[i], *nearest;

		if (strings_has(&names, word))
			continue;
		nearest = did_you_mean(word, &names);
		fail("%s has no service '%s'", c->shown, word);
		if (nearest)
			hint("did you mean '%s'?", nearest);
		error = -ENOENT;
	}
	strings_free(&names);
	return error;
}

void compose_profiles(const struct invocation *in, struct strings *profiles)
{
	const char *variable = getenv("COMPOSE_PROFILES"), *value;

	if (variable)
		strings_split(profiles, variable, ",");
	for (size_t at = 0; (value = option_next(in, "profile", &at));)
		strings_add(profiles, value);
}

/* --- up ----------------------------------------------------------------------------- */

static const struct option up_options[] = {
        COMPOSE_OPTIONS_FILE,
        {'d', "detach", NULL, "run in the background", NULL},
        {0, "wait", NULL, "run in the background, once those with a healthcheck are healthy", NULL},
        {0, "build", NULL, "build the images of projects again", NULL},
        {0, "force-recreate", NULL, "start machines again that run as they should", NULL},
        {0, "profile", "NAME", "start the services of this profile as well (may be repeated)",
         NULL},
        {0, "exit-code-from", "SERVICE", "end as this service does, and everything with it", NULL},
        {'W', "disable-acceleration", NULL, "emulate even where hardware acceleration works", NULL},
        {0, "qemu", "FILE", "the emulator (also KRAFT_QEMU)", "@file"},
        {0},
};

/* The status of a service, or of the first one that failed. */
static int status_of(const char *project, const struct strings *chosen, const char *service)
{
	struct machine_record *records;
	size_t count;
	int status = 0;

	compose_machines(project, &records, &count);
	for (size_t i = 0; i < count; i++)
		if (records[i].state == MACHINE_EXITED && !status &&
		    strings_has(chosen, records[i].service) &&
		    (!service || strcmp(records[i].service, service) == 0))
			status = records[i].exit_status;
	machine_list_free(records, count);
	return status;
}

void compose_settle_networks(const struct composition *c)
{
	bool *on = need_zeroed((c->service_count + 1) * sizeof *on);

	if (!compose_running(c, on))
		compose_networks_end(c->name);
	else
		compose_networks_refresh(c);
	free(on);
}

/* What came to nothing leaves nothing. */
static void remove_empty(const char *project)
{
	struct machine_record *records;
	size_t count;

	compose_machines(project, &records, &count);
	machine_list_free(records, count);
	if (!count)
		(void)compose_networks_down(project);
}

/* Shows what the machines print until all, or the one that counts, have ended; then all of
 * them end. The machines stay known, for `kraft compose logs`. */
static int attend(const struct composition *c, const struct strings *chosen, const char *service,
                  int number)
{
	int status, lock;

	if (!number)
		number = compose_follow(c, chosen, service, true, message_color(1));
	status = number > 0 ? 128 + number : status_of(c->name, chosen, service);
	lock = compose_lock(c->name);
	compose_supervisor_end(c->name);
	if (chosen->count)
		(void)compose_stop(c->name, chosen, false, COMPOSE_STOP_SECONDS);
	compose_settle_networks(c);
	remove_empty(c->name);
	file_unlock(lock);
	return status;
}

static int run_up(const struct invocation *in)
{
	const char *service = option_value(in, "exit-code-from");
	bool detach = option_given(in, "detach") || option_given(in, "wait");
	struct strings profiles = {0}, chosen = {0};
	struct composition c;
	int error = compose_open(in, &c), lock = -1, status;

	if (error)
		return EXIT_FAILED;
	if (!error)
		error = compose_check_services(in, &c);
	if (!error && service && !compose_service(&c, service)) {
		fail("%s has no service '%s'", c.shown, service);
		error = -ENOENT;
	}
	if (!error)
		error = lock = compose_lock(c.name);
	compose_profiles(in, &profiles);
	if (!detach)
		compose_catch_signals();
	if (lock >= 0) {
		const struct compose_up up = {.named = &in->operands,
		                              .profiles = &profiles,
		                              .build = option_given(in, "build"),
		                              .recreate = option_given(in, "force-recreate"),
		                              .wait = option_given(in, "wait"),
		                              .no_acceleration =
		                                      option_given(in, "disable-acceleration"),
		                              .qemu = option_value(in, "qemu")};

		error = compose_start(&c, &up, &chosen);
		if (error)
			remove_empty(c.name);
		file_unlock(lock);
	}
	status = error ? EXIT_FAILED : 0;
	if (lock >= 0 && !detach) {
		/* What could not be started leaves nothing running in the foreground. */
		int number = compose_interrupted(),
		    ended = attend(&c, &chosen, service, error && !number ? SIGTERM : number);

		status = error ? EXIT_FAILED : ended;
	}
	strings_free(&profiles);
	strings_free(&chosen);
	compose_free(&c);
	return status;
}

const struct command command_compose_up = {
        .name = "compose up",
        .operands = "[SERVICE...]",
        .summary = "start the services of a composition",
        .text = "In the foreground it shows what the machines print, each line with the service in "
                "front, until all have ended; Ctrl-C ends them. The status is that of the first "
                "service that failed. With -d they run in the background.\n\n"
                "A machine that runs as the file says stays as it is; one that does not is "
                "replaced.",
        .options = up_options,
        .run = run_up,
};

/* --- down, stop ----------------------------------------------------------------------- */

static const struct option down_options[] = {
        COMPOSE_OPTIONS_FILE,
        {'t', "timeout", "SECONDS", "how long to wait before a machine is killed (5)", NULL},
        {'v', "volumes", NULL, "also remove the named volumes of the file, with what is in them",
         NULL},
        {0},
};

static const struct option stop_options[] = {
        COMPOSE_OPTIONS_FILE,
        {'t', "timeout", "SECONDS", "how long to wait before a machine is killed (5)", NULL},
        {0},
};

int compose_timeout(const struct invocation *in, unsigned int *seconds)
{
	const char *time = option_value(in, "timeout");
	char *rest = NULL;

	*seconds = time ? (unsigned int)strtoul(time, &rest, 10) : COMPOSE_STOP_SECONDS;
	if (!time || (rest != time && !*rest && *time != '-'))
		return 0;
	fail("--timeout %s: expected a number of seconds", time);
	return EXIT_USAGE;
}

static int end(const struct invocation *in, bool remove)
{
	struct composition c;
	unsigned int seconds;
	int error, lock;

	if (compose_timeout(in, &seconds))
		return EXIT_USAGE;
	if (compose_open_name(in, &c))
		return EXIT_FAILED;
	error = compose_check_services(in, &c);
	lock = error ? -1 : compose_lock(c.name);
	if (lock >= 0) {
		if (remove && !in->operands.count)
			compose_supervisor_end(c.name);
		error = compose_stop(c.name, &in->operands, remove, seconds);
		if (!error && option_given(in, "volumes"))
			error = compose_volumes_remove(&c);
		if (!error && remove && !in->operands.count)
			error = compose_networks_down(c.name);
		else
			compose_settle_networks(&c);
		file_unlock(lock);
	}
	compose_free(&c);
	return error || lock < 0 ? EXIT_FAILED : 0;
}

static int run_down(const struct invocation *in)
{
	return end(in, true);
}

static int run_stop(const struct invocation *in)
{
	return end(in, false);
}

const struct command command_compose_down = {
        .name = "compose down",
        .operands = "[SERVICE...]",
        .summary = "end and remove machines and networks of a composition",
        .text = "With -p NAME the file is not needed.",
        .options = down_options,
        .run = run_down,
};

const struct command command_compose_stop = {
        .name = "compose stop",
        .operands = "[SERVICE...]",
        .summary = "end machines of a composition; their logs stay",
        .options = stop_options,
        .run = run_stop,
};

/* --- build ------------------------------------------------------------------------------ */

static const struct option build_options[] = {COMPOSE_OPTIONS_FILE, {0}};

static int run_build(const struct invocation *in)
{
	struct composition c;
	int error;

	if (compose_open(in, &c))
		return EXIT_FAILED;
	error = compose_check_services(in, &c);
	for (size_t i = 0; i < c.service_count && !error; i++) {
		const struct compose_service *s = &c.services[i];

		if (s->build && (!in->operands.count || strings_has(&in->operands, s->name)))
			error = compose_build_service(s);
	}
	compose_free(&c);
	return error ? EXIT_FAILED : 0;
}

const struct command command_compose_build = {
        .name = "compose build",
        .operands = "[SERVICE...]",
        .summary = "build the images of services with 'build'",
        .options = build_options,
        .run = run_build,
};

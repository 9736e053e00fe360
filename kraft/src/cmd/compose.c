/* SPDX-License-Identifier: BSD-3-Clause */
/* kraft compose: several machines and their network from one file. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "cmd/compose.h"
#include "cmd/machines.h"
#include "cmd/session.h"
#include "term/table.h"

#define STOP_SECONDS 5

#define OPTIONS_FILE                                                                             \
	{'f', "file", "FILE", "the file (compose.yaml, docker-compose.yml, kraft-compose.yaml)", \
	 "@file"},                                                                               \
	{                                                                                        \
		'p', "project-name", "NAME", "the project (the file's folder)", NULL             \
	}

static volatile sig_atomic_t interrupted;

bool compose_interrupted(void)
{
	return interrupted != 0;
}

static void catch_signal(int number)
{
	interrupted = number;
}

static int load(const struct invocation *in, struct composition *c)
{
	return compose_load(option_value(in, "file"), option_value(in, "project-name"), c);
}

/* For what needs no file: -p is enough, even when the file is gone or spoilt. */
static int load_name(const struct invocation *in, struct composition *c)
{
	const char *name = option_value(in, "project-name");

	if (!name || option_value(in, "file"))
		return load(in, c);
	*c = (struct composition){.name = copy_string(name)};
	return 0;
}

/* Every operand must be a service of the file, when there is one. */
static int check_services(const struct invocation *in, const struct composition *c)
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

static void read_profiles(const struct invocation *in, struct strings *profiles)
{
	const char *variable = getenv("COMPOSE_PROFILES"), *value;

	if (variable)
		strings_split(profiles, variable, ",");
	for (size_t at = 0; (value = option_next(in, "profile", &at));)
		strings_add(profiles, value);
}

/* --- up ----------------------------------------------------------------------------- */

static const struct option up_options[] = {
        OPTIONS_FILE,
        {'d', "detach", NULL, "run in the background", NULL},
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

static void catch_signals(void)
{
	static const int numbers[] = {SIGINT, SIGTERM, SIGHUP};
	const struct sigaction action = {.sa_handler = catch_signal};

	for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
		sigaction(numbers[i], &action, NULL);
}

/* Without machines a network serves nobody; else the ports of those that ended become free. */
static void settle_networks(const struct composition *c)
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
static int attend(const struct composition *c, const struct strings *chosen, const char *service)
{
	int number = interrupted, status, lock;

	if (!number)
		number = compose_follow(c->name, chosen, service, true, message_color(1));
	status = number > 0 ? 128 + number : status_of(c->name, chosen, service);
	lock = compose_lock(c->name);
	if (chosen->count)
		(void)compose_stop(c->name, chosen, false, STOP_SECONDS);
	settle_networks(c);
	remove_empty(c->name);
	file_unlock(lock);
	return status;
}

static int run_up(const struct invocation *in)
{
	const char *service = option_value(in, "exit-code-from");
	bool detach = option_given(in, "detach");
	struct strings profiles = {0}, chosen = {0};
	struct composition c;
	int error = load(in, &c), lock = -1, status;

	if (error)
		return EXIT_FAILED;
	if (!error)
		error = check_services(in, &c);
	if (!error && service && !compose_service(&c, service)) {
		fail("%s has no service '%s'", c.shown, service);
		error = -ENOENT;
	}
	if (!error)
		error = lock = compose_lock(c.name);
	read_profiles(in, &profiles);
	if (!detach)
		catch_signals();
	if (lock >= 0) {
		const struct compose_up up = {.named = &in->operands,
		                              .profiles = &profiles,
		                              .build = option_given(in, "build"),
		                              .recreate = option_given(in, "force-recreate"),
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
		if (error && !interrupted)
			interrupted = SIGTERM;
		int ended = attend(&c, &chosen, service);

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
        OPTIONS_FILE,
        {'t', "timeout", "SECONDS", "how long to wait before a machine is killed (5)", NULL},
        {0},
};

static int end(const struct invocation *in, bool remove)
{
	const char *time = option_value(in, "timeout");
	struct composition c;
	char *rest = NULL;
	unsigned long seconds = time ? strtoul(time, &rest, 10) : STOP_SECONDS;
	int error, lock;

	if (time && (rest == time || *rest || *time == '-')) {
		fail("--timeout %s: expected a number of seconds", time);
		return EXIT_USAGE;
	}
	if (load_name(in, &c))
		return EXIT_FAILED;
	error = check_services(in, &c);
	lock = error ? -1 : compose_lock(c.name);
	if (lock >= 0) {
		error = compose_stop(c.name, &in->operands, remove, (unsigned int)seconds);
		if (!error && remove && !in->operands.count)
			error = compose_networks_down(c.name);
		else
			settle_networks(&c);
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
        .options = down_options,
        .run = run_stop,
};

/* --- build ------------------------------------------------------------------------------ */

static const struct option build_options[] = {OPTIONS_FILE, {0}};

static int run_build(const struct invocation *in)
{
	struct composition c;
	int error;

	if (load(in, &c))
		return EXIT_FAILED;
	error = check_services(in, &c);
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

/* --- ps, ls, logs ------------------------------------------------------------------------- */

static const struct option ps_options[] = {
        OPTIONS_FILE,
        {'q', "quiet", NULL, "names only", NULL},
        {'o', "output", "FORMAT", "table, json or yaml", "table json yaml"},
        {0},
};

/* The address stands on the image's command line. */
static char *address_of(const struct machine_record *r)
{
	const char *at = r->arguments ? strstr(r->arguments, "netdev.ip=") : NULL;

	return at ? copy_bytes(at + 10, strcspn(at + 10, "/ ")) : NULL;
}

static int run_ps(const struct invocation *in)
{
	static const char *const columns[] = {"NAME",  "SERVICE", "STATE", "ADDRESS",
	                                      "PORTS", "CREATED", NULL};
	struct machine_record *records;
	struct composition c;
	enum table_format format;
	struct table *table;
	size_t count;

	if (table_format_parse(option_value(in, "output"), &format))
		return EXIT_USAGE;
	if (load_name(in, &c))
		return EXIT_FAILED;
	compose_machines(c.name, &records, &count);
	table = table_new(columns);
	for (size_t i = 0; i < count; i++) {
		const struct machine_record *r = &records[i];
		char *state = machines_state(r), *age = machines_age(r), *address = address_of(r);
		const char *const values[] = {r->name, r->service, state, address, r->ports, age};

		if (option_given(in, "quiet"))
			puts(r->name);
		else
			table_row(table, r->state == MACHINE_EXITED ? 31 : 32, values);
		free(state);
		free(age);
		free(address);
	}
	if (!option_given(in, "quiet"))
		table_print(table, format, "there is no machine of this project");
	table_free(table);
	machine_list_free(records, count);
	compose_free(&c);
	return 0;
}

const struct command command_compose_ps = {
        .name = "compose ps",
        .summary = "list the machines of a composition",
        .options = ps_options,
        .run = run_ps,
};

static const struct option ls_options[] = {
        {'o', "output", "FORMAT", "table, json or yaml", "table json yaml"},
        {0},
};

static int run_ls(const struct invocation *in)
{
	static const char *const columns[] = {"PROJECT", "RUNNING", "ENDED", NULL};
	struct machine_record *records;
	struct strings projects = {0};
	enum table_format format_asked;
	struct table *table;
	size_t count;

	if (table_format_parse(option_value(in, "output"), &format_asked))
		return EXIT_USAGE;
	compose_machines(NULL, &records, &count);
	for (size_t i = 0; i < count; i++)
		strings_add_new(&projects, records[i].composition);
	strings_sort(&projects);
	table = table_new(columns);
	for (size_t i = 0; i < projects.count; i++) {
		int running = 0, ended = 0;

		for (size_t k = 0; k < count; k++) {
			if (strcmp(records[k].composition, projects.item[i]) != 0)
				continue;
			if (records[k].state == MACHINE_EXITED)
				ended++;
			else
				running++;
		}
		char *one = format("%d", running), *other = format("%d", ended);
		const char *const values[] = {projects.item[i], one, other};

		table_row(table, running ? 32 : 31, values);
		free(one);
		free(other);
	}
	table_print(table, format_asked, "there is no composition");
	table_free(table);
	strings_free(&projects);
	machine_list_free(records, count);
	return 0;
}

const struct command command_compose_ls = {
        .name = "compose ls",
        .summary = "list compositions",
        .options = ls_options,
        .run = run_ls,
};

static const struct option logs_options[] = {
        {0, "file", "FILE", "the file", "@file"},
        {'p', "project-name", "NAME", "the project (the file's folder)", NULL},
        {'f', "follow", NULL, "go on until all have ended", NULL},
        {0},
};

static int run_logs(const struct invocation *in)
{
	struct composition c;
	int result;

	if (load_name(in, &c))
		return EXIT_FAILED;
	if (check_services(in, &c)) {
		compose_free(&c);
		return EXIT_FAILED;
	}
	result = compose_follow(c.name, &in->operands, NULL, option_given(in, "follow"),
	                        message_color(1));
	compose_free(&c);
	return result > 0 ? 128 + result : 0;
}

const struct command command_compose_logs = {
        .name = "compose logs",
        .operands = "[SERVICE...]",
        .summary = "show what the machines of a composition have printed",
        .options = logs_options,
        .run = run_logs,
};

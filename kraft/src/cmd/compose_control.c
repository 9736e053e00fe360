/* SPDX-License-Identifier: BSD-3-Clause */
/* kraft compose start, restart, pause and unpause: machines that are known already. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "cmd/compose.h"
#include "cmd/session.h"

/* --- start, restart --------------------------------------------------------------------- */

static const struct option start_options[] = {
        COMPOSE_OPTIONS_FILE,
        {'W', "disable-acceleration", NULL, "emulate even where hardware acceleration works", NULL},
        {0, "qemu", "FILE", "the emulator (also KRAFT_QEMU)", "@file"},
        {0},
};

static const struct option restart_options[] = {
        COMPOSE_OPTIONS_FILE,
        {'t', "timeout", "SECONDS", "how long to wait before a machine is killed (5)", NULL},
        {'W', "disable-acceleration", NULL, "emulate even where hardware acceleration works", NULL},
        {0, "qemu", "FILE", "the emulator (also KRAFT_QEMU)", "@file"},
        {0},
};

/* The services that have a machine, of those named, or all. */
static int find_known(const struct invocation *in, const struct composition *c,
                      struct strings *known)
{
	struct machine_record *records;
	size_t count;
	int error = 0;

	compose_machines(c->name, &records, &count);
	for (size_t i = 0; i < count; i++)
		if (compose_service(c, records[i].service) &&
		    (!in->operands.count || strings_has(&in->operands, records[i].service)))
			strings_add(known, records[i].service);
	machine_list_free(records, count);
	for (size_t i = 0; i < in->operands.count && !error; i++) {
		if (strings_has(known, in->operands.item[i]))
			continue;
		fail("'%s' has no machine yet", in->operands.item[i]);
		hint("'kraft compose up -d %s' makes one", in->operands.item[i]);
		error = -ENOENT;
	}
	if (!error && !known->count) {
		fail("%s has no machine yet", c->name);
		hint("'kraft compose up -d' makes them");
		error = -ENOENT;
	}
	return error;
}

static int start(const struct invocation *in, bool stop_first)
{
	struct strings known = {0}, chosen = {0}, profiles = {0};
	struct composition c;
	unsigned int seconds;
	int error, lock;

	if (compose_timeout(in, &seconds))
		return EXIT_USAGE;
	if (compose_open(in, &c))
		return EXIT_FAILED;
	error = compose_check_services(in, &c);
	lock = error ? -1 : compose_lock(c.name);
	if (lock >= 0) {
		const struct compose_up up = {.named = &known,
		                              .profiles = &profiles,
		                              .no_acceleration =
		                                      option_given(in, "disable-acceleration"),
		                              .qemu = option_value(in, "qemu")};

		error = find_known(in, &c, &known);
		if (!error && stop_first)
			error = compose_stop(c.name, &known, false, seconds);
		if (!error)
			error = compose_start(&c, &up, &chosen);
		file_unlock(lock);
	}
	strings_free(&known);
	strings_free(&chosen);
	strings_free(&profiles);
	compose_free(&c);
	return error || lock < 0 ? EXIT_FAILED : 0;
}

static int run_start(const struct invocation *in)
{
	return start(in, false);
}

static int run_restart(const struct invocation *in)
{
	return start(in, true);
}

const struct command command_compose_start = {
        .name = "compose start",
        .operands = "[SERVICE...]",
        .summary = "start machines of a composition that were stopped or have ended",
        .text = "As the file says now, and with what they depend on; in the background.",
        .options = start_options,
        .run = run_start,
};

const struct command command_compose_restart = {
        .name = "compose restart",
        .operands = "[SERVICE...]",
        .summary = "end machines of a composition and start them again",
        .options = restart_options,
        .run = run_restart,
};

/* --- pause, unpause ------------------------------------------------------------------------ */

static const struct option pause_options[] = {COMPOSE_OPTIONS_FILE, {0}};

/* Those that run, or are paused; a named one must. */
static int set_paused(const struct invocation *in, bool pause)
{
	const enum machine_state wanted = pause ? MACHINE_RUNNING : MACHINE_PAUSED;
	struct machine_record *records;
	struct strings done = {0};
	struct composition c;
	size_t count;
	int error;

	if (compose_open_name(in, &c))
		return EXIT_FAILED;
	error = compose_check_services(in, &c);
	compose_machines(c.name, &records, &count);
	for (size_t i = 0; i < count && !error; i++) {
		if (records[i].state != wanted ||
		    (in->operands.count && !strings_has(&in->operands, records[i].service)))
			continue;
		error = machine_pause(&records[i], pause);
		if (!error)
			say("%s %s", pause ? "paused" : "resumed", records[i].name);
		strings_add(&done, records[i].service);
	}
	for (size_t i = 0; i < in->operands.count && !error; i++) {
		if (strings_has(&done, in->operands.item[i]))
			continue;
		fail("'%s' is not %s", in->operands.item[i], pause ? "running" : "paused");
		error = -ESRCH;
	}
	machine_list_free(records, count);
	strings_free(&done);
	compose_free(&c);
	return error ? EXIT_FAILED : 0;
}

static int run_pause(const struct invocation *in)
{
	return set_paused(in, true);
}

static int run_unpause(const struct invocation *in)
{
	return set_paused(in, false);
}

const struct command command_compose_pause = {
        .name = "compose pause",
        .operands = "[SERVICE...]",
        .summary = "stop the processors of a composition's machines",
        .options = pause_options,
        .run = run_pause,
};

const struct command command_compose_unpause = {
        .name = "compose unpause",
        .operands = "[SERVICE...]",
        .summary = "let paused machines of a composition go on",
        .options = pause_options,
        .run = run_unpause,
};

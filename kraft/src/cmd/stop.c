/* SPDX-License-Identifier: BSD-3-Clause */
/* kraft stop: ends machines. */
#include <stdlib.h>

#include "cmd/machines.h"
#include "term/message.h"

#define TIMEOUT_SECONDS 5

static const struct option options[] = {
        {'a', "all", NULL, "every machine", NULL},
        {'f', "force", NULL, "kill it at once", NULL},
        {'t', "time", "SECONDS", "how long to wait before it is killed (5)", NULL},
        {0},
};

static int stop(struct machine_record *r, const struct invocation *in)
{
	const char *time = option_value(in, "time");

	if (option_given(in, "force"))
		return machine_stop(r, 0);
	return machine_stop(r, time ? (unsigned int)strtoul(time, NULL, 10) : TIMEOUT_SECONDS);
}

static int run(const struct invocation *in)
{
	const char *time = option_value(in, "time");
	char *end;

	if (time && (strtol(time, &end, 10) < 0 || end == time || *end)) {
		fail("--time %s: expected a number of seconds", time);
		return EXIT_USAGE;
	}
	return machines_each(in, stop);
}

const struct command command_stop = {
        .name = "stop",
        .operands = "[MACHINE...]",
        .summary = "end machines",
        .text = "A machine in the foreground ends with status 143.",
        .options = options,
        .complete = "@machine",
        .run = run,
};

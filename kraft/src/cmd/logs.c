/* SPDX-License-Identifier: BSD-3-Clause */
/* kraft logs: what a machine printed. */
#include "cmd/machines.h"
#include "term/message.h"

static const struct option options[] = {
        {'f', "follow", NULL, "go on until the machine ends", NULL},
        {0},
};

static int run(const struct invocation *in)
{
	struct machine_record r;
	int error;

	if (in->operands.count != 1) {
		fail("'kraft logs' takes one name");
		return EXIT_USAGE;
	}
	if (machine_find(in->operands.item[0], &r))
		return 1;
	error = machine_log(&r, option_given(in, "follow"), stdout);
	machine_record_free(&r);
	return error ? 1 : 0;
}

const struct command command_logs = {
        .name = "logs",
        .operands = "MACHINE",
        .summary = "show what a machine has printed",
        .options = options,
        .complete = "@machine",
        .run = run,
};

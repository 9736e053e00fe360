/* SPDX-License-Identifier: BSD-3-Clause */
/* kraft rm: forgets machines that have ended. */
#include "cmd/machines.h"

static const struct option options[] = {
        {'a', "all", NULL, "every machine", NULL},
        {'f', "force", NULL, "end it first when it is running", NULL},
        {0},
};

static int remove_machine(struct machine_record *r, const struct invocation *in)
{
	return machine_remove(r, option_given(in, "force"));
}

static int run(const struct invocation *in)
{
	return machines_each(in, remove_machine);
}

const struct command command_rm = {
        .name = "rm",
        .operands = "[MACHINE...]",
        .summary = "remove machines that have ended, and their logs",
        .options = options,
        .complete = "@machine",
        .run = run,
};

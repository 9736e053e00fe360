/* SPDX-License-Identifier: BSD-3-Clause */
/* kraft pause and kraft resume: stop a machine's processor and let it go on. */
#include "cmd/machines.h"

static const struct option options[] = {
        {'a', "all", NULL, "every machine that runs", NULL},
        {0},
};

static int apply(struct machine_record *r, const struct invocation *in, bool pause)
{
	if (option_given(in, "all") && r->state == MACHINE_EXITED)
		return 0;
	return machine_pause(r, pause);
}

static int pause_machine(struct machine_record *r, const struct invocation *in)
{
	return apply(r, in, true);
}

static int resume_machine(struct machine_record *r, const struct invocation *in)
{
	return apply(r, in, false);
}

static int run_pause(const struct invocation *in)
{
	return machines_each(in, pause_machine);
}

static int run_resume(const struct invocation *in)
{
	return machines_each(in, resume_machine);
}

const struct command command_pause = {
        .name = "pause",
        .operands = "[MACHINE...]",
        .summary = "stop the processor of machines",
        .text = "Time in the machine stands still; its memory and its ports stay. 'kraft resume' "
                "goes on.",
        .options = options,
        .complete = "@machine",
        .run = run_pause,
};

const struct command command_resume = {
        .name = "resume",
        .operands = "[MACHINE...]",
        .summary = "let paused machines go on",
        .options = options,
        .complete = "@machine",
        .run = run_resume,
};

/* SPDX-License-Identifier: BSD-3-Clause */
/* kraft doctor: what this machine lacks. */
#include <stdio.h>
#include <stdlib.h>

#include "cmd/session.h"
#include "inspect/doctor.h"
#include "term/message.h"
#include "term/table.h"

static const struct option options[] = {
        {'o', "output", "FORMAT", "table, json or yaml", "table json yaml"},
        {0},
};

static int run(const struct invocation *in)
{
	static const char *const columns[] = {"STATUS", "CHECK", "FOUND", "MEND", NULL};
	static const int colors[] = {[HEALTH_OK] = 32, [HEALTH_WARN] = 33, [HEALTH_MISSING] = 31};
	struct findings findings;
	enum table_format form;
	struct table *table;
	size_t missing = 0;

	if (table_format_parse(option_value(in, "output"), &form))
		return EXIT_USAGE;
	doctor_examine(&findings);
	table = table_new(columns);
	for (size_t i = 0; i < findings.count; i++) {
		const struct finding *f = &findings.item[i];

		table_row(table, colors[f->health],
		          (const char *[]){health_name(f->health), f->name, f->found, f->mend});
		missing += f->health == HEALTH_MISSING;
	}
	table_print(table, form, NULL);
	table_free(table);
	findings_free(&findings);
	fflush(stdout);
	if (missing) {
		fail("%zu of what is needed %s missing", missing, missing == 1 ? "is" : "are");
		hint("the commands on the right mend it");
	}
	return missing ? EXIT_FAILED : 0;
}

const struct command command_doctor = {
        .name = "doctor",
        .summary = "Check what this machine lacks for building and running",
        .text = "Each line is ok, warn (something optional does not work) or missing, with the "
                "command that mends it. The status is 1 when\nsomething needed is missing. Nothing "
                "is installed, and no network is used.",
        .options = options,
        .run = run,
};

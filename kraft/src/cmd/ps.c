/* SPDX-License-Identifier: BSD-3-Clause */
/* kraft ps: the machines that run. */
#include <stdio.h>
#include <stdlib.h>

#include "base/file.h"
#include "cmd/machines.h"
#include "term/table.h"

static const struct option options[] = {
        {'a', "all", NULL, "also those that have ended", NULL},
        {'q', "quiet", NULL, "names only", NULL},
        {'o', "output", "FORMAT", "table, json or yaml", "table json yaml"},
        {0},
};

static void add_row(struct table *table, const struct machine_record *r)
{
	char *state = machines_state(r), *age = machines_age(r), *pid = format("%d", (int)r->pid);
	char *memory = r->memory % (1 << 20)
	                       ? format("%lluKi", (unsigned long long)r->memory >> 10)
	                       : format("%lluMi", (unsigned long long)r->memory >> 20);
	const char *const values[] = {
	        r->name,  r->project && *r->project ? r->project : path_base(r->image),
	        state,    r->model,
	        memory,   r->state == MACHINE_EXITED ? NULL : pid,
	        r->ports, age};

	table_row(table, r->state == MACHINE_EXITED ? 31 : 32, values);
	free(state);
	free(age);
	free(pid);
	free(memory);
}

static int run(const struct invocation *in)
{
	static const char *const columns[] = {"NAME", "IMAGE", "STATE",   "MACHINE", "MEMORY",
	                                      "PID",  "PORTS", "CREATED", NULL};
	struct machine_record *records;
	enum table_format format;
	struct table *table;
	size_t count;

	if (table_format_parse(option_value(in, "output"), &format))
		return EXIT_USAGE;
	machine_list(&records, &count);
	table = table_new(columns);
	for (size_t i = 0; i < count; i++) {
		if (records[i].state == MACHINE_EXITED && !option_given(in, "all"))
			continue;
		if (option_given(in, "quiet"))
			puts(records[i].name);
		else
			add_row(table, &records[i]);
	}
	if (!option_given(in, "quiet"))
		table_print(table, format, "no machine is running");
	table_free(table);
	machine_list_free(records, count);
	return 0;
}

const struct command command_ps = {
        .name = "ps",
        .summary = "list machines",
        .options = options,
        .run = run,
};

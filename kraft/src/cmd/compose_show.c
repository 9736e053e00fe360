/* SPDX-License-Identifier: BSD-3-Clause */
/* kraft compose ps, ls and logs. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "cmd/compose.h"
#include "cmd/machines.h"
#include "cmd/session.h"
#include "term/table.h"

static const struct option ps_options[] = {
        COMPOSE_OPTIONS_FILE,
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
	static const char *const columns[] = {"NAME",    "SERVICE", "STATE",   "HEALTH",
	                                      "ADDRESS", "PORTS",   "CREATED", NULL};
	struct machine_record *records;
	struct composition c;
	enum table_format format;
	struct table *table;
	size_t count;

	if (table_format_parse(option_value(in, "output"), &format))
		return EXIT_USAGE;
	if (compose_open_name(in, &c))
		return EXIT_FAILED;
	compose_machines(c.name, &records, &count);
	table = table_new(columns);
	for (size_t i = 0; i < count; i++) {
		const struct machine_record *r = &records[i];
		char *state = machines_state(r), *age = machines_age(r), *address = address_of(r),
		     *health = compose_health_noted(r);
		const char *const values[] = {r->name, r->service, state, health,
		                              address, r->ports,   age};

		if (option_given(in, "quiet"))
			puts(r->name);
		else
			table_row(table, r->state == MACHINE_EXITED ? 31 : 32, values);
		free(state);
		free(age);
		free(address);
		free(health);
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

	if (compose_open_name(in, &c))
		return EXIT_FAILED;
	if (compose_check_services(in, &c)) {
		compose_free(&c);
		return EXIT_FAILED;
	}
	result = compose_follow(&c, &in->operands, NULL, option_given(in, "follow"),
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

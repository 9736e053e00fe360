/* SPDX-License-Identifier: BSD-3-Clause */
/* kraft events: what happens to machines, as it happens. */
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "cmd/machines.h"
#include "term/message.h"
#include "term/table.h"

#define INTERVAL_MILLISECONDS 200

static const struct option options[] = {
        {'o', "output", "FORMAT", "table (lines) or json (one object per line)", "table json"},
        {0},
};

struct list {
	struct machine_record *records;
	size_t count;
};

static void print_event(const struct machine_record *r, const char *event, bool json)
{
	struct text line = {0};
	char stamp[32];
	time_t now = time(NULL);

	strftime(stamp, sizeof stamp, "%Y-%m-%dT%H:%M:%S%z", localtime(&now));
	if (json) {
		text_addf(&line, "{\"time\": \"%s\", \"machine\": ", stamp);
		json_quote(&line, r->name);
		text_addf(&line, ", \"event\": \"%s\", \"status\": ", event);
		if (r->state == MACHINE_EXITED)
			text_addf(&line, "%d}", r->exit_status);
		else
			text_add(&line, "null}");
	} else {
		text_addf(&line, "%s %s %s", stamp, r->name, event);
		if (r->state == MACHINE_EXITED)
			text_addf(&line, " %d", r->exit_status);
	}
	puts(line.data);
	fflush(stdout);
	text_free(&line);
}

static const char *state_event(const struct machine_record *r, const struct machine_record *before)
{
	if (r->state == MACHINE_EXITED)
		return r->stopped ? "stopped" : "exited";
	if (r->state == MACHINE_PAUSED)
		return "paused";
	return before && before->state == MACHINE_PAUSED ? "resumed" : "started";
}

/* The same machine, and not another one that took its name. */
static const struct machine_record *find(const struct list *l, const struct machine_record *r)
{
	for (size_t i = 0; i < l->count; i++)
		if (strcmp(l->records[i].name, r->name) == 0 && l->records[i].created == r->created)
			return &l->records[i];
	return NULL;
}

static void compare(const struct list *before, const struct list *now, bool json)
{
	for (size_t i = 0; i < now->count; i++) {
		const struct machine_record *r = &now->records[i], *old = find(before, r);

		/* A record without a process is of a machine that is just being started. */
		if (!old && r->state == MACHINE_EXITED && !r->pid)
			continue;
		if (!old || old->state != r->state)
			print_event(r, state_event(r, old), json);
	}
	for (size_t i = 0; i < before->count; i++)
		if (!find(now, &before->records[i]))
			print_event(&before->records[i], "removed", json);
}

static int run(const struct invocation *in)
{
	const char *output = option_value(in, "output");
	bool json = output && strcmp(output, "json") == 0;
	struct list before, now;

	if (output && !json && strcmp(output, "table") != 0) {
		fail("--output %s: expected table or json", output);
		return EXIT_USAGE;
	}
	machine_list(&before.records, &before.count);
	while (!ferror(stdout)) {
		struct pollfd reader = {.fd = 1};

		/* Nobody may be left to read, long before the next event. */
		if (poll(&reader, 1, INTERVAL_MILLISECONDS) > 0)
			break;
		machine_list(&now.records, &now.count);
		compare(&before, &now, json);
		machine_list_free(before.records, before.count);
		before = now;
	}
	machine_list_free(before.records, before.count);
	return 1;
}

const struct command command_events = {
        .name = "events",
        .summary = "follow what happens to machines",
        .text = "Prints a line when a machine is started, paused, resumed, has exited, was stopped "
                "or removed; until Ctrl-C.",
        .options = options,
        .run = run,
};

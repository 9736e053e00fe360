/* SPDX-License-Identifier: BSD-3-Clause */
/* What the commands about machines share: selection and words. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "cmd/machines.h"
#include "term/message.h"

static int apply(struct machine_record *r, const struct invocation *in,
                 int (*action)(struct machine_record *, const struct invocation *))
{
	int error = action(r, in);

	if (!error)
		puts(r->name);
	return error;
}

static int each_of_all(const struct invocation *in,
                       int (*action)(struct machine_record *, const struct invocation *))
{
	struct machine_record *records;
	size_t count;
	int status = 0;

	machine_list(&records, &count);
	for (size_t i = 0; i < count; i++)
		if (apply(&records[i], in, action))
			status = 1;
	machine_list_free(records, count);
	return status;
}

int machines_each(const struct invocation *in,
                  int (*action)(struct machine_record *, const struct invocation *))
{
	int status = 0;

	if (option_given(in, "all"))
		return each_of_all(in, action);
	if (!in->operands.count) {
		fail("which machine? 'kraft %s' needs a name", in->command->name);
		hint("'kraft ps -a' lists the machines; --all takes every one");
		return EXIT_USAGE;
	}
	for (size_t i = 0; i < in->operands.count; i++) {
		struct machine_record r = {0};

		if (machine_find(in->operands.item[i], &r) || apply(&r, in, action))
			status = 1;
		machine_record_free(&r);
	}
	return status;
}

char *machines_state(const struct machine_record *r)
{
	if (r->state == MACHINE_RUNNING)
		return copy_string("running");
	if (r->state == MACHINE_PAUSED)
		return copy_string("paused");
	return format("%s (%d)", r->stopped ? "stopped" : "exited", r->exit_status);
}

char *machines_age(const struct machine_record *r)
{
	static const struct {
		long long seconds;
		const char *unit;
	} units[] = {{86400, "day"}, {3600, "hour"}, {60, "minute"}, {1, "second"}};
	long long age = (long long)time(NULL) - r->created;

	for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
		long long n = age / units[i].seconds;

		if (n > 0)
			return format("%lld %s%s ago", n, units[i].unit, n == 1 ? "" : "s");
	}
	return copy_string("now");
}

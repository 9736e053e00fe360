/* SPDX-License-Identifier: BSD-3-Clause */
/* kraft net: bridges on which machines have addresses of their own. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/command.h"
#include "machine/bridge.h"
#include "term/message.h"
#include "term/table.h"

static const struct option create_options[] = {
        {'n', "network", "ADDRESS/PREFIX", "the host's address on it", NULL},
        {'d', "driver", "DRIVER", "bridge is the only one", "bridge"},
        {0},
};

static const struct option output_options[] = {
        {'o', "output", "FORMAT", "table, json or yaml", "table json yaml"},
        {0},
};

static int one_operand(const struct invocation *in)
{
	if (in->operands.count == 1)
		return 0;
	fail("'kraft %s' takes one name", in->command->name);
	return EXIT_USAGE;
}

static int run_create(const struct invocation *in)
{
	const char *driver = option_value(in, "driver");
	int status = one_operand(in);

	if (!status && driver && strcmp(driver, "bridge") != 0) {
		fail("unknown driver '%s'", driver);
		hint("networks are bridges: leave --driver away");
		status = EXIT_USAGE;
	}
	if (status)
		return status;
	if (bridge_create(in->operands.item[0], option_value(in, "network")))
		return 1;
	puts(in->operands.item[0]);
	return 0;
}

static void add_row(struct table *table, const struct bridge *b)
{
	struct text members = {0};

	text_add(&members, "");
	for (size_t i = 0; i < b->members.count; i++)
		text_addf(&members, "%s%s", i ? ", " : "", b->members.item[i]);
	const char *const values[] = {b->name, b->address, "bridge", b->up ? "up" : "down",
	                              members.data};

	table_row(table, b->up ? 32 : 31, values);
	text_free(&members);
}

static int show(const struct invocation *in, const struct strings *names)
{
	static const char *const columns[] = {"NAME",  "ADDRESS", "DRIVER",
	                                      "STATE", "MEMBERS", NULL};
	enum table_format format;
	struct table *table;
	int status = 0;

	if (table_format_parse(option_value(in, "output"), &format))
		return EXIT_USAGE;
	table = table_new(columns);
	for (size_t i = 0; i < names->count; i++) {
		struct bridge bridge;

		if (bridge_inspect(names->item[i], &bridge))
			status = 1;
		else
			add_row(table, &bridge);
		bridge_free(&bridge);
	}
	if (!status)
		table_print(table, format, "no networks");
	table_free(table);
	return status;
}

static int run_ls(const struct invocation *in)
{
	struct strings names = {0};
	int status = bridge_list(&names) ? 1 : show(in, &names);

	strings_free(&names);
	return status;
}

static int run_inspect(const struct invocation *in)
{
	return show(in, &in->operands);
}

static int run_rm(const struct invocation *in)
{
	int status = 0;

	for (size_t i = 0; i < in->operands.count; i++) {
		if (bridge_remove(in->operands.item[i]))
			status = 1;
		else
			puts(in->operands.item[i]);
	}
	return status;
}

const struct command command_net_create = {
        .name = "net create",
        .operands = "NAME",
        .summary = "make a network for machines (root)",
        .text = "A machine joins with 'kraft run --network NAME:ADDRESS/PREFIX:GATEWAY'; the "
                "gateway is the host's address.",
        .options = create_options,
        .run = run_create,
};

const struct command command_net_ls = {
        .name = "net ls",
        .summary = "list networks",
        .options = output_options,
        .run = run_ls,
};

const struct command command_net_inspect = {
        .name = "net inspect",
        .operands = "NAME...",
        .summary = "show networks",
        .options = output_options,
        .run = run_inspect,
};

const struct command command_net_rm = {
        .name = "net rm",
        .operands = "NAME...",
        .summary = "remove networks (root)",
        .run = run_rm,
};

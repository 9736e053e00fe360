/* SPDX-License-Identifier: BSD-3-Clause */
/* kraft net: bridges on which machines have addresses of their own. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/named.h"
#include "machine/bridge.h"
#include "term/message.h"

static const struct option create_options[] = {
        {'n', "network", "ADDRESS/PREFIX", "the host's address on it", NULL},
        {'d', "driver", "DRIVER", "bridge is the only one", "bridge"},
        {0},
};

static const struct option output_options[] = {NAMED_OPTIONS};
static const char *const columns[] = {"NAME", "ADDRESS", "DRIVER", "STATE", "MEMBERS", NULL};

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

static int add_row(struct table *table, const char *name)
{
	struct bridge b;
	int error = bridge_inspect(name, &b);
	char *members = strings_join(&b.members, ", ");
	const char *const values[] = {b.name, b.address, "bridge", b.up ? "up" : "down", members};

	if (!error)
		table_row(table, b.up ? 32 : 31, values);
	free(members);
	bridge_free(&b);
	return error;
}

static const struct named_kind networks = {
        .list = "net ls", .none = "no networks", .columns = columns, .row = add_row};

static int run_ls(const struct invocation *in)
{
	struct strings names = {0};
	int status = bridge_list(&names) ? 1 : named_show(in, &networks, &names);

	strings_free(&names);
	return status;
}

static int run_inspect(const struct invocation *in)
{
	return named_inspect(in, &networks);
}

static int run_rm(const struct invocation *in)
{
	return named_each(in, &networks, bridge_remove);
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

/* SPDX-License-Identifier: BSD-3-Clause */
/* kraft volume: folders of the host with a name, to be shared with machines. */
#include <stdlib.h>

#include "cmd/named.h"
#include "machine/volume.h"

static const struct option output_options[] = {NAMED_OPTIONS};
static const char *const columns[] = {"NAME", "DRIVER", "SOURCE", "CHANGED", "USED BY", NULL};

static int add_row(struct table *table, const char *name)
{
	struct volume v;
	int error = volume_inspect(name, &v);
	char *users = strings_join(&v.used, ", ");
	const char *const values[] = {v.name, "9pfs", v.folder, v.changed, users};

	if (!error)
		table_row(table, v.used.count ? 32 : 0, values);
	free(users);
	volume_free(&v);
	return error;
}

static const struct named_kind volumes = {
        .list = "volume ls", .none = "no volumes", .columns = columns, .row = add_row};

static int run_create(const struct invocation *in)
{
	return named_each(in, &volumes, volume_create);
}

static int run_ls(const struct invocation *in)
{
	struct strings names = {0};
	int status;

	volume_list(&names);
	status = named_show(in, &volumes, &names);
	strings_free(&names);
	return status;
}

static int run_inspect(const struct invocation *in)
{
	return named_inspect(in, &volumes);
}

static int run_rm(const struct invocation *in)
{
	return named_each(in, &volumes, volume_remove);
}

const struct command command_volume_create = {
        .name = "volume create",
        .operands = "NAME...",
        .summary = "make a folder for machines",
        .text = "A machine gets it with 'kraft run -v NAME:PATH' or as a volume of kraft.yaml.",
        .run = run_create,
};

const struct command command_volume_ls = {
        .name = "volume ls",
        .summary = "list volumes",
        .options = output_options,
        .run = run_ls,
};

const struct command command_volume_inspect = {
        .name = "volume inspect",
        .operands = "NAME...",
        .summary = "show volumes",
        .options = output_options,
        .run = run_inspect,
};

const struct command command_volume_rm = {
        .name = "volume rm",
        .operands = "NAME...",
        .summary = "remove volumes and what is in them",
        .run = run_rm,
};

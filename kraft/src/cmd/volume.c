/* SPDX-License-Identifier: BSD-3-Clause */
/* kraft volume: folders and disks of the host with a name, for machines. */
#include <stdio.h>

#include <string.h>

#include "cmd/command.h"
#include "machine/volume.h"
#include "term/message.h"
#include "term/table.h"

static const struct option output_options[] = {
        {'o', "output", "FORMAT", "table, json or yaml", "table json yaml"},
        {0},
};

static int need_names(const struct invocation *in)
{
	if (in->operands.count)
		return 0;
	fail("'kraft %s' takes a name", in->command->name);
	hint("'kraft volume ls' shows the volumes there are");
	return EXIT_USAGE;
}

static int each(const struct invocation *in, int (*action)(const char *name))
{
	int status = need_names(in);

	for (size_t i = 0; i < in->operands.count; i++) {
		if (action(in->operands.item[i]))
			status = 1;
		else
			puts(in->operands.item[i]);
	}
	return status;
}

static void add_row(struct table *table, const struct volume *v)
{
	struct text users = {0};

	text_add(&users, "");
	for (size_t i = 0; i < v->used.count; i++)
		text_addf(&users, "%s%s", i ? ", " : "", v->used.item[i]);
	const char *const values[] = {v->name, v->driver, v->folder, v->changed, users.data};

	table_row(table, v->used.count ? 32 : 0, values);
	text_free(&users);
}

static int show(const struct invocation *in, const struct strings *names)
{
	static const char *const columns[] = {"NAME",    "DRIVER",  "SOURCE",
	                                      "CHANGED", "USED BY", NULL};
	enum table_format format;
	struct table *table;
	int status = 0;

	if (table_format_parse(option_value(in, "output"), &format))
		return EXIT_USAGE;
	table = table_new(columns);
	for (size_t i = 0; i < names->count; i++) {
		struct volume volume;

		if (volume_inspect(names->item[i], &volume))
			status = 1;
		else
			add_row(table, &volume);
		volume_free(&volume);
	}
	if (!status)
		table_print(table, format, "no volumes");
	table_free(table);
	return status;
}

static const struct option create_options[] = {
        {0, "driver", "DRIVER", "9pfs, a folder that is shared; or ext4, a disk that is mounted",
         "9pfs ext4"},
        {0, "size", "SIZE", "of the disk: 64M, 1G (64M)", NULL},
        {0},
};

static int create_disks(const struct invocation *in, uint64_t size)
{
	int status = need_names(in);

	for (size_t i = 0; i < in->operands.count; i++) {
		if (volume_create_disk(in->operands.item[i], size))
			status = 1;
		else
			puts(in->operands.item[i]);
	}
	return status;
}

static int run_create(const struct invocation *in)
{
	const char *driver = option_value(in, "driver"), *size = option_value(in, "size");
	uint64_t bytes = 64UL << 20;

	if (driver && strcmp(driver, "9pfs") != 0 && strcmp(driver, "ext4") != 0) {
		fail("'%s' is no driver of volumes", driver);
		hint("--driver 9pfs, --driver ext4");
		return EXIT_USAGE;
	}
	if (size && machine_parse_memory(size, &bytes)) {
		fail("'%s' is no size", size);
		hint("--size 64M, --size 1G");
		return EXIT_USAGE;
	}
	if (driver && strcmp(driver, "ext4") == 0)
		return create_disks(in, bytes);
	if (size) {
		fail("a folder has no size");
		hint("--driver ext4 makes a disk");
		return EXIT_USAGE;
	}
	return each(in, volume_create);
}

static int run_ls(const struct invocation *in)
{
	struct strings names = {0};
	int status;

	volume_list(&names);
	status = show(in, &names);
	strings_free(&names);
	return status;
}

static int run_inspect(const struct invocation *in)
{
	int status = need_names(in);

	return status ? status : show(in, &in->operands);
}

static int run_rm(const struct invocation *in)
{
	return each(in, volume_remove);
}

const struct command command_volume_create = {
        .name = "volume create",
        .operands = "NAME...",
        .summary = "make a folder or a disk for machines",
        .text = "A machine gets it with 'kraft run -v NAME:PATH' or as a volume of kraft.yaml. A "
                "folder is shared with the host;\na disk is the machine's own, with a journal.",
        .options = create_options,
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

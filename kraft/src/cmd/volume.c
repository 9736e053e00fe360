/* SPDX-License-Identifier: BSD-3-Clause */
/* kraft volume: folders and disks of the host with a name, for machines. */
#include <stdlib.h>
#include <string.h>

#include "cmd/named.h"
#include "machine/volume.h"
#include "term/message.h"

static const struct option output_options[] = {NAMED_OPTIONS};
static const char *const columns[] = {"NAME", "DRIVER", "SOURCE", "CHANGED", "USED BY", NULL};

static int add_row(struct table *table, const char *name)
{
	struct volume v;
	int error = volume_inspect(name, &v);
	char *users = strings_join(&v.used, ", ");
	const char *const values[] = {v.name, v.driver, v.folder, v.changed, users};

	if (!error)
		table_row(table, v.used.count ? 32 : 0, values);
	free(users);
	volume_free(&v);
	return error;
}

static const struct named_kind volumes = {
        .list = "volume ls", .none = "no volumes", .columns = columns, .row = add_row};

static const struct option create_options[] = {
        {0, "driver", "DRIVER",
         "9pfs or virtiofs, by which a folder is shared unless it is told otherwise; or ext4, a "
         "disk that is mounted",
         "9pfs virtiofs ext4"},
        {0, "size", "SIZE", "of the disk: 64M, 1G (64M)", NULL},
        {0},
};

static uint64_t disk_size = 64UL << 20;

static int create_disk(const char *name)
{
	return volume_create_disk(name, disk_size);
}

static int create_9pfs(const char *name)
{
	return volume_create(name, MACHINE_SHARE_9PFS);
}

static int create_virtiofs(const char *name)
{
	return volume_create(name, MACHINE_SHARE_VIRTIOFS);
}

static int run_create(const struct invocation *in)
{
	const char *driver = option_value(in, "driver"), *size = option_value(in, "size");
	bool disk = driver && strcmp(driver, "ext4") == 0;

	if (driver && !disk && machine_share_driver(driver) == MACHINE_SHARE_ANY) {
		fail("there is no driver '%s' for volumes", driver);
		hint("the drivers are 9pfs, virtiofs and ext4");
		return EXIT_USAGE;
	}
	if (size && machine_parse_memory(size, &disk_size)) {
		fail("'%s' is no size", size);
		hint("--size 64M, --size 1G");
		return EXIT_USAGE;
	}
	if (size && !disk) {
		fail("a folder has no size");
		hint("--driver ext4 makes a disk");
		return EXIT_USAGE;
	}
	if (disk)
		return named_each(in, &volumes, create_disk);
	return named_each(in, &volumes,
	                  driver && machine_share_driver(driver) == MACHINE_SHARE_VIRTIOFS
	                          ? create_virtiofs
	                          : create_9pfs);
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

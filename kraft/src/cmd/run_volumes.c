/* SPDX-License-Identifier: BSD-3-Clause */
/* The volumes of kraft.yaml: shared folders, disks, and an initrd, which the first generation
 * writes as a volume. */
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "cmd/run.h"
#include "cmd/session.h"
#include "machine/volume_folder.h"
#include "term/message.h"

static bool is_true(const char *value)
{
	return value && (strcmp(value, "true") == 0 || strcmp(value, "yes") == 0 ||
	                 strcmp(value, "on") == 0 || strcmp(value, "1") == 0);
}

static bool is_read_only(const struct named_value *v)
{
	return is_true(named_value_get(v, "readonly")) || is_true(named_value_get(v, "readOnly")) ||
	       is_true(named_value_get(v, "read_only"));
}

/* The file of a disk: a file, or a named volume that is one. */
static char *source_of(const struct named_value *v, const char *source, char **name)
{
	char *word = machine_volume_source(source, v->folder);
	char *file = strchr(word, '/') ? NULL : volume_disk(word);

	if (file && is_file(file)) {
		*name = word;
		return file;
	}
	free(file);
	free(word);
	return path_join(v->folder, source);
}

static int add_disk(const struct named_value *v, struct machine_config *c)
{
	const char *given = named_value_get(v, "source");
	const char *source = given || volume_kind(v) == VOLUME_DISK ? given : v->name;
	char *target = volume_target(v);
	struct machine_disk disk = {.read_only = is_read_only(v)};

	if (!source) {
		free(target);
		fail_at(&v->place, "the volume has no source");
		hint("'source: FILE' is the disk's file");
		return EXIT_FAILED;
	}
	if (target && volume_kind(v) == VOLUME_DISK) {
		free(target);
		fail_at(&v->place, "a disk has no destination: the program finds it as /dev/vda, "
		                   "/dev/vdb, ... in the order of the volumes");
		hint("take the line away, or have its file system mounted there: 'driver: ext4'");
		return EXIT_FAILED;
	}
	disk.file = source_of(v, source, &disk.name);
	if (volume_kind(v) == VOLUME_EXT)
		disk.target = target ? target : copy_string("/");
	if (disk.target && !machine_usable_target(disk.target)) {
		fail_at(&v->place, "the destination '%s' is not absolute or has blanks",
		        disk.target);
		return EXIT_FAILED;
	}
	c->disks = need(realloc(c->disks, (c->disk_count + 1) * sizeof disk));
	c->disks[c->disk_count++] = disk;
	return 0;
}

/* Disks of kraft.yaml come first, so that their names do not depend on the command line. */
static int add_disks(const struct project *p, struct machine_config *c)
{
	struct machine_disk *given = c->disks;
	size_t given_count = c->disk_count;
	int status = 0;

	c->disks = NULL;
	c->disk_count = 0;
	for (size_t i = 0; i < p->volume_count && !status; i++)
		if (volume_kind(&p->volumes[i]) == VOLUME_DISK ||
		    volume_kind(&p->volumes[i]) == VOLUME_EXT)
			status = add_disk(&p->volumes[i], c);
	if (given_count) {
		c->disks = need(realloc(c->disks, (c->disk_count + given_count) * sizeof *given));
		memcpy(c->disks + c->disk_count, given, given_count * sizeof *given);
		c->disk_count += given_count;
	}
	free(given);
	return status;
}

/* What the command line shares at this place goes first. */
static bool is_taken(const struct machine_config *c, size_t given, const char *target)
{
	for (size_t i = 0; i < given; i++)
		if (strcmp(c->volumes[i].target, target) == 0)
			return true;
	for (size_t i = 0; i < c->disk_count; i++)
		if (c->disks[i].target && strcmp(c->disks[i].target, target) == 0)
			return true;
	return false;
}

/* A volume as a map. Without a source it is the named volume of its own name; without a place it is
 * the root, as the first generation has it. */
static int add_map(const struct named_value *v, size_t given, struct machine_config *c)
{
	const char *source = named_value_get(v, "source"), *driver = named_value_get(v, "driver");
	char *folder = machine_volume_source(source ? source : v->name, v->folder);
	char *target = volume_target(v);
	int error = 0;

	if (!target)
		target = copy_string("/");
	if (!is_taken(c, given, target))
		error = machine_add_place(c, folder, target,
		                          machine_share_driver(driver ? driver : ""),
		                          is_read_only(v));
	free(folder);
	free(target);
	if (!error)
		return 0;
	fail_at(&v->place, "a volume has a source, and a destination that is absolute and has no "
	                   "blanks");
	hint("{ driver: 9pfs, source: ./data, destination: /data }");
	return EXIT_FAILED;
}

static int add_line(const struct named_value *v, size_t given, struct machine_config *c)
{
	const char *line = v->values.item[0];
	char *target = volume_target(v);
	bool taken = target && is_taken(c, given, target);

	free(target);
	if (taken || (v->values.count == 1 && !machine_add_volume(c, line, v->folder)))
		return 0;
	fail_at(&v->place, "'%s' is no volume", line);
	hint("FOLDER:PATH, NAME:PATH, or with :ro, :virtiofs or both (:ro,virtiofs) at the end; "
	     "PATH "
	     "is absolute and has no blanks");
	return EXIT_FAILED;
}

static int add_volume(const struct named_value *v, size_t given, struct machine_config *c)
{
	switch (volume_kind(v)) {
	case VOLUME_DISK:
	case VOLUME_EXT:
		return 0;
	case VOLUME_INITRD:
		if (!c->initrd && named_value_get(v, "source"))
			c->initrd = path_join(v->folder, named_value_get(v, "source"));
		return 0;
	case VOLUME_LINE:
		return add_line(v, given, c);
	case VOLUME_SHARE:
		return add_map(v, given, c);
	default:
		fail_at(&v->place, "the volume's driver '%s' is not supported",
		        named_value_get(v, "driver"));
		hint("'driver: 9pfs' and 'driver: virtiofs' share a folder, 'driver: ext4' mounts "
		     "a disk's file, 'driver: block' makes a file a disk, 'driver: initrd' gives "
		     "the files to the image at boot");
		return EXIT_FAILED;
	}
}

int run_volumes(const struct project *p, struct machine_config *c)
{
	size_t given = c->volume_count;
	int status = 0;

	if (!c->initrd && p->rootfs)
		c->initrd = path_join(p->folder, p->rootfs);
	for (size_t i = 0; i < p->volume_count && !status; i++)
		status = add_volume(&p->volumes[i], given, c);
	return status ? status : add_disks(p, c);
}

/* SPDX-License-Identifier: BSD-3-Clause */
/* Named volumes: making, listing, removing. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <fcntl.h>
#include <unistd.h>

#include "base/file.h"
#include "base/process.h"
#include "machine/volume.h"
#include "machine/volume_folder.h"
#include "term/message.h"

#define DISK_SUFFIX   ".ext4"
#define SMALLEST_DISK (1UL << 20)

char *volume_store(void)
{
	return place_for_data("KRAFT_VOLUMES", "volumes");
}

char *volume_folder(const char *name)
{
	char *store = volume_store(), *folder = path_join(store, name);

	free(store);
	return folder;
}

char *volume_disk(const char *name)
{
	char *file = format("%s" DISK_SUFFIX, name), *path = volume_folder(file);

	free(file);
	return path;
}

bool volume_is_name(const char *name)
{
	static const char letters[] =
	        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-";

	return *name && *name != '.' && *name != '-' && !name[strspn(name, letters)];
}

static int refuse_name(const char *name)
{
	fail("'%s' is no name for a volume", name);
	hint("letters, digits, '_', '.' and '-' make a name, which begins with one of the first "
	     "three");
	return -EINVAL;
}

static int unknown(const char *name)
{
	struct strings names = {0};

	volume_list(&names);
	fail("there is no volume '%s'", name);
	const char *meant = did_you_mean(name, &names);

	if (meant)
		hint("did you mean '%s'?", meant);
	else
		hint("'kraft volume create %s' makes it; 'kraft volume ls' shows those there are",
		     name);
	strings_free(&names);
	return -ENOENT;
}

const char *share_name(enum machine_share driver)
{
	return driver == MACHINE_SHARE_VIRTIOFS ? "virtiofs" : "9pfs";
}

/* A driver that is not the usual one stands in a file beside the folder; no volume has such a name.
 */
static char *driver_path(const char *name)
{
	char *file = format(".%s.driver", name), *path = volume_folder(file);

	free(file);
	return path;
}

enum machine_share volume_driver(const char *name)
{
	char *path = driver_path(name);
	struct text content = {0};
	enum machine_share driver = MACHINE_SHARE_ANY;

	if (file_read(path, &content) == 0 && content.data)
		driver = machine_share_driver(trim(content.data));
	text_free(&content);
	free(path);
	return driver;
}

static int save_driver(const char *name, enum machine_share driver)
{
	char *path = driver_path(name);
	int error = 0;

	if (driver == MACHINE_SHARE_VIRTIOFS)
		error = file_write(path, "virtiofs\n", strlen("virtiofs\n"));
	else
		unlink(path);
	free(path);
	return error;
}

static int report_creation(const char *name, const char *path, int error)
{
	if (error == -EEXIST)
		fail("there is a volume '%s' already", name);
	else if (error)
		fail("%s cannot be made: %s", path, strerror(-error));
	return error;
}

/* The store is there, and nothing has this name, be it a folder or a disk. */
static int make_room(const char *name)
{
	char *store = volume_store(), *folder = volume_folder(name), *disk = volume_disk(name);
	int error = folder_make(store);

	if (!error && (access(folder, F_OK) == 0 || access(disk, F_OK) == 0))
		error = -EEXIST;
	error = report_creation(name, store, error);
	free(store);
	free(folder);
	free(disk);
	return error;
}

int volume_create(const char *name, enum machine_share driver)
{
	char *folder;
	int error;

	if (!volume_is_name(name))
		return refuse_name(name);
	error = make_room(name);
	if (error)
		return error;
	folder = volume_folder(name);
	error = mkdir(folder, 0755) ? -errno : save_driver(name, driver);
	error = report_creation(name, folder, error);
	free(folder);
	return error;
}

/* An empty file of this size that is new. */
static int make_file(const char *path, uint64_t size)
{
	int fd = open(path, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0644);
	int error = fd < 0 || ftruncate(fd, (off_t)size) ? -errno : 0;

	if (fd >= 0)
		close(fd);
	return error;
}

/* 0 or an error after a message. */
static int run_mke2fs(const char *program, const char *file)
{
	const char *const argv[] = {program, "-q", "-F", "-t", "ext4", file, NULL};
	struct text said = {0};
	int status = process_run(&(struct process){.argv = argv, .output = &said, .errors = &said});

	if (status)
		fail("mke2fs failed on %s: %s", file, said.data ? trim(said.data) : "");
	text_free(&said);
	return status ? -EIO : 0;
}

/* Under another name until it is complete. */
static int make_disk(const char *name, const char *program, uint64_t size)
{
	char *disk = volume_disk(name), *part = format("%s.new", disk);
	int error = report_creation(name, part, make_file(part, size));

	if (!error) {
		error = run_mke2fs(program, part);
		if (!error)
			error = report_creation(name, disk, rename(part, disk) ? -errno : 0);
		if (error)
			unlink(part);
	}
	free(part);
	free(disk);
	return error;
}

int volume_create_disk(const char *name, uint64_t size)
{
	char *program;
	int error;

	if (!volume_is_name(name))
		return refuse_name(name);
	if (size < SMALLEST_DISK) {
		fail("a disk of %llu bytes has no room for a file system",
		     (unsigned long long)size);
		hint("--size 64M");
		return -EINVAL;
	}
	program = find_system_program("mke2fs");
	if (!program) {
		fail("mke2fs, which makes the file system, is not installed");
		hint("it is in the package e2fsprogs; 'kraft doctor' shows the command");
		return -ENOENT;
	}
	error = make_room(name);
	error = error ? error : make_disk(name, program, size);
	free(program);
	return error;
}

void volume_list(struct strings *names)
{
	struct strings entries = {0};
	char *store = volume_store();

	if (folder_list(store, &entries) == 0)
		for (size_t i = 0; i < entries.count; i++) {
			const char *entry = entries.item[i];
			char *path = path_join(store, entry);
			bool is_disk = ends_with(entry, DISK_SUFFIX) && is_file(path);

			if (is_disk)
				strings_take(names, copy_bytes(entry, strlen(entry) -
				                                              strlen(DISK_SUFFIX)));
			else if (volume_is_name(entry) && is_folder(path))
				strings_add(names, entry);
			free(path);
		}
	strings_free(&entries);
	free(store);
}

/* The machines that run with a volume. */
static void find_users(const char *name, struct strings *users)
{
	struct machine_record *records;
	size_t count;

	if (machine_list(&records, &count))
		return;
	for (size_t i = 0; i < count; i++) {
		struct strings names = {0};

		if (records[i].volume_names)
			strings_split(&names, records[i].volume_names, " ");
		if (records[i].state != MACHINE_EXITED && strings_has(&names, name))
			strings_add(users, records[i].name);
		strings_free(&names);
	}
	machine_list_free(records, count);
}

int volume_inspect(const char *name, struct volume *v)
{
	char *folder = volume_folder(name), *disk = volume_disk(name);
	bool is_disk = is_file(disk);
	struct stat st;
	char when[64] = "";
	struct tm tm;

	*v = (struct volume){0};
	if (is_disk) {
		free(folder);
		folder = disk;
	} else {
		free(disk);
	}
	if (!volume_is_name(name) || stat(folder, &st) || (!is_disk && !S_ISDIR(st.st_mode))) {
		free(folder);
		return unknown(name);
	}
	v->driver = is_disk ? "ext4" : share_name(volume_driver(name));
	if (localtime_r(&st.st_mtime, &tm))
		strftime(when, sizeof when, "%Y-%m-%d %H:%M:%S", &tm);
	v->name = copy_string(name);
	v->folder = folder;
	v->changed = copy_string(when);
	find_users(name, &v->used);
	return 0;
}

void volume_free(struct volume *v)
{
	free(v->name);
	free(v->folder);
	free(v->changed);
	strings_free(&v->used);
	*v = (struct volume){0};
}

int volume_remove(const char *name)
{
	struct volume v;
	int error = volume_inspect(name, &v);

	if (error)
		return error;
	if (v.used.count) {
		fail("the machine %s uses the volume '%s'", v.used.item[0], name);
		hint("'kraft stop %s' ends it", v.used.item[0]);
		error = -EBUSY;
	} else {
		error = is_folder(v.folder) ? folder_remove(v.folder)
		        : unlink(v.folder)  ? -errno
		                            : 0;
		if (!error)
			error = save_driver(name, MACHINE_SHARE_ANY);
		if (error)
			fail("%s cannot be removed: %s", v.folder, strerror(-error));
	}
	volume_free(&v);
	return error;
}

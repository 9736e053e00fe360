/* SPDX-License-Identifier: BSD-3-Clause */
/* Named volumes: making, listing, removing. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/file.h"
#include "machine/volume.h"
#include "machine/volume_folder.h"
#include "term/message.h"

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

int volume_create(const char *name, enum machine_share driver)
{
	char *store, *folder;
	int error;

	if (!volume_is_name(name))
		return refuse_name(name);
	store = volume_store();
	folder = volume_folder(name);
	error = folder_make(store);
	if (!error && mkdir(folder, 0755))
		error = -errno;
	if (!error)
		error = save_driver(name, driver);
	if (error == -EEXIST)
		fail("there is a volume '%s' already", name);
	else if (error)
		fail("%s cannot be made: %s", folder, strerror(-error));
	free(store);
	free(folder);
	return error;
}

void volume_list(struct strings *names)
{
	struct strings entries = {0};
	char *store = volume_store();

	if (folder_list(store, &entries) == 0)
		for (size_t i = 0; i < entries.count; i++) {
			char *folder = path_join(store, entries.item[i]);

			if (volume_is_name(entries.item[i]) && is_folder(folder))
				strings_add(names, entries.item[i]);
			free(folder);
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
	char *folder = volume_folder(name);
	struct stat st;
	char when[64] = "";
	struct tm tm;

	*v = (struct volume){0};
	if (!volume_is_name(name) || stat(folder, &st) || !S_ISDIR(st.st_mode)) {
		free(folder);
		return unknown(name);
	}
	if (localtime_r(&st.st_mtime, &tm))
		strftime(when, sizeof when, "%Y-%m-%d %H:%M:%S", &tm);
	v->name = copy_string(name);
	v->folder = folder;
	v->driver = volume_driver(name);
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
		error = folder_remove(v.folder);
		if (!error)
			error = save_driver(name, MACHINE_SHARE_ANY);
		if (error)
			fail("%s cannot be removed: %s", v.folder, strerror(-error));
	}
	volume_free(&v);
	return error;
}

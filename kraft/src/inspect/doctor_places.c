/* SPDX-License-Identifier: BSD-3-Clause */
/* Folders that are written to, room on their disks, the workspace, machines that lie around. */
#include <stdlib.h>
#include <string.h>
#include <sys/statvfs.h>
#include <unistd.h>
#include <jansson.h>

#include "base/file.h"
#include "index/workspace.h"
#include "inspect/doctor.h"
#include "machine/machine.h"

#define MIB        (1ULL << 20)
#define ROOM_LEAST (200 * MIB) /* a build with its archives */
#define ROOM_GOOD  (1024 * MIB)

/* The nearest folder on the way to `path` that is there. */
static char *existing(const char *path)
{
	char *at = path_absolute(path);

	while (access(at, F_OK) != 0 && strcmp(at, "/") != 0) {
		char *up = path_folder(at);

		free(at);
		at = up;
	}
	return at;
}

/* As kraft-fetch chooses it. */
static char *cache_path(void)
{
	const char *value = getenv("UK_CACHEDIR");

	if (value && *value)
		return path_absolute(value);
	value = getenv("XDG_CACHE_HOME");
	if (value && *value == '/')
		return path_join(value, "kraft");
	value = getenv("HOME");
	return value && *value ? path_join(value, ".cache/kraft") : NULL;
}

static void check_cache(struct findings *f, const char *cache)
{
	char *at;

	if (!cache) {
		finding_add(f, "cache", HEALTH_MISSING,
		            copy_string("no place: neither UK_CACHEDIR nor HOME is set"),
		            copy_string("export UK_CACHEDIR=/var/tmp/kraft-cache"));
		return;
	}
	at = existing(cache);
	if (!is_folder(at) || access(at, W_OK | X_OK) != 0)
		finding_add(f, "cache", HEALTH_MISSING, format("%s cannot be written", at),
		            copy_string("export UK_CACHEDIR=/var/tmp/kraft-cache"));
	else
		finding_add(f, "cache", HEALTH_OK, copy_string(cache), NULL);
	free(at);
}

static void check_room(struct findings *f, const char *name, const char *path, const char *mend)
{
	struct statvfs disk;
	char *at = existing(path);

	if (statvfs(at, &disk) == 0) {
		unsigned long long room = (unsigned long long)disk.f_bavail * disk.f_frsize;
		enum health health = room < ROOM_LEAST  ? HEALTH_MISSING
		                     : room < ROOM_GOOD ? HEALTH_WARN
		                                        : HEALTH_OK;

		finding_add(f, name, health, format("%llu MiB free in %s", room / MIB, at),
		            health ? copy_string(mend) : NULL);
	}
	free(at);
}

static bool has_file(const char *folder, const char *name)
{
	char *path = path_join(folder, name);
	bool there = is_file(path);

	free(path);
	return there;
}

static void check_index(struct findings *f, const struct workspace *w)
{
	json_error_t error;
	json_t *index;

	if (!is_file(w->index))
		return;
	index = json_load_file(w->index, 0, &error);
	if (index)
		finding_add(f, "index", HEALTH_OK, copy_string(w->index), NULL);
	else
		finding_add(f, "index", HEALTH_MISSING, format("%s is damaged", w->index),
		            copy_string("kraft list update"));
	json_decref(index);
}

static void check_workspace(struct findings *f)
{
	static const char pull[] = "kraft list pull --force unikraft@staging";
	struct workspace w;
	char *at;

	workspace_open(&w, NULL);
	at = existing(w.root);
	if (strpbrk(w.root, " \t"))
		finding_add(f, "workspace", HEALTH_MISSING,
		            format("'%s': the build system takes no path with blanks", w.root),
		            copy_string("export UK_WORKDIR=/path/without/blanks"));
	else if (is_folder(w.core) &&
	         !(has_file(w.core, "Makefile") && has_file(w.core, "Config.uk")))
		finding_add(f, "workspace", HEALTH_MISSING,
		            format("%s is not whole: there is no Makefile", w.core),
		            copy_string(pull));
	else if (access(at, W_OK | X_OK) != 0)
		finding_add(f, "workspace", is_folder(w.core) ? HEALTH_WARN : HEALTH_MISSING,
		            format("%s cannot be written", at),
		            copy_string("export UK_WORKDIR=$HOME/.unikraft"));
	else if (is_folder(w.core))
		finding_add(f, "workspace", HEALTH_OK, copy_string(w.root), NULL);
	else if (builtin_root())
		finding_add(f, "workspace", HEALTH_OK,
		            format("%s; the library OS comes there with the first build", w.root),
		            NULL);
	else
		finding_add(f, "workspace", HEALTH_MISSING,
		            format("the library OS is neither in %s nor beside the tool", w.root),
		            copy_string("export KRAFT_DATA=/path/of/the/checkout"));
	check_index(f, &w);
	free(at);
	workspace_free(&w);
}

static void check_machines(struct findings *f)
{
	struct machine_record *list = NULL;
	size_t count = 0, stale = 0, running = 0;
	struct text mend = {0};

	if (machine_list(&list, &count))
		return;
	text_add(&mend, "kraft rm");
	for (size_t i = 0; i < count; i++) {
		if (list[i].state == MACHINE_EXITED) {
			text_addf(&mend, " %s", list[i].name);
			stale++;
		} else {
			running++;
		}
	}
	if (stale) {
		finding_add(f, "machines", HEALTH_WARN,
		            format("%zu ended and still keep%s logs; %zu run%s", stale,
		                   stale == 1 ? "s" : "", running, running == 1 ? "s" : ""),
		            mend.data);
	} else {
		finding_add(f, "machines", HEALTH_OK, format("%zu running", running), NULL);
		text_free(&mend);
	}
	machine_list_free(list, count);
}

void doctor_places(struct findings *f)
{
	char *cache = cache_path();

	check_cache(f, cache);
	if (cache)
		check_room(f, "room for sources", cache,
		           "export UK_CACHEDIR=/path/on/another/disk");
	check_room(f, "room for builds", ".", "kraft clean");
	check_workspace(f);
	check_machines(f);
	free(cache);
}

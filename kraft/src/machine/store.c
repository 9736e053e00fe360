/* SPDX-License-Identifier: BSD-3-Clause */
/* All folders of machines: listing, finding, creating. */
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/file.h"
#include "machine/store.h"
#include "machine/virtiofsd.h"
#include "term/message.h"

#define UNFINISHED_SECONDS 60

static char *store_folder(void)
{
	return place_for_runtime("KRAFT_MACHINES", "machines");
}

void store_remove(const struct machine_record *record)
{
	virtiofsd_end(record->folder);
	(void)folder_remove(record->folder);
}

static int by_age(const void *a, const void *b)
{
	const struct machine_record *one = a, *other = b;

	if (one->created != other->created)
		return one->created < other->created ? -1 : 1;
	return strcmp(one->name, other->name);
}

/* A folder whose maker was killed before it wrote the record. */
static void remove_unfinished(const char *folder)
{
	if (is_folder(folder) && time(NULL) - file_time(folder) / 1000000000LL > UNFINISHED_SECONDS)
		(void)folder_remove(folder);
}

int machine_list(struct machine_record **records, size_t *count)
{
	char *store = store_folder();
	struct strings names = {0};
	struct machine_record *list = NULL;
	size_t n = 0;

	if (folder_list(store, &names) == 0)
		list = names.count ? need_zeroed(names.count * sizeof *list) : NULL;
	for (size_t i = 0; list && i < names.count; i++) {
		char *folder = path_join(store, names.item[i]);

		if (store_load(folder, names.item[i], &list[n]) != 0) {
			remove_unfinished(folder);
		} else if (list[n].state == MACHINE_EXITED && list[n].remove) {
			store_remove(&list[n]);
			machine_record_free(&list[n]);
		} else {
			if (list[n].state == MACHINE_EXITED && list[n].pid)
				virtiofsd_end(folder);
			n++;
		}
		free(folder);
	}
	strings_free(&names);
	free(store);
	if (n)
		qsort(list, n, sizeof *list, by_age);
	*records = list;
	*count = n;
	return 0;
}

int machine_find(const char *name, struct machine_record *record)
{
	struct machine_record *list;
	size_t count, matches = 0, found = 0;

	machine_list(&list, &count);
	for (size_t i = 0; i < count; i++) {
		if (strcmp(list[i].name, name) == 0) {
			found = i;
			matches = 1;
			break;
		}
		if (*name && starts_with(list[i].name, name)) {
			found = i;
			matches++;
		}
	}
	if (matches == 1) {
		*record = list[found];
		list[found] = (struct machine_record){0};
	} else {
		fail(matches ? "several machines begin with '%s'" : "there is no machine '%s'",
		     name);
		hint("'kraft ps -a' lists the machines");
	}
	machine_list_free(list, count);
	return matches == 1 ? 0 : -ENOENT;
}

static char *make_name(const char *base)
{
	unsigned short random = 0;
	struct text name = {0};

	if (getrandom(&random, sizeof random, 0) != sizeof random)
		random = (unsigned short)getpid();
	text_add(&name, "");
	for (; *base && name.len < 40; base++)
		if (isalnum((unsigned char)*base) || *base == '-' || *base == '_')
			text_add_bytes(&name, base, 1);
	text_addf(&name, "%s%04x", name.len ? "-" : "", random);
	return name.data;
}

static bool is_name(const char *name)
{
	static const char allowed[] =
	        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-";

	return isalnum((unsigned char)*name) && strlen(name) < 64 &&
	       strspn(name, allowed) == strlen(name);
}

/* Makes room for a name that was used before. */
static int take_over(const char *folder, const char *name)
{
	struct machine_record old;

	if (store_load(folder, name, &old) != 0)
		return -EEXIST;
	int error = old.state == MACHINE_EXITED ? 0 : -EEXIST;

	if (!error) {
		virtiofsd_end(folder);
		error = folder_remove(folder);
	}
	machine_record_free(&old);
	return error ? error : mkdir(folder, 0700) == 0 ? 0 : -errno;
}

int store_create(const char *name, const char *base, struct machine_record *record)
{
	char *store = store_folder();
	int error = folder_make(store);

	if (name && !is_name(name)) {
		fail("'%s' is no name for a machine: letters, digits, '.', '_' and '-'", name);
		error = -EINVAL;
		goto out;
	}
	record->name = name ? copy_string(name) : make_name(base);
	record->folder = path_join(store, record->name);
	if (!error && mkdir(record->folder, 0700) != 0)
		error = -errno;
	if (error == -EEXIST)
		error = take_over(record->folder, record->name);
	if (error == -EEXIST) {
		fail("a machine '%s' is running already", record->name);
		hint("'kraft stop %s' ends it; -n gives another name", record->name);
	} else if (error) {
		fail("cannot create %s: %s", record->folder, strerror(-error));
		hint("set KRAFT_MACHINES to a folder that you may write");
	}
out:
	free(store);
	return error;
}

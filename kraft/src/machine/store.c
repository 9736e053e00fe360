/* SPDX-License-Identifier: BSD-3-Clause */
/* The folders of machines. */
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
#include "term/message.h"

#define UNFINISHED_SECONDS 60

static char *store_folder(void)
{
	const char *value = getenv("KRAFT_MACHINES");

	if (value && *value)
		return path_absolute(value);
	value = getenv("XDG_RUNTIME_DIR");
	if (value && is_folder(value) && access(value, W_OK) == 0)
		return format("%s/kraft/machines", value);
	value = getenv("HOME");
	if (value && *value)
		return format("%s/.local/share/kraft/machines", value);
	return format("/tmp/kraft-%u/machines", (unsigned int)getuid());
}

uint64_t process_start_time(pid_t pid)
{
	char *path = format("/proc/%d/stat", (int)pid);
	struct text stat = {0};
	unsigned long long start = 0;
	char state = 'Z';

	/* The name in parentheses may contain anything: count from its end. */
	if (pid > 0 && file_read(path, &stat) == 0) {
		const char *end = strrchr(stat.data, ')');

		if (!end || sscanf(end + 1,
		                   " %c %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s "
		                   "%*s %*s %*s %*s %llu",
		                   &state, &start) != 2)
			start = 0;
	}
	text_free(&stat);
	free(path);
	return state == 'Z' || state == 'X' ? 0 : start;
}

bool store_alive(const struct machine_record *record)
{
	return record->pid > 0 && record->pid_start &&
	       process_start_time(record->pid) == record->pid_start;
}

bool store_status(const char *folder, int *status)
{
	char *path = path_join(folder, "status");
	struct text bytes = {0};
	bool found = file_read(path, &bytes) == 0 && bytes.len > 0;

	if (found)
		*status = (unsigned char)bytes.data[bytes.len - 1];
	text_free(&bytes);
	free(path);
	return found;
}

void store_mark(const struct machine_record *record, const char *mark, bool set)
{
	char *path = path_join(record->folder, mark);
	int fd = set ? open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600) : -1;

	if (fd >= 0)
		close(fd);
	if (!set)
		unlink(path);
	free(path);
}

bool store_marked(const struct machine_record *record, const char *mark)
{
	char *path = path_join(record->folder, mark);
	bool there = access(path, F_OK) == 0;

	free(path);
	return there;
}

static void save_text(struct text *out, const char *key, const char *value)
{
	text_addf(out, "%s=", key);
	for (; value && *value; value++)
		text_add_bytes(out, *value == '\n' ? " " : value, 1);
	text_add(out, "\n");
}

int store_save(const struct machine_record *r)
{
	char *path = path_join(r->folder, "record");
	struct text out = {0};

	save_text(&out, "image", r->image);
	save_text(&out, "project", r->project);
	save_text(&out, "model", r->model);
	save_text(&out, "arguments", r->arguments);
	save_text(&out, "ports", r->ports);
	text_addf(&out,
	          "memory=%llu\ncreated=%lld\npid=%d\npid_start=%llu\nremove=%d\nhardware=%d\n",
	          (unsigned long long)r->memory, (long long)r->created, (int)r->pid,
	          (unsigned long long)r->pid_start, r->remove, r->hardware);
	int error = file_write(path, out.data, out.len);

	text_free(&out);
	free(path);
	return error;
}

static void load_value(struct machine_record *r, const char *key, const char *value)
{
	const struct {
		const char *key;
		char **field;
	} texts[] = {{"image", &r->image},
	             {"project", &r->project},
	             {"model", &r->model},
	             {"arguments", &r->arguments},
	             {"ports", &r->ports}};

	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		if (strcmp(key, texts[i].key) == 0) {
			free(*texts[i].field);
			*texts[i].field = copy_string(value);
			return;
		}
	}
	unsigned long long number = strtoull(value, NULL, 10);

	if (strcmp(key, "memory") == 0)
		r->memory = number;
	else if (strcmp(key, "created") == 0)
		r->created = (int64_t)number;
	else if (strcmp(key, "pid") == 0)
		r->pid = (pid_t)number;
	else if (strcmp(key, "pid_start") == 0)
		r->pid_start = number;
	else if (strcmp(key, "remove") == 0)
		r->remove = number != 0;
	else if (strcmp(key, "hardware") == 0)
		r->hardware = number != 0;
}

/* Where the machine stands now. */
static void judge(struct machine_record *r)
{
	char *pid_path = path_join(r->folder, "pid");
	struct text pid = {0};

	/* Between the emulator's start and the record's second writing only its own file knows. */
	if (!r->pid && file_read(pid_path, &pid) == 0) {
		r->pid = (pid_t)strtol(pid.data, NULL, 10);
		r->pid_start = process_start_time(r->pid);
	}
	text_free(&pid);
	free(pid_path);
	r->stopped = store_marked(r, "stopped");
	if (store_alive(r)) {
		r->state = store_marked(r, "paused") ? MACHINE_PAUSED : MACHINE_RUNNING;
		return;
	}
	r->state = MACHINE_EXITED;
	if (!store_status(r->folder, &r->exit_status))
		r->exit_status = r->stopped ? MACHINE_EXIT_STOPPED : MACHINE_EXIT_DIED;
}

static int load(const char *folder, const char *name, struct machine_record *r)
{
	char *path = path_join(folder, "record");
	struct text content = {0};
	struct strings lines = {0};
	int error = file_read(path, &content);

	free(path);
	if (error)
		return error;
	*r = (struct machine_record){.name = copy_string(name), .folder = copy_string(folder)};
	strings_split(&lines, content.data, "\n");
	for (size_t i = 0; i < lines.count; i++) {
		char *equals = strchr(lines.item[i], '=');

		if (!equals)
			continue;
		*equals = '\0';
		load_value(r, lines.item[i], equals + 1);
	}
	strings_free(&lines);
	text_free(&content);
	judge(r);
	return 0;
}

void machine_record_free(struct machine_record *r)
{
	free(r->name);
	free(r->image);
	free(r->project);
	free(r->model);
	free(r->arguments);
	free(r->ports);
	free(r->folder);
	*r = (struct machine_record){0};
}

void machine_list_free(struct machine_record *records, size_t count)
{
	for (size_t i = 0; i < count; i++)
		machine_record_free(&records[i]);
	free(records);
}

void store_remove(const struct machine_record *record)
{
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

		if (load(folder, names.item[i], &list[n]) != 0) {
			remove_unfinished(folder);
		} else if (list[n].state == MACHINE_EXITED && list[n].remove) {
			store_remove(&list[n]);
			machine_record_free(&list[n]);
		} else {
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

	if (load(folder, name, &old) != 0)
		return -EEXIST;
	int error = old.state == MACHINE_EXITED ? 0 : -EEXIST;

	if (!error)
		error = folder_remove(folder);
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

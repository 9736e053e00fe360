/* SPDX-License-Identifier: BSD-3-Clause */
/* One machine's folder: record, marks, status, and whether its process is alive. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "machine/store.h"

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
	save_text(&out, "composition", r->composition);
	save_text(&out, "service", r->service);
	save_text(&out, "identity", r->identity);
	save_text(&out, "volumes", r->volumes);
	save_text(&out, "volume_names", r->volume_names);
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
	} texts[] = {{"image", &r->image},     {"project", &r->project},
	             {"model", &r->model},     {"arguments", &r->arguments},
	             {"ports", &r->ports},     {"composition", &r->composition},
	             {"service", &r->service}, {"identity", &r->identity},
	             {"volumes", &r->volumes}, {"volume_names", &r->volume_names}};

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

int store_load(const char *folder, const char *name, struct machine_record *r)
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
	free(r->composition);
	free(r->service);
	free(r->identity);
	free(r->volumes);
	free(r->volume_names);
	free(r->folder);
	*r = (struct machine_record){0};
}

void machine_list_free(struct machine_record *records, size_t count)
{
	for (size_t i = 0; i < count; i++)
		machine_record_free(&records[i]);
	free(records);
}

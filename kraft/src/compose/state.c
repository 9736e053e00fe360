/* SPDX-License-Identifier: BSD-3-Clause */
/* What runs of a composition, and the folder that is locked while it changes. */
#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/file.h"
#include "compose/compose.h"
#include "machine/store.h"

static char *state_folder(void)
{
	return place_for_runtime("KRAFT_COMPOSE", "compose");
}

char *compose_state(const char *project)
{
	char *base = state_folder(), *folder = path_join(base, project);

	free(base);
	return folder;
}

/* Who held the lock before us may have removed the folder. */
int compose_lock(const char *project)
{
	char *folder = compose_state(project);
	struct stat ours, now;
	int lock;

	for (;;) {
		lock = folder_make(folder);
		if (lock == 0)
			lock = file_lock(folder);
		if (lock < 0) {
			fail("%s: %s", folder, strerror(-lock));
			hint("set KRAFT_COMPOSE to a folder that you may write");
			break;
		}
		if (fstat(lock, &ours) == 0 && stat(folder, &now) == 0 && ours.st_ino == now.st_ino)
			break;
		file_unlock(lock);
	}
	free(folder);
	return lock;
}

/* More exactly than by the second. */
static int by_start(const void *a, const void *b)
{
	const struct machine_record *one = a, *other = b;

	if (one->created != other->created)
		return one->created < other->created ? -1 : 1;
	if (one->pid_start != other->pid_start)
		return one->pid_start < other->pid_start ? -1 : 1;
	return one->pid < other->pid ? -1 : 1;
}

void compose_machines(const char *project, struct machine_record **records, size_t *count)
{
	size_t kept = 0;

	machine_list(records, count);
	for (size_t i = 0; i < *count; i++) {
		struct machine_record *r = &(*records)[i];
		bool ours = r->composition && *r->composition &&
		            (!project || strcmp(r->composition, project) == 0);

		if (!ours)
			machine_record_free(r);
		else
			(*records)[kept++] = *r;
	}
	*count = kept;
	if (kept)
		qsort(*records, kept, sizeof **records, by_start);
}

int compose_stop(const char *project, const struct strings *services, bool remove,
                 unsigned int timeout_seconds)
{
	struct machine_record *records;
	size_t count;
	int error = 0;

	compose_machines(project, &records, &count);
	/* Those that depend on others came later and end first. */
	for (size_t i = count; i-- > 0;) {
		struct machine_record *r = &records[i];
		bool running = r->state != MACHINE_EXITED;

		if (services && services->count && !strings_has(services, r->service))
			continue;
		int failed = machine_stop(r, timeout_seconds);

		if (!failed && remove)
			failed = machine_remove(r, true);
		if (!failed && (running || remove))
			say("%s %s", remove ? "removed" : "stopped", r->name);
		error = error ? error : failed;
	}
	machine_list_free(records, count);
	return error;
}

size_t compose_running(const struct composition *c, bool *on)
{
	struct machine_record *records;
	size_t count, running = 0;

	compose_machines(c->name, &records, &count);
	for (size_t i = 0; i < count; i++) {
		const struct compose_service *s = compose_service(c, records[i].service);

		if (records[i].state == MACHINE_EXITED)
			continue;
		running++;
		if (s)
			on[s - c->services] = true;
	}
	machine_list_free(records, count);
	return running;
}

/* --- the supervisor -------------------------------------------------------------------- */

static char *supervisor_file(const char *project)
{
	char *state = compose_state(project), *path = path_join(state, "supervisor");

	free(state);
	return path;
}

/* Its process, 0 when there is none; a number that another process has got since does not count. */
static pid_t supervisor(const char *project)
{
	char *path = supervisor_file(project);
	struct text text = {0};
	uint64_t start = 0;
	int pid = 0;

	if (is_file(path) && file_read(path, &text) == 0 &&
	    sscanf(text.data, "%d %" SCNu64, &pid, &start) != 2)
		pid = 0;
	if (pid > 0 && (!start || process_start_time(pid) != start))
		pid = 0;
	text_free(&text);
	free(path);
	return pid;
}

bool compose_supervised(const char *project)
{
	return supervisor(project) > 0;
}

int compose_supervisor_note(const char *project, pid_t pid)
{
	char *path = supervisor_file(project);
	char *text = format("%d %" PRIu64 "\n", (int)pid, process_start_time(pid));
	int error = file_write(path, text, strlen(text));

	free(text);
	free(path);
	return error;
}

void compose_supervisor_end(const char *project)
{
	char *path = supervisor_file(project);
	pid_t pid = supervisor(project);

	if (pid > 0)
		kill(pid, SIGKILL);
	while (pid > 0 && process_start_time(pid))
		nanosleep(&(struct timespec){0, 1000000}, NULL);
	unlink(path);
	free(path);
}

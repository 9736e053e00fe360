/* SPDX-License-Identifier: BSD-3-Clause */
/* What several machines print, side by side. */
#include <errno.h>
#include <fcntl.h>
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

#define NAP_NS      50000000
#define MISSING_MAX 200
#define SETTLE_MAX  4

static volatile sig_atomic_t caught;

struct source {
	struct machine_record *record;
	int fd;
	off_t before;     /* bytes that its predecessors printed */
	struct text line; /* what has no end yet */
	int color;
	bool ended;
	bool waiting; /* for its new start */
	int missing;  /* how often in a row nothing spoke for its return */
};

struct view {
	int width; /* of the names in front */
	bool colors;
	bool follow;
};

static void catch_signal(int number)
{
	caught = number;
}

static void print_line(const struct source *s, const struct view *v)
{
	if (v->colors)
		printf("\033[%dm%-*s |\033[0m %s\n", s->color, v->width, s->record->service,
		       s->line.data ? s->line.data : "");
	else
		printf("%-*s | %s\n", v->width, s->record->service,
		       s->line.data ? s->line.data : "");
}

/* Whole lines only, so that machines do not write into each other's. */
static void copy_lines(struct source *s, int fd, const struct view *v)
{
	char block[8192];
	ssize_t got;

	while (fd >= 0 && (got = read(fd, block, sizeof block)) > 0) {
		for (ssize_t i = 0; i < got; i++) {
			if (block[i] == '\n') {
				print_line(s, v);
				s->line.len = 0;
				if (s->line.data)
					s->line.data[0] = '\0';
			} else if (block[i] != '\r' && block[i] != '\0') {
				text_add_bytes(&s->line, &block[i], 1);
			}
		}
	}
}

static void finish_line(struct source *s, const struct view *v)
{
	if (s->line.len)
		print_line(s, v);
	s->line.len = 0;
}

/* What machines of this service printed that were replaced by now, from `from` on. */
static void copy_history(struct source *s, const char *project, off_t from, const struct view *v)
{
	char *path = compose_history(project, s->record->service);
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd >= 0 && lseek(fd, from, SEEK_SET) == from)
		copy_lines(s, fd, v);
	finish_line(s, v);
	if (fd >= 0)
		close(fd);
	free(path);
}

static void finish(struct source *s, const struct view *v)
{
	int status;

	finish_line(s, v);
	s->ended = true;
	if (!v->follow)
		return;
	fflush(stdout);
	if (store_status(s->record->folder, &status))
		say("%s has ended with status %d", s->record->name, status);
	else
		say("%s has ended", s->record->name);
}

static int open_log(const struct machine_record *r)
{
	char *path = path_join(r->folder, "log");
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	free(path);
	return fd;
}

/* The log of a machine, and how much its predecessors printed: both of the same moment. */
static int open_both(const struct machine_record *r, off_t *before)
{
	off_t now = compose_history_size(r->composition, r->service);
	int fd;

	do {
		*before = now;
		fd = open_log(r);
		now = compose_history_size(r->composition, r->service);
		if (now != *before && fd >= 0)
			close(fd);
	} while (now != *before);
	return fd;
}

static size_t open_sources(struct machine_record *records, size_t count,
                           const struct strings *services, struct source *sources, int *width)
{
	static const int palette[] = {36, 33, 32, 35, 34, 31};
	size_t n = 0;

	for (size_t i = 0; i < count; i++) {
		struct machine_record *r = &records[i];

		if (!services || !services->count || strings_has(services, r->service)) {
			sources[n] = (struct source){
			        .record = r,
			        .color = palette[n % (sizeof palette / sizeof *palette)]};
			sources[n].fd = open_both(r, &sources[n].before);
			n++;
			if ((int)strlen(r->service) > *width)
				*width = (int)strlen(r->service);
		}
	}
	return n;
}

static bool same_file(int one, int other)
{
	struct stat a, b;

	return fstat(one, &a) == 0 && fstat(other, &b) == 0 && a.st_ino == b.st_ino &&
	       a.st_dev == b.st_dev;
}

/* The machine is another one when it has another log; others may have come and gone between. What
 * was read of it while it was being started may not have named its process yet. */
static bool take_over(struct source *s, struct machine_record *r, const struct view *v)
{
	struct machine_record old = *s->record;
	off_t before;
	int fd = open_both(r, &before);
	bool same = fd >= 0 && same_file(fd, s->fd);

	/* just being started or removed: asked again soon */
	if (fd < 0)
		return ++s->missing < MISSING_MAX;
	if (same)
		close(fd);
	if (same && r->state == MACHINE_EXITED)
		return false;
	if (!same) {
		off_t printed = s->before + lseek(s->fd, 0, SEEK_CUR);

		if (!s->waiting)
			say("%s has ended and was started again", r->name);
		if (before > printed)
			copy_history(s, r->composition, printed, v);
		close(s->fd);
		s->fd = fd;
		s->before = before;
	}
	*s->record = *r;
	*r = old;
	s->waiting = false;
	s->missing = 0;
	return true;
}

/* A machine that has ended may come back in a new one. False when it will not. */
static bool comes_back(const struct composition *c, struct source *s, const struct view *v)
{
	const struct compose_service *service = compose_service(c, s->record->service);
	bool supervised = service && compose_supervised(c->name), back = false, found = false;
	struct machine_record *records;
	size_t count;

	if (!service || service->restart == COMPOSE_RESTART_NO)
		return false;
	compose_machines(c->name, &records, &count);
	for (size_t i = 0; i < count && !found; i++) {
		struct machine_record *r = &records[i];

		found = strcmp(r->service, service->name) == 0 && r->pid > 0;
		if (!found)
			continue;
		back = take_over(s, r, v);
		if (!back && supervised && compose_will_restart(c, service, r)) {
			if (!s->waiting)
				say("%s has ended with status %d and is started again", r->name,
				    r->exit_status);
			s->waiting = back = true;
		}
	}
	/* It may be just being replaced: what was read is then of different moments. */
	if (!back)
		back = supervised && ++s->missing < (found ? SETTLE_MAX : MISSING_MAX);
	machine_list_free(records, count);
	return back;
}

static bool step(const struct composition *c, struct source *sources, size_t count,
                 const struct view *v)
{
	bool more = false;

	for (size_t i = 0; i < count; i++) {
		struct source *s = &sources[i];
		/* Asked first: what it printed last is read afterwards. */
		bool alive = v->follow && !s->ended && store_alive(s->record);

		if (s->ended)
			continue;
		copy_lines(s, s->fd, v);
		if (!alive && v->follow) {
			finish_line(s, v);
			fflush(stdout);
			alive = comes_back(c, s, v);
		}
		if (alive)
			more = true;
		else
			finish(s, v);
	}
	fflush(stdout);
	return more;
}

static bool has_ended(const struct source *sources, size_t count, const char *service)
{
	for (size_t i = 0; i < count; i++)
		if (service && (sources[i].ended || sources[i].waiting) &&
		    strcmp(sources[i].record->service, service) == 0)
			return true;
	return false;
}

int compose_follow(const struct composition *c, const struct strings *services, const char *last,
                   bool follow, bool colors)
{
	static const int numbers[] = {SIGINT, SIGTERM, SIGHUP};
	struct sigaction action = {.sa_handler = catch_signal}, before[3];
	struct machine_record *records;
	struct source *sources;
	struct view view = {.colors = colors, .follow = follow};
	size_t count, n;

	compose_machines(c->name, &records, &count);
	sources = need_zeroed((count + 1) * sizeof *sources);
	n = open_sources(records, count, services, sources, &view.width);
	for (size_t i = 0; i < n; i++)
		if (sources[i].before)
			copy_history(&sources[i], c->name, 0, &view);
	caught = 0;
	for (int i = 0; i < 3; i++)
		sigaction(numbers[i], &action, &before[i]);
	while (step(c, sources, n, &view) && !caught && !has_ended(sources, n, last))
		nanosleep(&(struct timespec){0, NAP_NS}, NULL);
	for (int i = 0; i < 3; i++)
		sigaction(numbers[i], &before[i], NULL);
	for (size_t i = 0; i < n; i++) {
		if (sources[i].fd >= 0)
			close(sources[i].fd);
		text_free(&sources[i].line);
	}
	free(sources);
	machine_list_free(records, count);
	return caught;
}

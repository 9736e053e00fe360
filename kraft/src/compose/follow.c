/* SPDX-License-Identifier: BSD-3-Clause */
/* What several machines print, side by side. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/file.h"
#include "compose/compose.h"
#include "machine/store.h"

#define NAP_NS 50000000

static volatile sig_atomic_t caught;

struct source {
	struct machine_record *record;
	int fd;
	struct text line; /* what has no end yet */
	int color;
	bool ended;
};

static void catch_signal(int number)
{
	caught = number;
}

static void print_line(const struct source *s, int width, bool colors)
{
	if (colors)
		printf("\033[%dm%-*s |\033[0m %s\n", s->color, width, s->record->service,
		       s->line.data ? s->line.data : "");
	else
		printf("%-*s | %s\n", width, s->record->service, s->line.data ? s->line.data : "");
}

/* Whole lines only, so that machines do not write into each other's. */
static void copy_lines(struct source *s, int width, bool colors)
{
	char block[8192];
	ssize_t got;

	while (s->fd >= 0 && (got = read(s->fd, block, sizeof block)) > 0) {
		for (ssize_t i = 0; i < got; i++) {
			if (block[i] == '\n') {
				print_line(s, width, colors);
				s->line.len = 0;
				if (s->line.data)
					s->line.data[0] = '\0';
			} else if (block[i] != '\r' && block[i] != '\0') {
				text_add_bytes(&s->line, &block[i], 1);
			}
		}
	}
}

static void finish(struct source *s, int width, bool colors, bool follow)
{
	int status;

	if (s->line.len)
		print_line(s, width, colors);
	s->ended = true;
	if (!follow)
		return;
	fflush(stdout);
	if (store_status(s->record->folder, &status))
		say("%s has ended with status %d", s->record->name, status);
	else
		say("%s has ended", s->record->name);
}

static size_t open_sources(struct machine_record *records, size_t count,
                           const struct strings *services, struct source *sources, int *width)
{
	static const int palette[] = {36, 33, 32, 35, 34, 31};
	size_t n = 0;

	for (size_t i = 0; i < count; i++) {
		struct machine_record *r = &records[i];
		char *path = path_join(r->folder, "log");

		if (!services || !services->count || strings_has(services, r->service)) {
			sources[n] = (struct source){
			        .record = r,
			        .fd = open(path, O_RDONLY | O_CLOEXEC),
			        .color = palette[n % (sizeof palette / sizeof *palette)]};
			n++;
			if ((int)strlen(r->service) > *width)
				*width = (int)strlen(r->service);
		}
		free(path);
	}
	return n;
}

static bool step(struct source *sources, size_t count, int width, bool colors, bool follow)
{
	bool more = false;

	for (size_t i = 0; i < count; i++) {
		struct source *s = &sources[i];
		/* Asked first: what it printed last is read afterwards. */
		bool alive = follow && !s->ended && store_alive(s->record);

		if (s->ended)
			continue;
		copy_lines(s, width, colors);
		if (alive)
			more = true;
		else
			finish(s, width, colors, follow);
	}
	fflush(stdout);
	return more;
}

static bool has_ended(const struct source *sources, size_t count, const char *service)
{
	for (size_t i = 0; i < count; i++)
		if (service && sources[i].ended && strcmp(sources[i].record->service, service) == 0)
			return true;
	return false;
}

int compose_follow(const char *project, const struct strings *services, const char *last,
                   bool follow, bool colors)
{
	static const int numbers[] = {SIGINT, SIGTERM, SIGHUP};
	struct sigaction action = {.sa_handler = catch_signal}, before[3];
	struct machine_record *records;
	struct source *sources;
	size_t count, n;
	int width = 0;

	compose_machines(project, &records, &count);
	sources = need_zeroed((count + 1) * sizeof *sources);
	n = open_sources(records, count, services, sources, &width);
	caught = 0;
	for (int i = 0; i < 3; i++)
		sigaction(numbers[i], &action, &before[i]);
	while (step(sources, n, width, colors, follow) && !caught && !has_ended(sources, n, last))
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

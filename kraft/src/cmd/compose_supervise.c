/* SPDX-License-Identifier: BSD-3-Clause */
/* What goes on after `kraft compose up`: a process that starts machines again which have ended, by
 * the `restart` of their services, and asks those with a `healthcheck` how they are. It ends with
 * the last machine that it looks after. It is a copy of the process that read the file, so that a
 * machine comes back as it was described then. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/file.h"
#include "cmd/compose.h"

#define NAP_MS         100
#define BACKOFF_MS     100 /* before the first new start; twice that before the next */
#define BACKOFF_MAX    60000
#define STEADY_SECONDS 10 /* who ran that long begins with the short wait again */

struct watched {
	struct compose_health_state health;
	int64_t due, backoff; /* of the next start; due 0: it has not ended */
	bool given_up;
};

struct supervision {
	struct composition *c;
	const struct compose_up *up;
	struct watched *watched; /* one for each service */
};

static int64_t now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static bool is_watched(const struct compose_service *s)
{
	return s->restart != COMPOSE_RESTART_NO || s->health.given;
}

static const struct machine_record *record_of(const struct machine_record *records, size_t count,
                                              const char *service)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(records[i].service, service) == 0)
			return &records[i];
	return NULL;
}

static void ask_health(struct supervision *v, size_t i, const struct machine_record *r)
{
	const struct compose_service *s = &v->c->services[i];
	struct compose_health_state *h = &v->watched[i].health;
	bool begins = h->pid != r->pid;

	if (begins)
		compose_health_begin(h, r, now_ms());
	if (compose_health_step(h, v->c, s, now_ms())) {
		say("%s is %s%s", r->name, h->fault ? "unhealthy: " : "healthy",
		    h->fault ? compose_probe_fault(h->fault) : "");
		compose_health_note(v->c, s, h);
	} else if (begins) {
		compose_health_note(v->c, s, h);
	}
}

/* Somebody may have stopped or removed it while we waited for the lock. */
static void start_again(struct supervision *v, size_t i)
{
	const struct compose_service *s = &v->c->services[i];
	struct machine_record *records;
	const struct machine_record *r;
	int lock = compose_lock(v->c->name), error;
	size_t count;

	compose_machines(v->c->name, &records, &count);
	r = record_of(records, count, s->name);
	if (lock >= 0 && r && compose_will_restart(v->c, s, r)) {
		say("%s has ended with status %d", r->name, r->exit_status);
		error = compose_start_again(v->c, v->up, i);
		v->watched[i].given_up = error;
	}
	machine_list_free(records, count);
	file_unlock(lock);
}

/* True while it is to be looked after further. */
static bool watch(struct supervision *v, size_t i, const struct machine_record *r)
{
	const struct compose_service *s = &v->c->services[i];
	struct watched *w = &v->watched[i];

	if (!r || w->given_up)
		return false;
	if (r->state == MACHINE_RUNNING && s->health.given)
		ask_health(v, i, r);
	if (r->state != MACHINE_EXITED) {
		w->due = 0;
		if (time(NULL) - r->created >= STEADY_SECONDS)
			w->backoff = BACKOFF_MS;
		return true;
	}
	if (!compose_will_restart(v->c, s, r))
		return false;
	if (!w->due) {
		w->due = now_ms() + w->backoff;
		w->backoff = w->backoff < BACKOFF_MAX / 2 ? 2 * w->backoff : BACKOFF_MAX;
	} else if (now_ms() >= w->due) {
		w->due = 0;
		start_again(v, i);
	}
	return true;
}

static void supervise(struct supervision *v)
{
	char *state = compose_state(v->c->name);
	bool any = true;

	while (any && is_folder(state)) {
		struct machine_record *records;
		size_t count;

		any = false;
		compose_machines(v->c->name, &records, &count);
		for (size_t i = 0; i < v->c->service_count; i++)
			if (is_watched(&v->c->services[i]))
				any |= watch(v, i,
				             record_of(records, count, v->c->services[i].name));
		machine_list_free(records, count);
		nanosleep(&(struct timespec){0, NAP_MS * 1000000L}, NULL);
	}
	free(state);
}

/* Nothing of the terminal and of the caller's files stays open, its lock least of all. */
static void go_to_background(const char *project)
{
	char *state = compose_state(project), *log = path_join(state, "supervisor.log");
	int file = open(log, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600),
	    null = open("/dev/null", O_RDWR | O_CLOEXEC);

	setsid();
	for (int i = 0; i < 3; i++)
		dup2(i == 2 && file >= 0 ? file : null, i);
	close_range(3, ~0U, 0);
	signal(SIGINT, SIG_DFL);
	signal(SIGTERM, SIG_DFL);
	signal(SIGHUP, SIG_DFL);
	free(log);
	free(state);
}

int compose_supervise(struct composition *c, const struct compose_up *up)
{
	bool needed = false;
	pid_t pid;

	for (size_t i = 0; i < c->service_count; i++)
		needed |= is_watched(&c->services[i]);
	if (!needed)
		return 0;
	fflush(NULL);
	pid = fork();
	if (pid < 0) {
		fail("services cannot be looked after: %s", strerror(errno));
		return -errno;
	}
	if (pid == 0) {
		struct supervision v = {
		        .c = c,
		        .up = up,
		        .watched = need_zeroed((c->service_count + 1) * sizeof *v.watched)};

		go_to_background(c->name);
		for (size_t i = 0; i < c->service_count; i++)
			v.watched[i].backoff = BACKOFF_MS;
		supervise(&v);
		_exit(0);
	}
	return compose_supervisor_note(c->name, pid);
}

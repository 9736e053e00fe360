/* SPDX-License-Identifier: BSD-3-Clause */
/* Health and restarts of services: the rules, and what is noted about them: in health/SERVICE
 * "healthy PID", in restarts/SERVICE a number, in history/SERVICE what was printed before. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "compose/compose.h"

static char *note_path(const char *project, const char *kind, const char *service, bool make)
{
	char *state = compose_state(project), *folder = path_join(state, kind),
	     *path = path_join(folder, service);

	/* only within the state, which `down` removes */
	if (make && is_folder(state))
		(void)folder_make(folder);
	free(folder);
	free(state);
	return path;
}

static void note(const char *project, const char *kind, const char *service, const char *text)
{
	char *path = note_path(project, kind, service, true);

	(void)file_update(path, text, strlen(text));
	free(path);
}

static char *noted(const char *project, const char *kind, const char *service)
{
	char *path = note_path(project, kind, service, false);
	struct text text = {0};

	if (!is_file(path) || file_read(path, &text))
		text_free(&text);
	free(path);
	return text.data;
}

/* --- health ------------------------------------------------------------------------------ */

static const char *const words[] = {"starting", "healthy", "unhealthy"};

void compose_health_begin(struct compose_health_state *h, const struct machine_record *r,
                          int64_t now)
{
	*h = (struct compose_health_state){.pid = r->pid, .started = now, .next = now};
}

bool compose_health_step(struct compose_health_state *h, const struct composition *c,
                         const struct compose_service *s, int64_t now)
{
	const struct compose_health *rule = &s->health;
	enum compose_health_word before = h->word;
	bool starting;

	if (now < h->next)
		return false;
	h->fault = compose_probe(c, s, rule->timeout);
	starting = h->word == COMPOSE_HEALTH_STARTING;
	if (!h->fault) {
		h->word = COMPOSE_HEALTH_HEALTHY;
		h->failures = 0;
	} else if ((!starting || now - h->started >= rule->start_period) &&
	           (!h->counted || now - h->counted >= rule->interval)) {
		h->counted = now;
		if (++h->failures >= rule->retries)
			h->word = COMPOSE_HEALTH_UNHEALTHY;
	}
	h->next = now + (h->word == COMPOSE_HEALTH_STARTING ? rule->starting : rule->interval);
	return h->word != before;
}

void compose_health_note(const struct composition *c, const struct compose_service *s,
                         const struct compose_health_state *h)
{
	char *text = format("%s %d\n", words[h->word], (int)h->pid);

	note(c->name, "health", s->name, text);
	free(text);
}

char *compose_health_noted(const struct machine_record *r)
{
	char *text = noted(r->composition, "health", r->service), *blank, *word = NULL;

	blank = text ? strchr(text, ' ') : NULL;
	if (blank && (pid_t)strtol(blank, NULL, 10) == r->pid && r->state != MACHINE_EXITED)
		word = copy_bytes(text, (size_t)(blank - text));
	free(text);
	return word;
}

/* --- restarts ---------------------------------------------------------------------------- */

unsigned int compose_restarts(const char *project, const char *service)
{
	char *text = noted(project, "restarts", service);
	unsigned int count = text ? (unsigned int)strtoul(text, NULL, 10) : 0;

	free(text);
	return count;
}

void compose_note_restarts(const char *project, const char *service, unsigned int count)
{
	char *text = format("%u\n", count);

	if (count || compose_restarts(project, service))
		note(project, "restarts", service, text);
	free(text);
}

bool compose_will_restart(const struct composition *c, const struct compose_service *s,
                          const struct machine_record *r)
{
	if (r->state != MACHINE_EXITED || r->stopped)
		return false;
	switch (s->restart) {
	case COMPOSE_RESTART_NO:
		return false;
	case COMPOSE_RESTART_FAILED:
		return r->exit_status &&
		       (!s->restart_limit || compose_restarts(c->name, s->name) < s->restart_limit);
	default:
		return true;
	}
}

/* --- what was printed before -------------------------------------------------------------- */

char *compose_history(const char *project, const char *service)
{
	return note_path(project, "history", service, true);
}

off_t compose_history_size(const char *project, const char *service)
{
	char *path = note_path(project, "history", service, false);
	struct stat st;
	off_t size = stat(path, &st) == 0 ? st.st_size : 0;

	free(path);
	return size;
}

/* One write: whoever follows it sees all of a log or nothing. */
void compose_history_add(const struct machine_record *r)
{
	char *path = compose_history(r->composition, r->service),
	     *log = path_join(r->folder, "log");
	int fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
	struct text text = {0};

	if (fd < 0 || file_read(log, &text) || (text.len && write(fd, text.data, text.len) < 0))
		warn("what %s printed cannot be kept: %s", r->name, strerror(errno));
	if (fd >= 0)
		close(fd);
	text_free(&text);
	free(log);
	free(path);
}

void compose_history_forget(const char *project, const char *service)
{
	char *path = note_path(project, "history", service, false);

	unlink(path);
	free(path);
}

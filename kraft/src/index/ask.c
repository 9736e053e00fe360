/* SPDX-License-Identifier: BSD-3-Clause */
/* Each origin is asked by a child process, which leaves its answer as an index file and its
 * messages as text in a scratch folder: a server that hangs costs its time limit, and no more. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/file.h"
#include "index/ask.h"
#include "index/json.h"
#include "term/message.h"

#define AT_A_TIME       16
#define TIMEOUT_SECONDS 30

struct child {
	pid_t pid; /* 0: not started, -1: ended */
	double begun;
	bool late;
};

/* For the signal handler: nobody is left behind when we are ended. */
static struct child *live;
static volatile size_t live_count;

static void end_all(int number)
{
	for (size_t i = 0; i < live_count; i++)
		if (live[i].pid > 0)
			kill(-live[i].pid, SIGKILL);
	signal(number, SIG_DFL);
	raise(number);
}

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static double limit(void)
{
	const char *value = getenv("KRAFT_ORIGIN_TIMEOUT");
	double seconds = value ? strtod(value, NULL) : 0;

	return seconds > 0 ? seconds : TIMEOUT_SECONDS;
}

static char *scratch_file(const char *scratch, size_t i, const char *kind)
{
	return format("%s/%zu.%s", scratch, i, kind);
}

static void ask_one(const char *scratch, size_t i, const char *origin)
{
	char *messages = scratch_file(scratch, i, "messages"),
	     *answer = scratch_file(scratch, i, "json");
	int fd = open(messages, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	struct index found = {0};

	/* What it starts in turn ends with it. */
	setpgid(0, 0);
	if (fd >= 0) {
		dup2(fd, 2);
		dup2(fd, 1);
	}
	_exit(origin_scan(origin, &found) || json_write_index(answer, &found) ? 1 : 0);
}

static void start(struct child *c, const char *scratch, size_t i, const char *origin)
{
	fflush(NULL);
	c->begun = now();
	c->pid = fork();
	if (c->pid == 0)
		ask_one(scratch, i, origin);
	if (c->pid > 0)
		setpgid(c->pid, c->pid);
}

/* True when it has ended by now, or had to be ended. */
static bool finish(struct child *c, int *error)
{
	int status = 0;
	pid_t ended = c->pid > 0 ? waitpid(c->pid, &status, WNOHANG) : c->pid;

	if (ended == 0 && now() - c->begun < limit())
		return false;
	if (ended == 0) {
		c->late = true;
		kill(-c->pid, SIGKILL);
		waitpid(c->pid, &status, 0);
	}
	*error = ended < 0 || c->late || !WIFEXITED(status) || WEXITSTATUS(status) ? -EIO : 0;
	c->pid = -1;
	return true;
}

static void show_waiting(size_t done, size_t count)
{
	if (isatty(2) && message_color(2))
		fprintf(stderr,
		        done < count ? "\r%zu of %zu origins have answered\033[K" : "\r\033[K",
		        done, count);
}

static void collect(struct answer *a, const struct child *c, const char *scratch, size_t i)
{
	char *messages = scratch_file(scratch, i, "messages"),
	     *answer = scratch_file(scratch, i, "json");
	struct text said = {0};

	if (c->late) {
		fail("%s did not answer within %g seconds", a->origin, limit());
		hint("KRAFT_ORIGIN_TIMEOUT=SECONDS waits longer");
	} else if (file_read(messages, &said) == 0 && said.len) {
		fputs(said.data, stderr);
	}
	if (!a->error)
		a->error = json_read_index(answer, &a->found);
	text_free(&said);
	free(messages);
	free(answer);
}

void origins_ask(struct answer *answers, size_t count)
{
	const struct timespec nap = {.tv_nsec = 5000000};
	struct child *children = need_zeroed((count + 1) * sizeof *children);
	const char *folder = getenv("TMPDIR");
	char *scratch = format("%s/kraft-ask-XXXXXX", folder && *folder ? folder : "/tmp");
	size_t started = 0, done = 0;
	bool usable = mkdtemp(scratch) != NULL;

	live = children;
	signal(SIGINT, end_all);
	signal(SIGTERM, end_all);
	while (usable && done < count) {
		while (started < count && started - done < AT_A_TIME) {
			start(&children[started], scratch, started, answers[started].origin);
			live_count = ++started;
		}
		show_waiting(done, count);
		nanosleep(&nap, NULL);
		for (size_t i = 0; i < started; i++)
			if (children[i].pid != -1 && finish(&children[i], &answers[i].error))
				done++;
	}
	show_waiting(count, count);
	for (size_t i = 0; i < count; i++) {
		if (usable)
			collect(&answers[i], &children[i], scratch, i);
		else
			answers[i].error = -EIO;
	}
	if (usable)
		folder_remove(scratch);
	else
		fail("no folder for temporary files can be made: %s", scratch);
	live_count = 0;
	signal(SIGINT, SIG_DFL);
	signal(SIGTERM, SIG_DFL);
	free(scratch);
	free(children);
}

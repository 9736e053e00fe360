/* SPDX-License-Identifier: BSD-3-Clause */
/* Child processes, and their output line by line. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/process.h"

struct stream {
	int fd; /* -1: not read */
	struct text *out;
	struct text line;
	bool is_error;
};

static void child(const struct process *p, int out, int errors)
{
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);

	if (p->quiet)
		out = errors = null;
	if (out >= 0)
		dup2(out, 1);
	if (errors >= 0)
		dup2(errors, 2);
	for (size_t i = 0; p->variables && p->variables[i]; i++) {
		char *variable = copy_string(p->variables[i]), *equals = strchr(variable, '=');

		if (equals) {
			*equals = 0;
			setenv(variable, equals + 1, 1);
		} else {
			unsetenv(variable);
		}
	}
	if (p->folder && chdir(p->folder)) {
		fprintf(stderr, "%s: %s\n", p->folder, strerror(errno));
		_exit(126);
	}
	execvp(p->argv[0], (char *const *)p->argv);
	_exit(127);
}

static void deliver(const struct process *p, struct stream *s, const char *data, size_t len)
{
	if (!p->line) {
		text_add_bytes(s->out, data, len);
		return;
	}
	for (size_t i = 0; i < len; i++) {
		if (data[i] != '\n') {
			text_add_bytes(&s->line, data + i, 1);
			continue;
		}
		p->line(p->context, s->line.data ? s->line.data : "", s->is_error);
		s->line.len = 0;
		if (s->line.data)
			s->line.data[0] = 0;
	}
}

static long long now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000LL + t.tv_nsec / 1000000;
}

static void pump(const struct process *p, struct stream *streams, long long end)
{
	char block[8192];

	while (streams[0].fd >= 0 || streams[1].fd >= 0) {
		struct pollfd fds[2] = {{.fd = streams[0].fd, .events = POLLIN},
		                        {.fd = streams[1].fd, .events = POLLIN}};

		long long left = p->milliseconds ? end - now() : -1;

		if (p->milliseconds && left <= 0)
			return;
		if (poll(fds, 2, (int)left) < 0 && errno != EINTR)
			return;
		for (int i = 0; i < 2; i++) {
			ssize_t n;

			if (streams[i].fd < 0 || !fds[i].revents)
				continue;
			n = read(streams[i].fd, block, sizeof(block));
			if (n < 0 && errno == EINTR)
				continue;
			if (n > 0) {
				deliver(p, &streams[i], block, n);
				continue;
			}
			if (streams[i].line.len)
				deliver(p, &streams[i], "\n", 1);
			close(streams[i].fd);
			streams[i].fd = -1;
		}
	}
}

/* As waitpid(); kills the child at the end of its time. */
static int wait_until(const struct process *p, pid_t pid, int *status, long long end)
{
	const struct timespec nap = {.tv_nsec = 2000000};
	int result = 0;

	while (p->milliseconds && (result = waitpid(pid, status, WNOHANG)) == 0 && now() < end)
		nanosleep(&nap, NULL);
	if (result > 0)
		return 0;
	if (p->milliseconds && result == 0)
		kill(pid, SIGKILL);
	while ((result = waitpid(pid, status, 0)) < 0 && errno == EINTR)
		;
	if (result < 0)
		return -errno;
	return p->milliseconds ? -ETIMEDOUT : 0;
}

int process_run(const struct process *p)
{
	long long end = now() + p->milliseconds;
	int out[2] = {-1, -1}, errors[2] = {-1, -1}, status, result;
	struct stream streams[2];
	bool same = p->output && p->output == p->errors;
	pid_t pid;

	if (!p->quiet && (p->output || p->line) && pipe2(out, O_CLOEXEC))
		return -errno;
	if (!p->quiet && !same && (p->errors || p->line) && pipe2(errors, O_CLOEXEC))
		return -errno;
	fflush(NULL);
	pid = fork();
	if (pid < 0)
		return -errno;
	if (pid == 0)
		child(p, out[1], same ? out[1] : errors[1]);
	if (out[1] >= 0)
		close(out[1]);
	if (errors[1] >= 0)
		close(errors[1]);
	streams[0] = (struct stream){.fd = out[0], .out = p->output};
	streams[1] = (struct stream){.fd = errors[0], .out = p->errors, .is_error = true};
	pump(p, streams, end);
	for (int i = 0; i < 2; i++) /* what a killed program's children still hold */
		if (streams[i].fd >= 0)
			close(streams[i].fd);
	text_free(&streams[0].line);
	text_free(&streams[1].line);
	result = wait_until(p, pid, &status, end);
	if (result)
		return result;
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

char *process_show(const char *const *argv)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
	                            "_-+=./:,@%";
	struct text t = {0};

	for (size_t i = 0; argv[i]; i++) {
		if (i)
			text_add(&t, " ");
		if (argv[i][0] && !argv[i][strspn(argv[i], plain)]) {
			text_add(&t, argv[i]);
			continue;
		}
		text_add(&t, "'");
		for (const char *c = argv[i]; *c; c++) {
			if (*c == '\'')
				text_add(&t, "'\\''");
			else
				text_add_bytes(&t, c, 1);
		}
		text_add(&t, "'");
	}
	return t.data;
}

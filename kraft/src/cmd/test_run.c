/* SPDX-License-Identifier: BSD-3-Clause */
/* One test case: `kraft run` as a child, with its output caught and its time limited. */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "cmd/test.h"
#include "term/message.h"

#define OUTPUT_MAX (4UL << 20) /* a program that prints without end is ended */
#define TICK       50

struct run {
	struct test_result *result;
	pid_t machine, probe; /* 0: not running */
	int output, messages; /* read ends; -1: closed */
	char *ports;          /* NAME=VALUE lines for the probe */
	double end;
	double next_probe;
	bool stopping;
};

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* A port that nobody has at the moment. */
static unsigned int free_port(bool udp)
{
	struct sockaddr_in a = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t len = sizeof a;
	int fd = socket(AF_INET, (udp ? SOCK_DGRAM : SOCK_STREAM) | SOCK_CLOEXEC, 0);

	if (fd < 0 || bind(fd, (struct sockaddr *)&a, sizeof a) ||
	    getsockname(fd, (struct sockaddr *)&a, &len))
		a.sin_port = 0;
	if (fd >= 0)
		close(fd);
	return ntohs(a.sin_port);
}

/* -p for kraft run, and KRAFT_PORT (the first), KRAFT_PORT_80 for the probe. */
static void add_ports(const struct test_case *c, struct strings *argv, struct text *variables)
{
	for (size_t i = 0; i < c->ports.count; i++) {
		unsigned int guest = (unsigned int)strtoul(c->ports.item[i], NULL, 10);
		bool udp = ends_with(c->ports.item[i], "/udp");
		unsigned int host = free_port(udp);

		strings_add(argv, "-p");
		strings_addf(argv, "127.0.0.1:%u:%u%s", host, guest, udp ? "/udp" : "");
		if (!i)
			text_addf(variables, "KRAFT_PORT=%u\n", host);
		text_addf(variables, "KRAFT_PORT_%u=%u\n", guest, host);
	}
}

static void command_line(const struct project *p, const struct test_case *c, const char *target,
                         bool no_acceleration, struct strings *argv, struct text *variables)
{
	strings_add(argv, "kraft");
	strings_add(argv, "run");
	if (no_acceleration)
		strings_add(argv, "-W");
	strings_add(argv, "--workdir");
	strings_add(argv, p->folder);
	strings_add(argv, "--target");
	strings_add(argv, target);
	if (c->memory) {
		strings_add(argv, "--memory");
		strings_add(argv, c->memory);
	}
	for (size_t i = 0; i < c->environment.count; i++) {
		strings_add(argv, "--env");
		strings_add(argv, c->environment.item[i]);
	}
	add_ports(c, argv, variables);
	if (c->has_arguments)
		strings_add(argv, "--");
	for (size_t i = 0; i < c->arguments.count; i++)
		strings_add(argv, c->arguments.item[i]);
}

/* The program's standard input; a file, so that nobody waits. */
static int input_of(const struct test_case *c)
{
	FILE *file = c->input ? tmpfile() : NULL;
	int fd;

	if (!file)
		return open("/dev/null", O_RDONLY | O_CLOEXEC);
	fputs(c->input, file);
	fflush(file);
	rewind(file);
	fd = dup(fileno(file));
	fclose(file);
	lseek(fd, 0, SEEK_SET);
	return fd;
}

static pid_t start(char *const *argv, const char *program, int in, int out, int errors)
{
	pid_t pid;

	fflush(NULL);
	pid = fork();
	if (pid)
		return pid;
	dup2(in, 0);
	dup2(out, 1);
	dup2(errors, 2);
	execv(program, argv);
	_exit(127);
}

static void start_machine(struct run *r, const struct project *p, const char *target,
                          bool no_acceleration)
{
	const struct test_case *c = r->result->test;
	struct strings argv = {0};
	struct text variables = {0};
	int in = input_of(c), out[2] = {-1, -1}, errors[2] = {-1, -1};

	command_line(p, c, target, no_acceleration, &argv, &variables);
	r->ports = variables.data;
	r->output = r->messages = -1;
	if (in >= 0 && pipe2(out, O_CLOEXEC) == 0 && pipe2(errors, O_CLOEXEC) == 0)
		r->machine = start(argv.item, "/proc/self/exe", in, out[1], errors[1]);
	if (r->machine <= 0) {
		text_addf(&r->result->why, "the machine cannot be started: %s\n", strerror(errno));
		r->machine = 0;
	} else {
		r->output = out[0];
		r->messages = errors[0];
		out[0] = errors[0] = -1;
	}
	for (int i = 0; i < 2; i++) {
		if (out[i] >= 0)
			close(out[i]);
		if (errors[i] >= 0)
			close(errors[i]);
	}
	if (in >= 0)
		close(in);
	strings_free(&argv);
}

/* Copies what has come; carriage returns are the console's, not the program's. */
static void drain(int *fd, struct text *to)
{
	char block[8192];
	ssize_t got = read(*fd, block, sizeof block);

	for (ssize_t i = 0; i < got; i++)
		if (block[i] != '\r')
			text_add_bytes(to, block + i, 1);
	if (got == 0 || (got < 0 && errno != EINTR && errno != EAGAIN)) {
		close(*fd);
		*fd = -1;
	}
}

static void stop(struct run *r)
{
	if (!r->stopping && r->machine)
		kill(r->machine, SIGTERM);
	r->stopping = true;
}

static void start_probe(struct run *r)
{
	const struct test_result *result = r->result;
	struct strings lines = {0};
	char *argv[] = {"sh", "-c", result->test->probe, NULL};
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);

	strings_split(&lines, r->ports ? r->ports : "", "\n");
	fflush(NULL);
	r->probe = fork();
	if (r->probe == 0) {
		setpgid(0, 0);
		for (size_t i = 0; i < lines.count; i++)
			putenv(lines.item[i]);
		dup2(null, 0);
		dup2(null, 1);
		dup2(null, 2);
		execv("/bin/sh", argv);
		_exit(127);
	}
	if (r->probe < 0)
		r->probe = 0;
	close(null);
	strings_free(&lines);
}

/* The probe is repeated until it succeeds: servers take a moment to listen. */
static void tend_probe(struct run *r)
{
	struct test_result *result = r->result;
	const struct test_case *c = result->test;
	int status;

	if (!c->probe || result->probed || r->stopping)
		return;
	if (r->probe) {
		if (waitpid(r->probe, &status, WNOHANG) != r->probe)
			return;
		r->probe = 0;
		r->next_probe = now() + 0.2;
		result->probed = WIFEXITED(status) && WEXITSTATUS(status) == 0;
		if (result->probed)
			stop(r);
	} else if (now() >= r->next_probe &&
	           (!c->ready || (result->output.data && strstr(result->output.data, c->ready)))) {
		start_probe(r);
	}
}

/* Until both streams are closed, which the machine's end does. */
static void attend(struct run *r)
{
	struct test_result *result = r->result;

	while (r->output >= 0 || r->messages >= 0) {
		struct pollfd fds[] = {{.fd = r->output, .events = POLLIN},
		                       {.fd = r->messages, .events = POLLIN}};
		int ready = poll(fds, 2, TICK);

		if (ready > 0 && fds[0].revents)
			drain(&r->output, &result->output);
		if (ready > 0 && fds[1].revents)
			drain(&r->messages, &result->messages);
		tend_probe(r);
		if (!r->stopping && (now() >= r->end || result->output.len > OUTPUT_MAX)) {
			result->late = now() >= r->end;
			stop(r);
		} else if (r->stopping && now() >= r->end + 10 && r->machine) {
			kill(r->machine, SIGKILL);
		}
	}
}

void test_run(const struct project *p, const char *target, bool no_acceleration,
              struct test_result *result)
{
	struct run r = {.result = result};
	double begun = now();
	int status = 0;

	r.end = begun + result->test->timeout;
	start_machine(&r, p, target, no_acceleration);
	attend(&r);
	if (r.machine)
		waitpid(r.machine, &status, 0);
	if (r.probe) {
		kill(-r.probe, SIGKILL);
		waitpid(r.probe, NULL, 0);
	}
	result->ended = r.machine && !r.stopping;
	result->status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
	result->seconds = now() - begun;
	free(r.ports);
}

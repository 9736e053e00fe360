/* SPDX-License-Identifier: BSD-3-Clause */
/* One child whose end we wait for. Signals are only let through while waiting, so that none is
 * lost. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include "machine/supervise.h"

#define HELPERS   2 /* where they begin among what is polled */
#define REMINDERS 5 /* seconds from the request to end until it is killed */

static volatile sig_atomic_t caught;
static volatile sig_atomic_t caught_count;
static sigset_t before; /* the signal mask of our caller */

static void catch_signal(int number)
{
	if (!caught)
		caught = number;
	caught_count = caught_count + 1;
}

static void run_child(char *const *argv, const char *folder, int input, int errors, pid_t parent)
{
	signal(SIGPIPE, SIG_DFL);
	sigprocmask(SIG_SETMASK, &before, NULL);
	prctl(PR_SET_PDEATHSIG, SIGTERM);
	if (getppid() != parent)
		_exit(127);
	if (chdir(folder) != 0)
		_exit(127);
	dup2(input, 0);
	dup2(errors, 2);
	execv(argv[0], argv);
	_exit(127);
}

int supervise_start(struct child *child, char *const *argv, const char *folder, int input)
{
	struct sigaction action = {.sa_handler = catch_signal};
	static const int numbers[] = {SIGINT, SIGTERM, SIGHUP};
	sigset_t ours;
	pid_t parent = getpid();
	int ends[2];

	*child = (struct child){.helpers = child->helpers, .helper_count = child->helper_count};
	if (pipe2(ends, O_CLOEXEC) != 0)
		return -errno;
	sigemptyset(&ours);
	for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
		sigaddset(&ours, numbers[i]);
	sigprocmask(SIG_BLOCK, &ours, &before);
	for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
		sigaction(numbers[i], &action, NULL);
	fflush(NULL);
	child->pid = fork();
	if (child->pid == 0)
		run_child(argv, folder, input, ends[1], parent);

	int error = child->pid < 0 ? -errno : 0;

	close(ends[1]);
	child->errors = ends[0];
	if (error)
		close(ends[0]);
	return error;
}

/* Drops what the emulator says about signals; people know that they pressed Ctrl-C. */
static void show_lines(struct text *pending)
{
	char *end;

	while (pending->len && (end = memchr(pending->data, '\n', pending->len))) {
		size_t len = (size_t)(end - pending->data) + 1;

		*end = '\0';
		if (!strstr(pending->data, "terminating on signal"))
			fprintf(stderr, "%s\n", pending->data);
		text_replace(pending, 0, len, "", 0);
	}
}

static void handle_signals(struct child *child, int *sent)
{
	if (!caught || *sent >= caught_count)
		return;
	child->signal = caught;
	kill(child->pid, *sent == 0 ? SIGTERM : SIGKILL);
	*sent = caught_count;
}

/* Descriptors that become readable when a helper ends, from events[HELPERS] on. */
static void watch_helpers(const struct child *child, struct pollfd *events)
{
	for (size_t i = 0; i < child->helper_count; i++)
		events[HELPERS + i] = (struct pollfd){
		        .fd = (int)syscall(SYS_pidfd_open, child->helpers[i], 0), .events = POLLIN};
}

/* One that ends well has seen the emulator go. */
static void look_at_helpers(struct child *child, struct pollfd *events)
{
	for (size_t i = 0; i < child->helper_count; i++) {
		siginfo_t end = {0};

		if (!events[HELPERS + i].revents)
			continue;
		if (waitid(P_PID, (id_t)child->helpers[i], &end, WEXITED | WNOHANG | WNOWAIT) ==
		            0 &&
		    end.si_pid && (end.si_code != CLD_EXITED || end.si_status)) {
			child->helper_failed = true;
			kill(child->pid, SIGTERM);
		}
		close(events[HELPERS + i].fd);
		events[HELPERS + i].fd = -1;
	}
}

void supervise_wait(struct child *child)
{
	struct pollfd events[HELPERS + SUPERVISE_HELPERS_MAX];
	struct termios terminal;
	bool is_terminal = tcgetattr(0, &terminal) == 0, open = true;
	struct text pending = {0};
	int sent = 0, reminders = 0;

	events[0] = (struct pollfd){.fd = child->errors, .events = POLLIN};
	events[1] = (struct pollfd){.fd = 1};
	watch_helpers(child, events);
	while (open) {
		bool ending = sent || child->helper_failed;
		char block[1024];

		int ready = ppoll(events, HELPERS + child->helper_count,
		                  ending ? &(struct timespec){.tv_sec = 1} : NULL, &before);

		if (ready < 0)
			handle_signals(child, &sent);
		/* An emulator that is just starting loses the request to end. */
		if (ready == 0)
			kill(child->pid, ++reminders < REMINDERS ? SIGTERM : SIGKILL);
		if (ready <= 0)
			continue;
		look_at_helpers(child, events);
		if (events[1].revents) {
			events[1].fd = -1;
			if (events[1].revents & POLLERR)
				catch_signal(SIGPIPE);
			handle_signals(child, &sent);
		}
		if (!events[0].revents)
			continue;
		ssize_t got = read(child->errors, block, sizeof block);

		if (got > 0) {
			text_add_bytes(&pending, block, (size_t)got);
			show_lines(&pending);
		}
		open = got > 0 || (got < 0 && errno == EINTR);
	}
	for (size_t i = 0; i < child->helper_count; i++)
		if (events[HELPERS + i].fd >= 0)
			close(events[HELPERS + i].fd);
	while (waitpid(child->pid, &child->status, 0) < 0 && errno == EINTR)
		handle_signals(child, &sent);
	close(child->errors);
	text_free(&pending);
	/* A killed emulator leaves the terminal raw. */
	if (is_terminal)
		tcsetattr(0, TCSADRAIN, &terminal);
	sigprocmask(SIG_SETMASK, &before, NULL);
}

/* SPDX-License-Identifier: BSD-3-Clause */
/* Running the pager. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/file.h"
#include "term/message.h"
#include "term/pager.h"

/* The command, to be read by a shell; NULL: none is wanted, or there is none. */
static const char *pager_command(void)
{
	static const char *const usual[] = {"less", "more"};
	const char *command = getenv("KRAFT_PAGER");

	command = command ? command : getenv("PAGER");
	if (command)
		return *command && strcmp(command, "cat") != 0 ? command : NULL;
	for (int i = 0; i < 2; i++) {
		char *program = find_program(usual[i]);

		free(program);
		if (program)
			return usual[i];
	}
	return NULL;
}

/* Lines on a screen of that many columns, which breaks what is longer; colours take no room. */
static size_t screen_lines(const struct text *text, size_t columns)
{
	size_t lines = 0, width = 0;

	for (const char *s = text->data; s < text->data + text->len; s++) {
		if (*s == '\n') {
			lines += 1 + (width ? (width - 1) / columns : 0);
			width = 0;
		} else if (*s == '\033') {
			s += strcspn(s, "m");
		} else {
			width += ((unsigned char)*s & 0xc0) != 0x80;
		}
	}
	return lines;
}

static bool is_longer_than_screen(const struct text *text)
{
	struct winsize size;

	if (!text->len || !isatty(1) || ioctl(1, TIOCGWINSZ, &size) || !size.ws_row || !size.ws_col)
		return false;
	return screen_lines(text, size.ws_col) >= size.ws_row;
}

static void write_all(int fd, const struct text *text)
{
	for (size_t done = 0; done < text->len;) {
		ssize_t n = write(fd, text->data + done, text->len - done);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return; /* the reader has seen enough */
		done += (size_t)n;
	}
}

/* -F: not for one screen; -R: colours; -X: what was read stays on the screen. */
static _Noreturn void become_pager(const char *command, int input)
{
	setenv("LESS", "FRX", 0);
	setenv("LV", "-c", 0);
	signal(SIGPIPE, SIG_DFL);
	signal(SIGINT, SIG_DFL);
	if (dup2(input, 0) == 0)
		execl("/bin/sh", "sh", "-c", command, (char *)NULL);
	_exit(127);
}

/* The pager's exit status; 127 when it could not be run. */
static int run_pager(const char *command, const struct text *text)
{
	/* the keys of the terminal are the pager's, and it may end before everything is read */
	void (*interrupt)(int) = signal(SIGINT, SIG_IGN);
	void (*broken)(int) = signal(SIGPIPE, SIG_IGN);
	int ends[2], status = 0;
	pid_t pid = -1;

	fflush(NULL);
	if (pipe2(ends, O_CLOEXEC) == 0) {
		pid = fork();
		if (pid == 0)
			become_pager(command, ends[0]);
		close(ends[0]);
		if (pid > 0)
			write_all(ends[1], text);
		close(ends[1]);
	}
	while (pid > 0 && waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	signal(SIGINT, interrupt);
	signal(SIGPIPE, broken);
	return pid < 0 ? 127 : WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

void pager_show(const struct text *text)
{
	const char *command = is_longer_than_screen(text) ? pager_command() : NULL;

	if (command && run_pager(command, text) != 127)
		return;
	if (command) {
		warn("the pager '%s' cannot be run", command);
		hint("KRAFT_PAGER or PAGER names another one; --no-pager does without");
	}
	if (text->len)
		fwrite(text->data, 1, text->len, stdout);
}

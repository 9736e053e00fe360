/* SPDX-License-Identifier: BSD-3-Clause */
/* Handing standard input on, with marks. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "machine/feeder.h"

#define STREAM_END   4
#define STREAM_QUOTE 22

static bool write_all(int fd, const unsigned char *data, size_t len)
{
	while (len) {
		ssize_t written = write(fd, data, len);

		if (written < 0 && errno != EINTR)
			return false;
		if (written > 0) {
			data += written;
			len -= (size_t)written;
		}
	}
	return true;
}

static void feed(int to)
{
	static const unsigned char end[] = {STREAM_END};
	unsigned char block[4096], quoted[2 * sizeof block];
	ssize_t got;

	while ((got = read(0, block, sizeof block)) != 0) {
		size_t len = 0;

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			break;
		for (ssize_t i = 0; i < got; i++) {
			if (block[i] == STREAM_END || block[i] == STREAM_QUOTE)
				quoted[len++] = STREAM_QUOTE;
			quoted[len++] = block[i];
		}
		if (!write_all(to, quoted, len))
			return;
	}
	write_all(to, end, sizeof end);
}

int feeder_start(struct feeder *feeder)
{
	pid_t parent = getpid();
	int ends[2];

	if (pipe2(ends, O_CLOEXEC) != 0)
		return -errno;
	fflush(NULL);
	feeder->pid = fork();
	if (feeder->pid == 0) {
		prctl(PR_SET_PDEATHSIG, SIGTERM);
		if (getppid() != parent)
			_exit(1);
		close(ends[0]);
		feed(ends[1]);
		_exit(0);
	}
	int error = feeder->pid < 0 ? -errno : 0;

	close(ends[1]);
	feeder->input = ends[0];
	if (error)
		close(ends[0]);
	return error;
}

void feeder_end(struct feeder *feeder)
{
	if (feeder->pid <= 0)
		return;
	kill(feeder->pid, SIGTERM);
	while (waitpid(feeder->pid, NULL, 0) < 0 && errno == EINTR)
		;
	feeder->pid = 0;
}

/* SPDX-License-Identifier: BSD-3-Clause */
/* QMP: a greeting, then one JSON object per line in both directions. Only the kind of an answer
 * matters here. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/text.h"
#include "machine/qmp.h"

#define ANSWER_MILLISECONDS 3000

/* The path of a socket is limited to 107 bytes: go by way of a descriptor of its folder. */
static int connect_to(const char *folder)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	int directory = open(folder, O_PATH | O_DIRECTORY | O_CLOEXEC), error = 0;

	if (directory < 0)
		return -errno;
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	snprintf(address.sun_path, sizeof address.sun_path, "/proc/self/fd/%d/qmp", directory);
	if (fd < 0 || connect(fd, (struct sockaddr *)&address, sizeof address) != 0)
		error = -errno;
	close(directory);
	if (error && fd >= 0)
		close(fd);
	return error ? error : fd;
}

/* Reads until a line that is an answer (no event). */
static int wait_answer(int fd, const char *expected)
{
	struct text line = {0};
	int result = 1;

	while (result == 1) {
		struct pollfd event = {.fd = fd, .events = POLLIN};
		char c;

		if (poll(&event, 1, ANSWER_MILLISECONDS) <= 0)
			result = -ETIMEDOUT;
		else if (recv(fd, &c, 1, 0) != 1)
			result = -ECONNRESET;
		else if (c != '\n')
			text_add_bytes(&line, &c, 1);
		else if (line.len && strstr(line.data, expected) && !strstr(line.data, "\"event\""))
			result = 0;
		else if (line.len && strstr(line.data, "\"error\""))
			result = -EPROTO;
		else
			line.len = 0;
	}
	text_free(&line);
	return result;
}

static int send_command(int fd, const char *command)
{
	char *line = format("{\"execute\":\"%s\"}\n", command);
	ssize_t sent = send(fd, line, strlen(line), MSG_NOSIGNAL);

	free(line);
	return sent < 0 ? -errno : wait_answer(fd, "\"return\"");
}

int qmp_command(const char *folder, const char *command)
{
	int fd = connect_to(folder), error;

	if (fd < 0)
		return fd;
	error = wait_answer(fd, "\"QMP\"");
	if (!error)
		error = send_command(fd, "qmp_capabilities");
	if (!error)
		error = send_command(fd, command);
	close(fd);
	return error;
}

/* SPDX-License-Identifier: BSD-3-Clause */
/* A server for the tests of healthchecks: the page /ok is there, /late from the third request on,
 * every other one is 404. A page /exit/N ends it with the status N, /silent is never answered. */
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static const char *status_of(const char *path)
{
	static int requests;

	if (strcmp(path, "/ok") == 0)
		return "200 OK";
	if (strcmp(path, "/late") == 0 && ++requests > 2)
		return "204 No Content";
	return "404 Not Found";
}

static void answer(int fd)
{
	char request[1024] = "", path[256] = "", line[128];
	ssize_t got = read(fd, request, sizeof request - 1);
	int status;

	if (got <= 0 || sscanf(request, "GET %255s HTTP/1.1\r\nHost: localhost\r\n", path) != 1)
		return;
	printf("asked for %s\n", path);
	fflush(stdout);
	if (sscanf(path, "/exit/%d", &status) == 1)
		exit(status);
	if (strcmp(path, "/silent") == 0)
		return;
	snprintf(line, sizeof line, "HTTP/1.1 %s\r\nContent-Length: 0\r\n\r\n", status_of(path));
	/* in two parts, as a slow server would */
	(void)!write(fd, line, 5);
	(void)!write(fd, line + 5, strlen(line) - 5);
}

int main(void)
{
	struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(8080)};
	int listener = socket(AF_INET, SOCK_STREAM, 0), fd;

	if (bind(listener, (struct sockaddr *)&address, sizeof address) != 0 ||
	    listen(listener, 8) != 0)
		return 1;
	puts("ready");
	fflush(stdout);
	while ((fd = accept(listener, NULL, NULL)) >= 0) {
		answer(fd);
		close(fd);
	}
	return 1;
}

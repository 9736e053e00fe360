/* SPDX-License-Identifier: BSD-3-Clause */
/* Helpers of the programs that test sockets. */
#ifndef TESTS_NET_H
#define TESTS_NET_H

#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <unistd.h>

/* An error by its number: the texts of two C libraries differ. */
static inline const char *error_name(int error)
{
	static char text[4][16];
	static int next;

	next = (next + 1) % 4;
	snprintf(text[next], sizeof(text[next]), "errno %d", error);
	return text[next];
}

/* Prints a call's text, its result, and the error when it failed. */
#define SHOW(call)                                                                       \
	do {                                                                             \
		long show_result;                                                        \
		errno = 0;                                                               \
		show_result = (long)(call);                                              \
		printf("%s = %ld%s%s\n", #call, show_result, show_result < 0 ? " " : "", \
		       show_result < 0 ? error_name(errno) : "");                        \
	} while (0)

static inline struct sockaddr_in lo4(int port)
{
	struct sockaddr_in a = {.sin_family = AF_INET, .sin_port = htons(port)};

	a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	return a;
}

/* The port that a socket is bound to. */
static inline int port_of(int fd)
{
	struct sockaddr_storage ss;
	socklen_t len = sizeof(ss);

	getsockname(fd, (struct sockaddr *)&ss, &len);
	return ntohs(((struct sockaddr_in *)&ss)->sin_port);
}

/* A listening socket on a port of the system's choice. */
static inline int listener(int backlog)
{
	int fd = socket(AF_INET, SOCK_STREAM, 0);
	struct sockaddr_in a = lo4(0);

	bind(fd, (struct sockaddr *)&a, sizeof(a));
	listen(fd, backlog);
	return fd;
}

static inline int connect_to(int port)
{
	int fd = socket(AF_INET, SOCK_STREAM, 0);
	struct sockaddr_in a = lo4(port);

	if (connect(fd, (struct sockaddr *)&a, sizeof(a)))
		perror("connect");
	return fd;
}

/* Two ends of a TCP connection. */
static inline void tcp_pair(int fd[2])
{
	int l = listener(5);

	fd[0] = connect_to(port_of(l));
	fd[1] = accept(l, NULL, NULL);
	close(l);
}

static inline void show_poll(const char *what, int fd)
{
	struct pollfd p = {.fd = fd, .events = POLLIN | POLLOUT | POLLRDHUP | POLLPRI};
	int n = poll(&p, 1, 0);

	printf("%s: poll %d%s%s%s%s%s\n", what, n, p.revents & POLLIN ? " IN" : "",
	       p.revents & POLLOUT ? " OUT" : "", p.revents & POLLRDHUP ? " RDHUP" : "",
	       p.revents & POLLHUP ? " HUP" : "", p.revents & POLLERR ? " ERR" : "");
}

/* Lets what is on its way arrive. */
static inline void settle(void)
{
	usleep(100000);
}

#endif /* TESTS_NET_H */

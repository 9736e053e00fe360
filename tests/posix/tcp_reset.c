/* SPDX-License-Identifier: BSD-3-Clause */
/* Connections that end badly. */
#include "net.h"

static volatile int pipes;

static void on_pipe(int signal)
{
	(void)signal;
	pipes++;
}

int main(void)
{
	struct linger now = {1, 0};
	int fd[2], error;
	socklen_t len = sizeof(error);
	char buf[16];

	setvbuf(stdout, NULL, _IOLBF, 0);
	signal(SIGPIPE, on_pipe);
	tcp_pair(fd);
	SHOW(setsockopt(fd[0], SOL_SOCKET, SO_LINGER, &now, sizeof(now)));
	close(fd[0]);
	settle();
	show_poll("reset", fd[1]);
	SHOW(recv(fd[1], buf, 1, 0));
	SHOW(recv(fd[1], buf, 1, 0));
	SHOW(send(fd[1], "x", 1, MSG_NOSIGNAL));
	printf("signals %d\n", pipes);
	SHOW(send(fd[1], "x", 1, 0));
	printf("signals %d\n", pipes);
	SHOW(write(fd[1], "x", 1));
	printf("signals %d\n", pipes);
	close(fd[1]);

	/* unread data at close */
	tcp_pair(fd);
	send(fd[0], "unread", 6, 0);
	settle();
	close(fd[1]);
	settle();
	SHOW(getsockopt(fd[0], SOL_SOCKET, SO_ERROR, &error, &len));
	printf("error %s\n", error_name(error));
	SHOW(recv(fd[0], buf, 1, 0));
	close(fd[0]);

	/* a peer that is gone */
	tcp_pair(fd);
	close(fd[1]);
	settle();
	SHOW(recv(fd[0], buf, 1, 0));
	SHOW(send(fd[0], "x", 1, MSG_NOSIGNAL));
	settle();
	SHOW(send(fd[0], "x", 1, MSG_NOSIGNAL));
	close(fd[0]);

	/* data before the reset is still there */
	tcp_pair(fd);
	send(fd[0], "last", 4, 0);
	settle();
	setsockopt(fd[0], SOL_SOCKET, SO_LINGER, &now, sizeof(now));
	close(fd[0]);
	settle();
	show_poll("data and reset", fd[1]);
	close(fd[1]);

	/* lingering */
	tcp_pair(fd);
	now.l_linger = 2;
	setsockopt(fd[0], SOL_SOCKET, SO_LINGER, &now, sizeof(now));
	send(fd[0], "linger", 6, 0);
	SHOW(close(fd[0]));
	SHOW(recv(fd[1], buf, 16, 0));
	SHOW(recv(fd[1], buf, 16, 0));
	return 0;
}

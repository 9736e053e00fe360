/* SPDX-License-Identifier: BSD-3-Clause */
/* Time-outs of sockets, and calls that a signal interrupts. */
#include "net.h"
#include <time.h>

static double now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec + ts.tv_nsec / 1e9;
}

static void on_alarm(int s)
{
	(void)s;
}

int main(void)
{
	struct timeval tv = {0, 200000}, back;
	struct sigaction sa = {.sa_handler = on_alarm};
	socklen_t len = sizeof(back);
	char *big = calloc(1, 1 << 20), buf[8];
	double t;
	int fd[2], l;

	setvbuf(stdout, NULL, _IOLBF, 0);
	tcp_pair(fd);
	SHOW(setsockopt(fd[0], SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof(tv)));
	SHOW(getsockopt(fd[0], SOL_SOCKET, SO_RCVTIMEO, &back, &len));
	printf("%d length %d\n",
	       back.tv_sec == 0 && back.tv_usec >= 200000 && back.tv_usec < 210000, (int)len);
	t = now();
	SHOW(recv(fd[0], buf, 1, 0));
	t = now() - t;
	printf("in time %d\n", t > 0.19 && t < 0.5);
	t = now();
	SHOW(read(fd[0], buf, 1));
	t = now() - t;
	printf("in time %d\n", t > 0.19 && t < 0.5);
	SHOW(setsockopt(fd[0], SOL_SOCKET, SO_SNDTIMEO, &tv, sizeof(tv)));
	while (send(fd[0], big, 1 << 20, 0) > 0)
		;
	t = now();
	SHOW(send(fd[0], big, 1 << 20, 0));
	t = now() - t;
	printf("in time %d\n", t > 0.19 && t < 0.5);
	tv.tv_usec = 1000000;
	SHOW(setsockopt(fd[0], SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof(tv)));
	SHOW(setsockopt(fd[0], SOL_SOCKET, SO_RCVTIMEO, &tv, 4));

	l = listener(1);
	tv.tv_usec = 100000;
	setsockopt(l, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof(tv));
	SHOW(accept(l, NULL, NULL));

	sigaction(SIGALRM, &sa, NULL);
	ualarm(100000, 0);
	SHOW(recv(fd[1], big, 1, MSG_WAITALL) >= 0);
	tcp_pair(fd);
	ualarm(100000, 0);
	SHOW(recv(fd[1], buf, 1, 0));
	return 0;
}

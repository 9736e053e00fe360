/* SPDX-License-Identifier: BSD-3-Clause */
/* What poll and epoll say about TCP sockets at each stage. */
#include "net.h"
#include <sys/epoll.h>

static void show_epoll(int ep)
{
	struct epoll_event ev[4];
	int n = epoll_wait(ep, ev, 4, 50);

	printf("epoll %d", n);
	for (int i = 0; i < n; i++)
		printf(" %d:%x", (int)ev[i].data.u32, ev[i].events);
	printf("\n");
}

int main(void)
{
	struct epoll_event ev = {.events = EPOLLIN | EPOLLET, .data.u32 = 7};
	int l, fd[2], ep;
	char *big = calloc(1, 65536), buf[16];
	ssize_t total = 0, n;

	setvbuf(stdout, NULL, _IOLBF, 0);
	l = socket(AF_INET, SOCK_STREAM, 0);
	show_poll("new", l);
	close(l);
	l = listener(5);
	show_poll("listening", l);
	fd[0] = connect_to(port_of(l));
	settle();
	show_poll("waiting", l);
	fd[1] = accept(l, NULL, NULL);
	show_poll("accepted", l);
	show_poll("idle", fd[1]);
	ep = epoll_create1(0);
	SHOW(epoll_ctl(ep, EPOLL_CTL_ADD, fd[1], &ev));
	show_epoll(ep);
	send(fd[0], "one", 3, 0);
	settle();
	show_poll("data", fd[1]);
	show_epoll(ep);
	show_epoll(ep);
	send(fd[0], "two", 3, 0);
	show_epoll(ep);
	SHOW(recv(fd[1], buf, 4, 0));
	show_epoll(ep);
	SHOW(recv(fd[1], buf, 16, 0));
	show_poll("drained", fd[1]);
	fcntl(fd[0], F_SETFL, O_NONBLOCK);
	while ((n = send(fd[0], big, 65536, 0)) > 0)
		total += n;
	printf("full %d %s\n", total > 65536, error_name(errno));
	settle();
	show_poll("full", fd[0]);
	while (total > 0 && (n = recv(fd[1], big, 65536, 0)) > 0)
		total -= n;
	settle();
	show_poll("room again", fd[0]);
	shutdown(fd[0], SHUT_WR);
	settle();
	show_poll("peer shut", fd[1]);
	show_poll("shut", fd[0]);
	shutdown(fd[1], SHUT_WR);
	settle();
	show_poll("both shut", fd[1]);
	show_poll("both shut", fd[0]);
	SHOW(recv(fd[0], buf, 1, 0));
	SHOW(send(fd[0], buf, 1, MSG_NOSIGNAL));
	close(fd[0]);
	close(fd[1]);
	close(ep);
	fd[0] = connect_to(port_of(l));
	fd[1] = accept(l, NULL, NULL);
	shutdown(fd[0], SHUT_RD);
	show_poll("read side shut", fd[0]);
	SHOW(recv(fd[0], buf, 1, 0));
	send(fd[1], "x", 1, MSG_NOSIGNAL);
	settle();
	SHOW(recv(fd[0], buf, 1, 0));
	return 0;
}

/* SPDX-License-Identifier: BSD-3-Clause */
/* A TCP connection from beginning to end. */
#include "net.h"

int main(void)
{
	struct sockaddr_in a, b;
	socklen_t len;
	char buf[64];
	int l, c, s, one = 1;

	setvbuf(stdout, NULL, _IOLBF, 0);
	signal(SIGPIPE, SIG_IGN);
	l = socket(AF_INET, SOCK_STREAM, 0);
	SHOW(setsockopt(l, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one)));
	a = lo4(0);
	SHOW(bind(l, (struct sockaddr *)&a, sizeof(a)));
	SHOW(bind(l, (struct sockaddr *)&a, sizeof(a)));
	SHOW(listen(l, 3));
	SHOW(listen(l, 5));
	c = socket(AF_INET, SOCK_STREAM, 0);
	a = lo4(port_of(l));
	SHOW(getpeername(c, (struct sockaddr *)&b, (len = sizeof(b), &len)));
	SHOW(recv(c, buf, sizeof(buf), 0));
	SHOW(send(c, "x", 1, 0));
	SHOW(connect(c, (struct sockaddr *)&a, sizeof(a)));
	SHOW(connect(c, (struct sockaddr *)&a, sizeof(a)));
	len = sizeof(b);
	s = accept(l, (struct sockaddr *)&b, &len);
	printf("accept %d len %d family %d\n", s >= 0, (int)len, b.sin_family);
	printf("ports agree %d\n", ntohs(b.sin_port) == port_of(c));
	len = sizeof(b);
	SHOW(getpeername(c, (struct sockaddr *)&b, &len));
	printf("peer %s %d\n", inet_ntoa(b.sin_addr), ntohs(b.sin_port) == port_of(l));
	len = 4;
	SHOW(getsockname(s, (struct sockaddr *)&b, &len));
	printf("length %d\n", (int)len);
	SHOW(send(c, "hello", 5, 0));
	SHOW(recv(s, buf, sizeof(buf), 0));
	SHOW(write(s, "answer", 6));
	SHOW(read(c, buf, 3));
	SHOW(read(c, buf, sizeof(buf)));
	SHOW(recv(c, buf, sizeof(buf), MSG_DONTWAIT));
	SHOW(send(c, buf, 0, 0));
	/* half close */
	SHOW(shutdown(c, SHUT_WR));
	SHOW(shutdown(c, SHUT_WR));
	SHOW(send(c, "x", 1, MSG_NOSIGNAL));
	SHOW(recv(s, buf, sizeof(buf), 0));
	SHOW(recv(s, buf, sizeof(buf), 0));
	SHOW(send(s, "still", 5, 0));
	SHOW(recv(c, buf, sizeof(buf), 0));
	SHOW(close(s));
	SHOW(recv(c, buf, sizeof(buf), 0));
	SHOW(close(c));
	SHOW(accept(c, NULL, NULL));
	SHOW(accept(0, NULL, NULL));
	SHOW(fcntl(l, F_SETFL, O_NONBLOCK));
	SHOW(accept(l, NULL, NULL));
	SHOW(send(l, "x", 1, MSG_NOSIGNAL));
	SHOW(recv(l, buf, 1, 0));
	SHOW(close(l));
	SHOW(socket(AF_INET, SOCK_STREAM, IPPROTO_UDP));
	SHOW(socket(AF_INET, 77, 0));
	SHOW(socket(77, SOCK_STREAM, 0));
	SHOW(socket(AF_INET, SOCK_DGRAM, IPPROTO_TCP));
	return 0;
}

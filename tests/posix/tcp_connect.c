/* SPDX-License-Identifier: BSD-3-Clause */
/* Connecting: refused, without waiting, twice, to addresses that are none. */
#include "net.h"

int main(void)
{
	struct sockaddr_in a, unspec = {.sin_family = AF_UNSPEC};
	int l, c, d, error, unused;
	socklen_t len = sizeof(error);

	setvbuf(stdout, NULL, _IOLBF, 0);
	l = listener(5);
	unused = port_of(l);
	close(l);
	a = lo4(unused);
	c = socket(AF_INET, SOCK_STREAM, 0);
	SHOW(connect(c, (struct sockaddr *)&a, sizeof(a)));
	SHOW(getsockopt(c, SOL_SOCKET, SO_ERROR, &error, &len));
	printf("error %d\n", error);
	SHOW(connect(c, (struct sockaddr *)&a, sizeof(a)));
	close(c);

	c = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
	show_poll("new", c);
	SHOW(connect(c, (struct sockaddr *)&a, sizeof(a)));
	settle();
	show_poll("refused", c);
	SHOW(getsockopt(c, SOL_SOCKET, SO_ERROR, &error, &len));
	printf("error %s\n", error_name(error));
	SHOW(getsockopt(c, SOL_SOCKET, SO_ERROR, &error, &len));
	printf("error %s\n", error_name(error));
	close(c);

	l = listener(5);
	a = lo4(port_of(l));
	c = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
	SHOW(connect(c, (struct sockaddr *)&a, sizeof(a)));
	settle();
	show_poll("connected", c);
	SHOW(getsockopt(c, SOL_SOCKET, SO_ERROR, &error, &len));
	printf("error %d\n", error);
	SHOW(connect(c, (struct sockaddr *)&a, sizeof(a)));
	SHOW(connect(c, (struct sockaddr *)&a, sizeof(a)));
	SHOW(listen(c, 5));
	d = accept(l, NULL, NULL);
	SHOW(connect(c, (struct sockaddr *)&unspec, sizeof(unspec)));
	SHOW(send(c, "x", 1, MSG_NOSIGNAL));
	close(c);
	close(d);

	c = socket(AF_INET, SOCK_STREAM, 0);
	SHOW(connect(c, (struct sockaddr *)&a, 1));
	SHOW(connect(c, (struct sockaddr *)&a, 8));
	a.sin_family = 99;
	SHOW(connect(c, (struct sockaddr *)&a, sizeof(a)));
	a = lo4(port_of(l));
	SHOW(bind(c, (struct sockaddr *)&a, sizeof(a)));
	a.sin_addr.s_addr = inet_addr("192.0.2.77");
	a.sin_port = 0;
	SHOW(bind(c, (struct sockaddr *)&a, sizeof(a)));
	SHOW(connect(l, (struct sockaddr *)&a, sizeof(a)));
	/* "this host" */
	a = lo4(port_of(l));
	a.sin_addr.s_addr = 0;
	SHOW(connect(c, (struct sockaddr *)&a, sizeof(a)));
	close(c);
	close(l);
	return 0;
}

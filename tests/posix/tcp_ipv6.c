/* SPDX-License-Identifier: BSD-3-Clause */
/* IPv6: the loop-back address, and sockets that serve both families. */
#include "net.h"

static struct sockaddr_in6 lo6(int port)
{
	struct sockaddr_in6 a = {.sin6_family = AF_INET6, .sin6_port = htons(port)};

	a.sin6_addr = in6addr_loopback;
	return a;
}

static void show_address(const char *what, const struct sockaddr_in6 *a)
{
	char text[64];

	printf("%s %s family %d\n", what, inet_ntop(AF_INET6, &a->sin6_addr, text, sizeof(text)),
	       a->sin6_family == AF_INET6);
}

int main(void)
{
	struct sockaddr_in6 a, b;
	struct sockaddr_in a4;
	socklen_t len = sizeof(b);
	int l, c, s, on = 1, u;
	char buf[16];

	setvbuf(stdout, NULL, _IOLBF, 0);
	l = socket(AF_INET6, SOCK_STREAM, 0);
	a = lo6(0);
	SHOW(bind(l, (struct sockaddr *)&a, sizeof(a)));
	SHOW(listen(l, 5));
	a = lo6(port_of(l));
	c = socket(AF_INET6, SOCK_STREAM, 0);
	SHOW(connect(c, (struct sockaddr *)&a, sizeof(a)));
	s = accept(l, (struct sockaddr *)&b, &len);
	show_address("from", &b);
	SHOW(send(c, "six", 3, 0));
	SHOW(recv(s, buf, 16, 0));
	SHOW(getpeername(c, (struct sockaddr *)&b, &len));
	show_address("peer", &b);
	close(c);
	close(s);
	close(l);

	/* both families on one socket */
	l = socket(AF_INET6, SOCK_STREAM, 0);
	memset(&a, 0, sizeof(a));
	a.sin6_family = AF_INET6;
	SHOW(bind(l, (struct sockaddr *)&a, sizeof(a)));
	SHOW(listen(l, 5));
	SHOW(setsockopt(l, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof(on)));
	c = connect_to(port_of(l));
	len = sizeof(b);
	s = accept(l, (struct sockaddr *)&b, &len);
	show_address("from", &b);
	len = sizeof(b);
	getsockname(s, (struct sockaddr *)&b, &len);
	show_address("at", &b);
	SHOW(send(s, "both", 4, 0));
	SHOW(recv(c, buf, 16, 0));
	close(c);
	close(s);
	a = lo6(port_of(l));
	c = socket(AF_INET6, SOCK_STREAM, 0);
	SHOW(connect(c, (struct sockaddr *)&a, sizeof(a)));
	close(c);
	/* a mapped address */
	inet_pton(AF_INET6, "::ffff:127.0.0.1", &a.sin6_addr);
	c = socket(AF_INET6, SOCK_STREAM, 0);
	SHOW(connect(c, (struct sockaddr *)&a, sizeof(a)));
	len = sizeof(b);
	getpeername(c, (struct sockaddr *)&b, &len);
	show_address("peer", &b);
	close(c);
	close(l);

	/* IPv6 only */
	l = socket(AF_INET6, SOCK_STREAM, 0);
	SHOW(setsockopt(l, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof(on)));
	memset(&a, 0, sizeof(a));
	a.sin6_family = AF_INET6;
	SHOW(bind(l, (struct sockaddr *)&a, sizeof(a)));
	SHOW(listen(l, 5));
	a4 = lo4(port_of(l));
	c = socket(AF_INET, SOCK_STREAM, 0);
	SHOW(connect(c, (struct sockaddr *)&a4, sizeof(a4)));
	close(c);

	/* datagrams */
	u = socket(AF_INET6, SOCK_DGRAM, 0);
	c = socket(AF_INET, SOCK_DGRAM, 0);
	memset(&a, 0, sizeof(a));
	a.sin6_family = AF_INET6;
	SHOW(bind(u, (struct sockaddr *)&a, sizeof(a)));
	a4 = lo4(port_of(u));
	SHOW(sendto(c, "four", 4, 0, (struct sockaddr *)&a4, sizeof(a4)));
	len = sizeof(b);
	SHOW(recvfrom(u, buf, 16, 0, (struct sockaddr *)&b, &len));
	show_address("from", &b);
	SHOW(sendto(u, "reply", 5, 0, (struct sockaddr *)&b, len));
	SHOW(recv(c, buf, 16, 0));
	a = lo6(port_of(u));
	s = socket(AF_INET6, SOCK_DGRAM, 0);
	SHOW(sendto(s, "sechs", 5, 0, (struct sockaddr *)&a, sizeof(a)));
	len = sizeof(b);
	SHOW(recvfrom(u, buf, 16, 0, (struct sockaddr *)&b, &len));
	show_address("from", &b);
	SHOW(sendto(s, "x", 1, 0, (struct sockaddr *)&a4, sizeof(a4)));
	return 0;
}

/* SPDX-License-Identifier: BSD-3-Clause */
/* Datagrams: connected or not, cut short, refused, large, many at a time, with control messages. */
#include "net.h"

static int bound(void)
{
	int fd = socket(AF_INET, SOCK_DGRAM, 0);
	struct sockaddr_in a = lo4(0);

	if (bind(fd, (struct sockaddr *)&a, sizeof(a)))
		perror("bind");
	return fd;
}

static void messages(int a, int b)
{
	struct mmsghdr out[3] = {0}, in[5] = {0};
	struct iovec iov[3], iin[5];
	char text[3][8] = {"one", "three", ""}, buf[5][16];
	struct sockaddr_in to = lo4(port_of(b));

	for (int i = 0; i < 3; i++) {
		iov[i] = (struct iovec){text[i], strlen(text[i])};
		out[i].msg_hdr = (struct msghdr){.msg_iov = &iov[i],
		                                 .msg_iovlen = 1,
		                                 .msg_name = &to,
		                                 .msg_namelen = sizeof(to)};
	}
	for (int i = 0; i < 5; i++) {
		iin[i] = (struct iovec){buf[i], 4};
		in[i].msg_hdr = (struct msghdr){.msg_iov = &iin[i], .msg_iovlen = 1};
	}
	SHOW(sendmmsg(a, out, 3, 0));
	printf("lengths %d %d %d\n", (int)out[0].msg_len, (int)out[1].msg_len, (int)out[2].msg_len);
	SHOW(recvmmsg(b, in, 5, MSG_WAITFORONE, NULL));
	for (int i = 0; i < 3; i++)
		printf("%d bytes, flags %x\n", (int)in[i].msg_len, in[i].msg_hdr.msg_flags);
}

static void control(int a, int b)
{
	char buf[8], ctl[256];
	struct iovec iov = {buf, sizeof(buf)};
	struct msghdr msg = {.msg_iov = &iov,
	                     .msg_iovlen = 1,
	                     .msg_control = ctl,
	                     .msg_controllen = sizeof(ctl)};
	struct sockaddr_in to = lo4(port_of(b));
	int one = 1, ttl = 7;

	SHOW(setsockopt(b, IPPROTO_IP, IP_PKTINFO, &one, sizeof(one)));
	SHOW(setsockopt(b, IPPROTO_IP, IP_RECVTTL, &one, sizeof(one)));
	SHOW(setsockopt(a, IPPROTO_IP, IP_TTL, &ttl, sizeof(ttl)));
	sendto(a, "ctl", 3, 0, (struct sockaddr *)&to, sizeof(to));
	SHOW(recvmsg(b, &msg, 0));
	for (struct cmsghdr *c = CMSG_FIRSTHDR(&msg); c; c = CMSG_NXTHDR(&msg, c)) {
		if (c->cmsg_type == IP_PKTINFO)
			printf("to %s\n", inet_ntoa(((struct in_pktinfo *)CMSG_DATA(c))->ipi_addr));
		else if (c->cmsg_type == IP_TTL)
			printf("ttl %d\n", *(int *)CMSG_DATA(c));
	}
	sendto(a, "ctl", 3, 0, (struct sockaddr *)&to, sizeof(to));
	msg.msg_controllen = 4;
	SHOW(recvmsg(b, &msg, 0));
	printf("flags %x\n", msg.msg_flags);
}

int main(void)
{
	struct sockaddr_in to, from, unspec = {.sin_family = AF_UNSPEC};
	socklen_t len = sizeof(from);
	char buf[32], *big = malloc(70000), *back = malloc(70000);
	int a = bound(), b = bound(), c, unused, n, error;

	setvbuf(stdout, NULL, _IOLBF, 0);
	to = lo4(port_of(b));
	SHOW(sendto(a, "hello", 5, 0, (struct sockaddr *)&to, sizeof(to)));
	SHOW(recvfrom(b, buf, sizeof(buf), 0, (struct sockaddr *)&from, &len));
	printf("from %s %d len %d\n", inet_ntoa(from.sin_addr), ntohs(from.sin_port) == port_of(a),
	       (int)len);
	SHOW(send(a, "x", 1, 0));
	SHOW(sendto(a, "", 0, 0, (struct sockaddr *)&to, sizeof(to)));
	show_poll("empty datagram", b);
	SHOW(recv(b, buf, sizeof(buf), 0));
	show_poll("nothing", b);
	SHOW(recv(b, buf, sizeof(buf), MSG_DONTWAIT));
	sendto(a, "truncated", 9, 0, (struct sockaddr *)&to, sizeof(to));
	SHOW(recv(b, buf, 3, MSG_PEEK));
	SHOW(recv(b, buf, 3, MSG_PEEK | MSG_TRUNC));
	SHOW(ioctl(b, FIONREAD, &n));
	printf("next %d\n", n);
	SHOW(recv(b, buf, 3, 0));
	SHOW(recv(b, buf, 3, MSG_DONTWAIT));
	to.sin_port = 0;
	SHOW(sendto(a, "x", 1, 0, (struct sockaddr *)&to, sizeof(to)));
	SHOW(sendto(a, "x", 1, 0, (struct sockaddr *)&to, 5));
	SHOW(sendto(a, big, 65508, 0, (struct sockaddr *)&from, sizeof(from)));

	/* connected */
	to = lo4(port_of(b));
	SHOW(connect(a, (struct sockaddr *)&to, sizeof(to)));
	SHOW(send(a, "conn", 4, 0));
	SHOW(recv(b, buf, sizeof(buf), 0));
	SHOW(getpeername(a, (struct sockaddr *)&from, &len));
	c = bound();
	from = lo4(port_of(a));
	SHOW(sendto(c, "stranger", 8, 0, (struct sockaddr *)&from, sizeof(from)));
	SHOW(recv(a, buf, sizeof(buf), MSG_DONTWAIT));
	SHOW(sendto(b, "friend", 6, 0, (struct sockaddr *)&from, sizeof(from)));
	SHOW(recv(a, buf, sizeof(buf), 0));
	SHOW(connect(a, (struct sockaddr *)&unspec, sizeof(unspec)));
	SHOW(getpeername(a, (struct sockaddr *)&from, &len));
	unused = port_of(c);
	close(c);

	/* refused */
	c = socket(AF_INET, SOCK_DGRAM, 0);
	to = lo4(unused);
	SHOW(connect(c, (struct sockaddr *)&to, sizeof(to)));
	SHOW(send(c, "x", 1, 0));
	settle();
	show_poll("refused", c);
	SHOW(recv(c, buf, 1, MSG_DONTWAIT));
	SHOW(recv(c, buf, 1, MSG_DONTWAIT));
	SHOW(send(c, "x", 1, 0));
	settle();
	SHOW(send(c, "x", 1, 0));
	settle();
	len = sizeof(error);
	SHOW(getsockopt(c, SOL_SOCKET, SO_ERROR, &error, &len));
	printf("%s\n", error_name(error));
	SHOW(shutdown(c, SHUT_RD));
	SHOW(recv(c, buf, 1, 0));
	SHOW(listen(a, 1));
	SHOW(accept(a, NULL, NULL));

	/* the largest */
	to = lo4(port_of(b));
	for (int i = 0; i < 65507; i++)
		big[i] = i * 31;
	SHOW(sendto(a, big, 65507, 0, (struct sockaddr *)&to, sizeof(to)));
	SHOW(recv(b, back, 70000, 0));
	printf("same %d\n", !memcmp(big, back, 65507));
	messages(a, b);
	control(a, b);
	to.sin_addr.s_addr = htonl(INADDR_BROADCAST);
	SHOW(sendto(a, "x", 1, 0, (struct sockaddr *)&to, sizeof(to)));
	SHOW(bind(a, (struct sockaddr *)&to, sizeof(to)));
	c = socket(AF_INET, SOCK_DGRAM, 0);
	to = lo4(port_of(b));
	SHOW(bind(c, (struct sockaddr *)&to, sizeof(to)));
	return 0;
}

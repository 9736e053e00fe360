/* SPDX-License-Identifier: BSD-3-Clause */
/* Local streams and sequenced packets: pairs, names, ends, polling. */
#include "net.h"

static socklen_t name(struct sockaddr_un *un, const char *path, int len)
{
	memset(un, 0, sizeof(*un));
	un->sun_family = AF_UNIX;
	memcpy(un->sun_path, path, len);
	return offsetof(struct sockaddr_un, sun_path) + len;
}

static void pairs(void)
{
	int fd[2], n;
	char buf[16], *big = calloc(1, 300000);

	SHOW(socketpair(AF_UNIX, SOCK_STREAM, 0, fd));
	show_poll("pair", fd[0]);
	SHOW(write(fd[0], "abc", 3));
	SHOW(write(fd[0], "def", 3));
	SHOW(ioctl(fd[1], FIONREAD, &n));
	printf("waiting %d\n", n);
	SHOW(recv(fd[1], buf, 4, MSG_PEEK));
	SHOW(recv(fd[1], buf, 5, 0));
	SHOW(recv(fd[1], buf, 5, 0));
	SHOW(recv(fd[1], buf, 5, MSG_DONTWAIT));
	SHOW(shutdown(fd[0], SHUT_WR));
	show_poll("peer shut", fd[1]);
	SHOW(recv(fd[1], buf, 5, 0));
	SHOW(send(fd[0], "x", 1, MSG_NOSIGNAL));
	SHOW(send(fd[1], "back", 4, 0));
	SHOW(recv(fd[0], buf, 16, 0));
	close(fd[0]);
	show_poll("peer gone", fd[1]);
	SHOW(recv(fd[1], buf, 5, 0));
	SHOW(send(fd[1], "x", 1, MSG_NOSIGNAL));
	close(fd[1]);

	SHOW(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, fd));
	SHOW(send(fd[0], "first", 5, 0));
	SHOW(send(fd[0], "second", 6, 0));
	SHOW(recv(fd[1], buf, 3, 0));
	SHOW(recv(fd[1], buf, 16, 0));
	SHOW(send(fd[0], big, 300000, 0));
	SHOW(send(fd[0], "unread", 6, 0));
	close(fd[1]);
	SHOW(recv(fd[0], buf, 16, 0));
	SHOW(recv(fd[0], buf, 16, 0));
	close(fd[0]);
	SHOW(socketpair(AF_UNIX, SOCK_RAW + 50, 0, fd));
	SHOW(socketpair(AF_INET, SOCK_STREAM, 0, fd));
}

static void *reader(void *arg)
{
	long total = 0, n;
	char *buf = malloc(70000);

	while ((n = read(*(int *)arg, buf, 70000)) > 0)
		total += n;
	return (void *)total;
}

int main(void)
{
	struct sockaddr_un a, b;
	socklen_t len, blen;
	int l, c, s, fd[2];
	char buf[32], *big = calloc(1, 1 << 20);
	pthread_t t;
	void *total;

	setvbuf(stdout, NULL, _IOLBF, 0);
	signal(SIGPIPE, SIG_IGN);
	pairs();
	unlink("stream.sock");
	l = socket(AF_UNIX, SOCK_STREAM, 0);
	SHOW(listen(l, 2));
	len = name(&a, "stream.sock", 12);
	SHOW(bind(l, (struct sockaddr *)&a, len));
	c = socket(AF_UNIX, SOCK_STREAM, 0);
	SHOW(connect(c, (struct sockaddr *)&a, len));
	SHOW(recv(c, buf, 1, 0));
	SHOW(listen(l, 2));
	SHOW(fcntl(l, F_SETFL, O_NONBLOCK));
	SHOW(accept(l, NULL, NULL));
	SHOW(connect(c, (struct sockaddr *)&a, len));
	show_poll("listening", l);
	SHOW(send(c, "early", 5, 0));
	blen = sizeof(b);
	s = accept(l, (struct sockaddr *)&b, &blen);
	printf("accepted %d from length %d\n", s >= 0, (int)blen);
	SHOW(recv(s, buf, sizeof(buf), 0));
	blen = sizeof(b);
	SHOW(getsockname(s, (struct sockaddr *)&b, &blen));
	printf("%s %d\n", b.sun_path, (int)blen);
	blen = sizeof(b);
	SHOW(getpeername(c, (struct sockaddr *)&b, &blen));
	printf("%s %d\n", b.sun_path, (int)blen);
	close(l);
	close(s);
	SHOW(recv(c, buf, 1, 0));
	close(c);
	c = socket(AF_UNIX, SOCK_STREAM, 0);
	SHOW(connect(c, (struct sockaddr *)&a, len));
	SHOW(bind(c, (struct sockaddr *)&a, len));
	SHOW(unlink("stream.sock"));
	SHOW(connect(c, (struct sockaddr *)&a, len));
	close(c);

	/* abstract names */
	l = socket(AF_UNIX, SOCK_STREAM, 0);
	len = name(&a, "\0abstract", 9);
	SHOW(bind(l, (struct sockaddr *)&a, len));
	c = socket(AF_UNIX, SOCK_STREAM, 0);
	SHOW(bind(c, (struct sockaddr *)&a, len));
	SHOW(connect(c, (struct sockaddr *)&a, len));
	SHOW(listen(l, 1));
	SHOW(connect(c, (struct sockaddr *)&a, len - 1));
	SHOW(connect(c, (struct sockaddr *)&a, len));
	s = socket(AF_UNIX, SOCK_SEQPACKET, 0);
	SHOW(connect(s, (struct sockaddr *)&a, len));
	close(l);
	SHOW(recv(c, buf, 1, 0));

	socketpair(AF_UNIX, SOCK_STREAM, 0, fd);
	pthread_create(&t, NULL, reader, &fd[1]);
	for (int i = 0; i < 8; i++)
		if (write(fd[0], big, 1 << 20) != 1 << 20)
			printf("short\n");
	close(fd[0]);
	pthread_join(t, &total);
	printf("read %ld\n", (long)total);
	return 0;
}

/* SPDX-License-Identifier: BSD-3-Clause */
/* Local datagrams, descriptors and credentials in messages. */
#include "net.h"

static ssize_t send_fds(int sock, const char *text, const int *fds, int count)
{
	union {
		struct cmsghdr align;
		char buf[CMSG_SPACE(sizeof(int) * 8)];
	} ctl;
	struct iovec iov = {(char *)text, strlen(text)};
	struct msghdr msg = {.msg_iov = &iov,
	                     .msg_iovlen = 1,
	                     .msg_control = ctl.buf,
	                     .msg_controllen = CMSG_SPACE(sizeof(int) * count)};
	struct cmsghdr *c = CMSG_FIRSTHDR(&msg);

	memset(&ctl, 0, sizeof(ctl));
	c->cmsg_level = SOL_SOCKET;
	c->cmsg_type = SCM_RIGHTS;
	c->cmsg_len = CMSG_LEN(sizeof(int) * count);
	memcpy(CMSG_DATA(c), fds, sizeof(int) * count);
	return sendmsg(sock, &msg, 0);
}

static int receive_fds(int sock, int *fds, int room, int flags)
{
	union {
		struct cmsghdr align;
		char buf[CMSG_SPACE(sizeof(int) * 8)];
	} ctl;
	char text[32];
	struct iovec iov = {text, sizeof(text)};
	struct msghdr msg = {.msg_iov = &iov,
	                     .msg_iovlen = 1,
	                     .msg_control = ctl.buf,
	                     .msg_controllen = room ? CMSG_LEN(sizeof(int) * room) : 0};
	ssize_t n = recvmsg(sock, &msg, flags);
	struct cmsghdr *c;
	int count = 0;

	for (c = n < 0 ? NULL : CMSG_FIRSTHDR(&msg); c; c = CMSG_NXTHDR(&msg, c))
		if (c->cmsg_level == SOL_SOCKET && c->cmsg_type == SCM_RIGHTS) {
			count = (c->cmsg_len - CMSG_LEN(0)) / sizeof(int);
			memcpy(fds, CMSG_DATA(c), count * sizeof(int));
		}
	printf("%d bytes, %d descriptors, flags %x\n", (int)n, count,
	       msg.msg_flags & (MSG_CTRUNC | MSG_TRUNC));
	return count;
}

int main(void)
{
	struct sockaddr_un a = {.sun_family = AF_UNIX, .sun_path = "\0dgram-a"},
	                   b = {.sun_family = AF_UNIX, .sun_path = "\0dgram-b"}, from;
	socklen_t len = offsetof(struct sockaddr_un, sun_path) + 8, flen;
	struct ucred cred;
	int s[2], p[2], fds[8], x, y, bad = 999;
	char buf[32];

	setvbuf(stdout, NULL, _IOLBF, 0);
	socketpair(AF_UNIX, SOCK_STREAM, 0, s);
	pipe(p);
	SHOW(send_fds(s[0], "take", p, 2));
	close(p[0]);
	close(p[1]);
	receive_fds(s[1], fds, 2, MSG_CMSG_CLOEXEC);
	SHOW(write(fds[1], "through", 7));
	SHOW(read(fds[0], buf, 16));
	printf("close on exec %d\n", fcntl(fds[0], F_GETFD));
	SHOW(send_fds(s[0], "two", fds, 2));
	receive_fds(s[1], fds + 2, 1, 0);
	SHOW(send_fds(s[0], "none", fds, 1));
	receive_fds(s[1], fds + 3, 0, 0);
	SHOW(send_fds(s[0], "bad", &bad, 1));
	/* data of two messages with descriptors does not mix */
	send(s[0], "plain", 5, 0);
	send_fds(s[0], "with", fds, 1);
	send(s[0], "after", 5, 0);
	receive_fds(s[1], fds + 3, 4, 0);
	receive_fds(s[1], fds + 3, 4, 0);
	receive_fds(s[1], fds + 3, 4, MSG_DONTWAIT);
	flen = sizeof(cred);
	SHOW(getsockopt(s[0], SOL_SOCKET, SO_PEERCRED, &cred, &flen));
	printf("peer is this process %d user %d\n", cred.pid == getpid(), cred.uid == getuid());

	x = socket(AF_UNIX, SOCK_DGRAM, 0);
	y = socket(AF_UNIX, SOCK_DGRAM, 0);
	SHOW(bind(x, (struct sockaddr *)&a, len));
	SHOW(bind(y, (struct sockaddr *)&b, len));
	SHOW(send(x, "nobody", 6, 0));
	SHOW(sendto(x, "hello", 5, 0, (struct sockaddr *)&b, len));
	flen = sizeof(from);
	SHOW(recvfrom(y, buf, 3, MSG_TRUNC, (struct sockaddr *)&from, &flen));
	/* an abstract name has a length, no end */
	printf("from %.*s length %d\n", (int)(flen - offsetof(struct sockaddr_un, sun_path) - 1),
	       from.sun_path + 1, (int)flen);
	SHOW(connect(x, (struct sockaddr *)&b, len));
	SHOW(send(x, "connected", 9, 0));
	SHOW(recv(y, buf, 32, 0));
	SHOW(send(x, "", 0, 0));
	SHOW(recv(y, buf, 32, 0));
	SHOW(recv(y, buf, 32, MSG_DONTWAIT));
	close(y);
	SHOW(send(x, "gone", 4, 0));
	SHOW(sendto(x, "gone", 4, 0, (struct sockaddr *)&b, len));
	y = socket(AF_UNIX, SOCK_DGRAM, 0);
	flen = sizeof(a.sun_family);
	SHOW(bind(y, (struct sockaddr *)&b, flen));
	flen = sizeof(from);
	SHOW(getsockname(y, (struct sockaddr *)&from, &flen));
	printf("bound to a name of %d\n", (int)flen);
	socketpair(AF_UNIX, SOCK_DGRAM, 0, s);
	SHOW(send(s[0], "pair", 4, 0));
	SHOW(recv(s[1], buf, 32, 0));
	return 0;
}

/* SPDX-License-Identifier: BSD-3-Clause */
/* Data over TCP: much of it, and with all flags. */
#include "net.h"

#define TOTAL (6 << 20)

static unsigned char pattern(size_t i)
{
	return (unsigned char)(i * 7 + (i >> 8) * 13 + (i >> 16));
}

static void *writer(void *arg)
{
	int fd = *(int *)arg;
	unsigned char *buf = malloc(200000);
	size_t sent = 0, step = 1;

	while (sent < TOTAL) {
		size_t n = step < TOTAL - sent ? step : TOTAL - sent;

		for (size_t i = 0; i < n; i++)
			buf[i] = pattern(sent + i);
		if (write(fd, buf, n) != (ssize_t)n) {
			perror("short write");
			break;
		}
		sent += n;
		step = step * 3 % 199999 + 1;
	}
	shutdown(fd, SHUT_WR);
	free(buf);
	return NULL;
}

int main(void)
{
	char small[64], *parts[2] = {"scat", "tered"};
	struct iovec iov[2] = {{parts[0], 4}, {parts[1], 5}};
	struct msghdr msg = {.msg_iov = iov, .msg_iovlen = 2};
	unsigned char *buf = malloc(150000);
	size_t got = 0, bad = 0;
	int fd[2], n;
	pthread_t t;
	ssize_t r;

	setvbuf(stdout, NULL, _IOLBF, 0);
	tcp_pair(fd);
	pthread_create(&t, NULL, writer, &fd[0]);
	while ((r = read(fd[1], buf, got % 149000 + 1)) > 0) {
		for (ssize_t i = 0; i < r; i++)
			bad += buf[i] != pattern(got + i);
		got += r;
	}
	pthread_join(t, NULL);
	printf("received %zu wrong %zu end %zd\n", got, bad, r);
	close(fd[0]);
	close(fd[1]);

	tcp_pair(fd);
	SHOW(sendmsg(fd[0], &msg, 0));
	SHOW(recv(fd[1], small, sizeof(small), MSG_PEEK));
	SHOW(recv(fd[1], small, 4, MSG_PEEK));
	printf("%.4s\n", small);
	SHOW(ioctl(fd[1], FIONREAD, &n));
	printf("waiting %d\n", n);
	SHOW(recv(fd[1], NULL, 2, MSG_TRUNC));
	SHOW(recv(fd[1], small, 3, 0));
	printf("%.3s\n", small);
	iov[0].iov_base = small;
	iov[0].iov_len = 1;
	iov[1].iov_base = small + 10;
	iov[1].iov_len = 20;
	SHOW(readv(fd[1], iov, 2));
	printf("%.1s %.3s\n", small, small + 10);
	SHOW(send(fd[0], "abc", 3, MSG_MORE));
	SHOW(send(fd[0], "def", 3, 0));
	SHOW(recv(fd[1], small, 6, MSG_WAITALL));
	printf("%.6s\n", small);
	SHOW(recv(fd[1], small, 6, MSG_DONTWAIT | MSG_WAITALL));
	SHOW(recv(fd[1], small, 1, MSG_OOB));
	SHOW(send(fd[0], "xyz", 3, 0));
	SHOW(shutdown(fd[0], SHUT_WR));
	SHOW(recv(fd[1], small, 10, MSG_WAITALL));
	SHOW(recv(fd[1], small, 10, MSG_WAITALL));
	SHOW(sendto(fd[1], "q", 1, 0, (struct sockaddr *)small, 0));
	return 0;
}

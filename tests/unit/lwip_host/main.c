/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Two stacks, each a process of its own, exchange data over a wire that loses packets, with and
 * without offloads, and while memory runs short; under sanitizers. See run.sh.
 */
#include <errno.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include <uk/netdev_core.h>
#include <uk/plat/time.h>
#include <uk/socket_driver.h>
#include "../../../libs/lwip/config/config.h"
#include "../../../libs/lwip/device/device.h"
#include "../../../libs/lwip/stack/stack.h"
#include "lwip/priv/tcp_priv.h"
#include "kernel.h"

#define TOTAL (1 << 20)
#define PORT  7

extern const struct posix_socket_driver __start_uk_posix_socket_drivers[];
static const struct posix_socket_ops *ops;

static void pump(void)
{
	kernel_timers_run();
	if (!lwip_stack_poll()) {
		/* The card has room again. */
		lwip_device_transmit_room(lwip_devices->dev, 0, lwip_devices);
		wire_wait();
	}
}

static posix_sock *wrap(void *data)
{
	posix_sock *s = calloc(1, sizeof(*s));

	s->driver = &__start_uk_posix_socket_drivers[0];
	s->data = data;
	s->family = AF_INET;
	uk_file_init(&s->file, NULL, s);
	ops->poll_setup(s);
	return s;
}

static posix_sock *new_socket(int type)
{
	void *data;

	do
		data = ops->create(&__start_uk_posix_socket_drivers[0], AF_INET, type, 0);
	while (PTRISERR(data));
	return wrap(data);
}

static void end(posix_sock *s)
{
	ops->close(s);
	free(s);
}

static unsigned char pattern(size_t i)
{
	return (unsigned char)(i * 7 + (i >> 8) * 13 + (i >> 16));
}

static int send_all(posix_sock *s)
{
	static char buf[50000];
	size_t done = 0;

	while (done < TOTAL) {
		size_t n = kernel_random() % sizeof(buf) + 1;
		struct iovec iov = {buf, n < TOTAL - done ? n : TOTAL - done};
		struct msghdr msg = {.msg_iov = &iov, .msg_iovlen = 1};
		ssize_t r;

		for (size_t i = 0; i < iov.iov_len; i++)
			buf[i] = (char)pattern(done + i);
		r = ops->sendmsg(s, &msg, 0);
		if (r > 0)
			done += (size_t)r;
		else if (r == -EAGAIN || r == -ENOBUFS)
			pump();
		else
			return (int)r;
	}
	return ops->shutdown(s, SHUT_WR);
}

static int receive_all(posix_sock *s)
{
	static unsigned char buf[40000];
	size_t done = 0;

	for (;;) {
		struct iovec iov = {buf, kernel_random() % sizeof(buf) + 1};
		struct msghdr msg = {.msg_iov = &iov, .msg_iovlen = 1};
		ssize_t r = ops->recvmsg(s, &msg, 0);

		if (r == -EAGAIN) {
			pump();
			continue;
		}
		if (r < 0)
			return (int)r;
		if (!r && done != TOTAL)
			printf("# the end came after %zu of %d bytes\n", done, TOTAL);
		if (!r)
			return done == TOTAL ? 0 : -EPIPE;
		for (ssize_t i = 0; i < r; i++)
			if (buf[i] != pattern(done + (size_t)i))
				return -EILSEQ;
		done += (size_t)r;
	}
}

/* What was sent arrives, and what the peer repeats is answered. */
static void finish(void)
{
	__nsec now = ukplat_monotonic_clock(), least = now + 1000000000UL,
	       most = now + 15000000000UL;

	while ((now = ukplat_monotonic_clock()) < least || (tcp_active_pcbs && now < most))
		pump();
}

static struct sockaddr_in address(int host)
{
	struct sockaddr_in a = {.sin_family = AF_INET, .sin_port = htons(PORT)};

	a.sin_addr.s_addr = htonl(0x0a000000u + (unsigned int)host);
	return a;
}

static int serve(void)
{
	struct sockaddr_in a = address(0);
	posix_sock *l = new_socket(SOCK_STREAM), *s;
	void *data;
	int rc;

	a.sin_addr.s_addr = 0;
	if (ops->bind(l, (struct sockaddr *)&a, sizeof(a)) || ops->listen(l, 5))
		return 2;
	while (PTRISERR(data = ops->accept4(l, NULL, NULL, 0)))
		pump();
	s = wrap(data);
	rc = receive_all(s);
	if (!rc)
		rc = send_all(s);
	end(s);
	end(l);
	finish();
	if (rc)
		printf("# server: error %d\n", -rc);
	return rc ? 3 : 0;
}

static int call(void)
{
	struct sockaddr_in a = address(1);
	posix_sock *s;
	int rc;

	do {
		s = new_socket(SOCK_STREAM);
		rc = ops->connect(s, (struct sockaddr *)&a, sizeof(a));
		while (rc == -EINPROGRESS || rc == -EALREADY) {
			pump();
			rc = ops->connect(s, (struct sockaddr *)&a, sizeof(a));
		}
		if (rc)
			end(s);
	} while (rc);
	rc = send_all(s);
	if (!rc)
		rc = receive_all(s);
	end(s);
	finish();
	if (rc)
		printf("# client: error %d\n", -rc);
	return rc ? 4 : 0;
}

static int side(int fd, int server, unsigned int loss, unsigned int features, unsigned int fails)
{
	int rc;

	kernel_seed((unsigned int)fd * 7919u + loss);
	wire_init(fd, server ? "10.0.0.1/24" : "10.0.0.2/24", loss, features);
	ops = __start_uk_posix_socket_drivers[0].ops;
	if (lwip_stack_init() || lwip_devices_attach() || lwip_configure())
		return 1;
	kernel_malloc_fails = fails;
	rc = server ? serve() : call();
	return rc ? rc : wire_bad ? 5 : 0;
}

static int exchange(const char *name, unsigned int loss, unsigned int features, unsigned int fails)
{
	int fd[2], size = 1 << 20, a, b;
	pid_t server, client;

	if (socketpair(AF_UNIX, SOCK_SEQPACKET, 0, fd))
		return 1;
	for (int i = 0; i < 2; i++)
		setsockopt(fd[i], SOL_SOCKET, SO_SNDBUF, &size, sizeof(size));
	server = fork();
	if (!server) {
		close(fd[1]);
		exit(side(fd[0], 1, loss, features, fails));
	}
	client = fork();
	if (!client) {
		close(fd[0]);
		signal(SIGPIPE, SIG_IGN);
		exit(side(fd[1], 0, loss, features, fails));
	}
	close(fd[0]);
	close(fd[1]);
	waitpid(server, &a, 0);
	waitpid(client, &b, 0);
	printf("%s - %s (server %x, client %x)\n", a || b ? "not ok" : "ok", name, a, b);
	fflush(stdout);
	return a || b;
}

int main(void)
{
	const unsigned int all = UK_NETDEV_F_PARTIAL_CSUM | UK_NETDEV_F_TSO4 | UK_NETDEV_F_TSO6;
	int bad = 0;

	signal(SIGPIPE, SIG_IGN);
	bad |= exchange("plain", 0, 0, 0);
	bad |= exchange("offloads", 0, all, 0);
	bad |= exchange("plain, 2 % lost", 20, 0, 0);
	bad |= exchange("offloads, 2 % lost", 20, all, 0);
	bad |= exchange("offloads, memory short", 0, all, 20);
	return bad;
}

/* SPDX-License-Identifier: BSD-3-Clause */
/* epoll: adding, changing, removing, level and edge triggering, one-shot, closing, instances inside
 * instances, errors. */
#include <pthread.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include "files.h"

static int ep;

static long ctl(int op, int fd, unsigned int events, int data)
{
	struct epoll_event event = {.events = events, .data.u32 = data};

	return epoll_ctl(ep, op, fd, &event);
}

static int by_data(const void *a, const void *b)
{
	return (int)((const struct epoll_event *)a)->data.u32 -
	       (int)((const struct epoll_event *)b)->data.u32;
}

static void show(int timeout)
{
	struct epoll_event events[16];
	int n = epoll_wait(ep, events, 16, timeout);

	printf("%d:", n);
	if (n > 0)
		qsort(events, n, sizeof(events[0]), by_data);
	for (int i = 0; i < n; i++)
		printf(" %d=%s%s%s%s", events[i].data.u32, events[i].events & EPOLLIN ? "IN" : "",
		       events[i].events & EPOLLOUT ? "OUT" : "",
		       events[i].events & EPOLLHUP ? "HUP" : "",
		       events[i].events & EPOLLERR ? "ERR" : "");
	printf("%s\n", n < 0 ? error_name(errno) : "");
}

static void errors(void)
{
	struct epoll_event event;
	int file = open("f", O_RDWR | O_CREAT, 0644), p[2], dir = open(".", O_RDONLY);

	pipe(p);
	T(epoll_create1(1));
	T(ctl(EPOLL_CTL_ADD, file, EPOLLIN, 0));
	T(ctl(EPOLL_CTL_ADD, dir, EPOLLIN, 0));
	T(ctl(EPOLL_CTL_ADD, -1, EPOLLIN, 0));
	T(ctl(EPOLL_CTL_ADD, ep, EPOLLIN, 0));
	T(ctl(EPOLL_CTL_MOD, p[0], EPOLLIN, 0));
	T(ctl(EPOLL_CTL_DEL, p[0], EPOLLIN, 0));
	T(ctl(EPOLL_CTL_ADD, p[0], EPOLLIN, 0));
	T(ctl(EPOLL_CTL_ADD, p[0], EPOLLIN, 0));
	T(ctl(9, p[0], EPOLLIN, 0));
	T(epoll_ctl(p[0], EPOLL_CTL_ADD, p[1], &event));
	T(epoll_ctl(ep, EPOLL_CTL_MOD, p[0], NULL));
	T(epoll_wait(ep, &event, 0, 0));
	T(epoll_wait(ep, &event, -1, 0));
	T(epoll_wait(p[0], &event, 1, 0));
	T(epoll_wait(-1, &event, 1, 0));
	T(read(ep, &event, 12));
	T(write(ep, &event, 12));
	T(epoll_ctl(ep, EPOLL_CTL_DEL, p[0], NULL));
	close(p[0]);
	close(p[1]);
	close(file);
	close(dir);
}

static void level_and_edge(void)
{
	int a[2], b[2];
	char c[8];

	pipe(a);
	pipe(b);
	T(ctl(EPOLL_CTL_ADD, a[0], EPOLLIN, 1));
	T(ctl(EPOLL_CTL_ADD, b[0], EPOLLIN | EPOLLET, 2));
	T(ctl(EPOLL_CTL_ADD, a[1], EPOLLOUT | EPOLLET, 3));
	show(0);
	show(0);
	write(a[1], "12", 2);
	write(b[1], "12", 2);
	show(0);
	show(0);
	read(a[0], c, 1);
	read(b[0], c, 1);
	show(0);
	write(b[1], "3", 1);
	show(0);
	read(a[0], c, 1);
	show(0);
	T(ctl(EPOLL_CTL_MOD, b[0], EPOLLIN | EPOLLET, 22));
	show(0);
	show(0);
	T(ctl(EPOLL_CTL_MOD, a[0], EPOLLIN | EPOLLONESHOT, 1));
	write(a[1], "4", 1);
	show(0);
	show(0);
	write(a[1], "5", 1);
	show(0);
	T(ctl(EPOLL_CTL_MOD, a[0], EPOLLIN | EPOLLONESHOT, 11));
	show(0);
	show(0);
	T(ctl(EPOLL_CTL_MOD, a[0], EPOLLIN, 1));
	close(a[1]);
	show(0);
	close(b[1]);
	show(0);
	close(a[0]);
	show(0);
	close(b[0]);
	show(0);
}

static void closing(void)
{
	int a[2], copy;

	pipe(a);
	ctl(EPOLL_CTL_ADD, a[0], EPOLLIN, 1);
	write(a[1], "x", 1);
	copy = dup(a[0]);
	close(a[0]);
	show(0);
	close(copy);
	show(0);
	close(a[1]);
	/* The same number, another file: a new entry. */
	pipe(a);
	T(ctl(EPOLL_CTL_ADD, a[0], EPOLLIN, 5));
	copy = dup(a[0]);
	T(ctl(EPOLL_CTL_ADD, copy, EPOLLIN, 6));
	write(a[1], "x", 1);
	show(0);
	close(copy);
	close(a[0]);
	close(a[1]);
	show(0);
}

static int fds[100];

static void *writer(void *arg)
{
	unsigned long one = 1;

	usleep(30000);
	write(fds[77], &one, 8);
	return arg;
}

static void many(void)
{
	unsigned long value = 1;
	struct epoll_event events[5];
	pthread_t thread;
	int seen[100] = {0}, total = 0;

	for (int i = 0; i < 100; i++) {
		fds[i] = eventfd(0, EFD_NONBLOCK);
		ctl(EPOLL_CTL_ADD, fds[i], EPOLLIN, i);
	}
	show(0);
	show(20);
	pthread_create(&thread, NULL, writer, NULL);
	show(-1);
	pthread_join(thread, NULL);
	read(fds[77], &value, 8);
	show(0);
	for (int i = 0; i < 100; i += 10)
		write(fds[i], &value, 8);
	/* All get their turn, five at a time. */
	for (int round = 0; round < 2; round++) {
		int n = epoll_wait(ep, events, 5, 0);
		for (int i = 0; i < n; i++)
			total += !seen[events[i].data.u32]++;
	}
	T(total);
	for (int i = 0; i < 100; i++)
		close(fds[i]);
	show(0);
}

static void nested(void)
{
	int inner = epoll_create1(0), p[2], chain[8];
	struct epoll_event event = {.events = EPOLLIN, .data.u32 = 9}, got;

	pipe(p);
	T(epoll_ctl(inner, EPOLL_CTL_ADD, p[0], &event));
	T(ctl(EPOLL_CTL_ADD, inner, EPOLLIN, 7));
	show(0);
	write(p[1], "x", 1);
	show(0);
	T(epoll_wait(inner, &got, 1, 0));
	show(0);
	read(p[0], &got, 1);
	show(0);
	T(epoll_ctl(inner, EPOLL_CTL_ADD, ep, &event));
	close(inner);
	show(0);
	for (int i = 0; i < 8; i++) {
		chain[i] = epoll_create1(0);
		if (i)
			printf("%d ", epoll_ctl(chain[i], EPOLL_CTL_ADD, chain[i - 1], &event));
	}
	printf("\n");
	T(epoll_ctl(chain[0], EPOLL_CTL_ADD, chain[2], &event));
	for (int i = 0; i < 8; i++)
		close(chain[i]);
	close(p[0]);
	close(p[1]);
}

int main(void)
{
	scratch();
	ep = epoll_create1(EPOLL_CLOEXEC);
	errors();
	level_and_edge();
	closing();
	many();
	nested();
	return 0;
}

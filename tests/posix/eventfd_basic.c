/* SPDX-License-Identifier: BSD-3-Clause */
/* eventfd: counter and semaphore, limits, waiting readers and writers, poll. */
#include <poll.h>
#include <pthread.h>
#include <sys/eventfd.h>
#include "files.h"

static int fd;
static unsigned long v;

static void look(void)
{
	struct pollfd one = {fd, POLLIN | POLLOUT};

	poll(&one, 1, 0);
	printf("%s%s%s\n", one.revents & POLLIN ? "IN " : "", one.revents & POLLOUT ? "OUT " : "",
	       one.revents & POLLERR ? "ERR" : "");
}

static long put(unsigned long value)
{
	return write(fd, &value, 8);
}

static long get(void)
{
	v = 0;
	return read(fd, &v, 8);
}

static void *late_write(void *arg)
{
	usleep(30000);
	put(5);
	return arg;
}

static void *late_read(void *arg)
{
	usleep(30000);
	printf("read %ld\n", get());
	printf("value %lx\n", v);
	return arg;
}

int main(void)
{
	pthread_t thread;

	scratch();
	fd = eventfd(3, EFD_NONBLOCK);
	look();
	T(get());
	T(v);
	T(get());
	look();
	T(put(2));
	T(put(4));
	T(get());
	T(v);
	T(put(~0ul));
	T(put(~0ul - 1));
	look();
	T(put(1));
	T(put(0));
	T(get());
	printf("%lx\n", v);
	T(read(fd, &v, 7));
	T(write(fd, &v, 7));
	T(pread(fd, &v, 8, 0));
	close(fd);

	fd = eventfd(2, EFD_SEMAPHORE | EFD_NONBLOCK);
	T(get());
	T(v);
	T(get());
	T(get());
	close(fd);
	T(eventfd(0, 0x1000));

	fd = eventfd(0, 0);
	pthread_create(&thread, NULL, late_write, NULL);
	T(get());
	T(v);
	pthread_join(thread, NULL);
	/* A writer that waits although the file is writable for less. */
	put(10);
	pthread_create(&thread, NULL, late_read, NULL);
	T(put(~0ul - 1));
	pthread_join(thread, NULL);
	T(get());
	printf("%lx\n", v);
	T(eventfd_write(fd, 9));
	eventfd_t value;
	T(eventfd_read(fd, &value));
	T(value);
	close(fd);
	return 0;
}

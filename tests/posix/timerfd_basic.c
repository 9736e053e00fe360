/* SPDX-License-Identifier: BSD-3-Clause */
/* timerfd: one-shot and periodic, relative and absolute, blocking and polled, settings and errors.
 */
#include <poll.h>
#include <sys/timerfd.h>
#include <time.h>
#include "files.h"

static long ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static int set(int fd, int flags, long first_ms, long interval_ms)
{
	struct itimerspec value = {{interval_ms / 1000, interval_ms % 1000 * 1000000},
	                           {first_ms / 1000, first_ms % 1000 * 1000000}};

	return timerfd_settime(fd, flags, &value, NULL);
}

static void clock_case(int clock)
{
	struct itimerspec value, old;
	struct timespec now;
	unsigned long ticks;
	int fd = timerfd_create(clock, TFD_CLOEXEC);
	long start;

	printf("clock %d\n", clock);
	T(fcntl(fd, F_GETFD));
	T(timerfd_gettime(fd, &value));
	T(value.it_value.tv_sec || value.it_value.tv_nsec);
	start = ms();
	T(set(fd, 0, 30, 0));
	T(read(fd, &ticks, 8));
	T(ticks);
	T(ms() - start >= 29 && ms() - start < 3000);
	T(timerfd_gettime(fd, &value));
	T(value.it_value.tv_sec || value.it_value.tv_nsec);

	start = ms();
	T(set(fd, 0, 20, 10));
	T(read(fd, &ticks, 8));
	T(ticks >= 1);
	usleep(55000);
	T(read(fd, &ticks, 8));
	T(ticks >= 4);
	T(timerfd_gettime(fd, &value));
	T(value.it_interval.tv_nsec);
	T(value.it_value.tv_nsec > 0 && value.it_value.tv_nsec <= 10000000);

	clock_gettime(clock, &now);
	value = (struct itimerspec){.it_value = {now.tv_sec + 1, now.tv_nsec}};
	T(timerfd_settime(fd, TFD_TIMER_ABSTIME, &value, &old));
	T(old.it_interval.tv_nsec);
	T(timerfd_gettime(fd, &old));
	T(old.it_value.tv_sec == 0 && old.it_value.tv_nsec > 500000000);
	value.it_value = (struct timespec){0, 1};
	T(timerfd_settime(fd, TFD_TIMER_ABSTIME, &value, NULL));
	T(read(fd, &ticks, 8));
	T(ticks);
	close(fd);
}

int main(void)
{
	unsigned long ticks;
	struct itimerspec bad = {.it_value = {0, 1000000000}};
	int fd;

	scratch();
	clock_case(CLOCK_MONOTONIC);
	clock_case(CLOCK_REALTIME);
	clock_case(CLOCK_BOOTTIME);
	fd = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK);
	struct pollfd one = {fd, POLLIN | POLLOUT};
	T(read(fd, &ticks, 8));
	T(poll(&one, 1, 0));
	set(fd, 0, 30, 0);
	T(poll(&one, 1, 10));
	T(poll(&one, 1, 5000));
	T(one.revents);
	T(read(fd, &ticks, 7));
	T(read(fd, &ticks, 8));
	T(poll(&one, 1, 0));
	set(fd, 0, 10, 0);
	set(fd, 0, 0, 0);
	T(poll(&one, 1, 30));
	T(write(fd, &ticks, 8));
	T(timerfd_settime(fd, 0, &bad, NULL));
	T(timerfd_settime(fd, 99, &bad, NULL));
	T(timerfd_settime(0, 0, &bad, NULL));
	T(timerfd_gettime(-1, &bad));
	T(timerfd_create(99, 0));
	T(timerfd_create(CLOCK_MONOTONIC, 1));
	close(fd);
	return 0;
}

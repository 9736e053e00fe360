/* SPDX-License-Identifier: BSD-3-Clause */
/* poll, ppoll, select and pselect: readiness of pipes, files and bad descriptors, time-outs,
 * wake-ups, signals. */
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <sys/select.h>
#include <time.h>
#include "files.h"

static int p[2];
static volatile int handled;

static const char *bits(int events)
{
	static char text[64];

	sprintf(text, "%s%s%s%s%s", events & POLLIN ? "IN " : "", events & POLLOUT ? "OUT " : "",
	        events & POLLHUP ? "HUP " : "", events & POLLERR ? "ERR " : "",
	        events & POLLNVAL ? "NVAL " : "");
	return text;
}

static void look(int fd, int events)
{
	struct pollfd one = {.fd = fd, .events = events};
	int n = poll(&one, 1, 0);

	printf("%d: %s\n", n, bits(one.revents));
}

static long ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static void states(void)
{
	char b[70000];
	int file = open("f", O_RDWR | O_CREAT, 0644), dir = open(".", O_RDONLY);

	pipe2(p, O_NONBLOCK);
	look(p[0], POLLIN);
	look(p[1], POLLOUT);
	look(p[0], POLLOUT);
	write(p[1], "x", 1);
	look(p[0], POLLIN | POLLOUT);
	look(p[0], 0);
	while (write(p[1], b, 4096) > 0)
		;
	look(p[1], POLLOUT);
	while (read(p[0], b, 4096) > 0)
		;
	look(p[1], POLLOUT);
	close(p[1]);
	look(p[0], POLLIN);
	close(p[0]);
	look(p[0], POLLIN);
	look(-1, POLLIN);
	pipe(p);
	close(p[0]);
	look(p[1], POLLOUT);
	close(p[1]);
	look(file, POLLIN | POLLOUT);
	look(dir, POLLIN | POLLOUT);
	look(open("/dev/null", O_RDWR), POLLIN | POLLOUT);
}

static void *later(void *arg)
{
	usleep(30000);
	write(p[1], "x", 1);
	return arg;
}

static void waits(void)
{
	struct pollfd fds[40];
	struct timespec ts = {0, 20000000}, bad = {0, -1};
	pthread_t thread;
	long start;
	char c;

	pipe(p);
	start = ms();
	T(poll(NULL, 0, 30));
	T(ms() - start >= 29 && ms() - start < 2000);
	fds[0] = (struct pollfd){p[0], POLLIN};
	start = ms();
	T(poll(fds, 1, 20));
	T(ms() - start >= 19);
	T(ppoll(fds, 1, &ts, NULL));
	T(ppoll(fds, 1, &bad, NULL));
	pthread_create(&thread, NULL, later, NULL);
	T(poll(fds, 1, -1));
	puts(bits(fds[0].revents));
	pthread_join(thread, NULL);
	read(p[0], &c, 1);
	for (int i = 0; i < 40; i++)
		fds[i] = (struct pollfd){i == 39 ? p[0] : i == 20 ? 999 : -1, POLLIN};
	T(poll(fds, 40, 1000));
	puts(bits(fds[20].revents));
	fds[20].fd = -1;
	pthread_create(&thread, NULL, later, NULL);
	T(poll(fds, 40, 5000));
	puts(bits(fds[39].revents));
	pthread_join(thread, NULL);
	T(poll(fds, 1 << 30, 0));
	read(p[0], &c, 1);
}

static void show_set(const char *name, fd_set *set)
{
	printf("%s:", name);
	for (int i = 0; i < 64; i++)
		if (FD_ISSET(i, set))
			printf(" %d", i);
	printf("\n");
}

static void selects(void)
{
	struct timeval tv = {0, 20000}, negative = {-1, 0};
	fd_set in, out, except;
	pthread_t thread;
	char c;

	dup2(p[0], 50);
	dup2(p[1], 51);
	FD_ZERO(&in);
	FD_ZERO(&out);
	FD_ZERO(&except);
	FD_SET(50, &in);
	FD_SET(51, &out);
	FD_SET(50, &except);
	T(select(52, &in, &out, &except, NULL));
	show_set("in", &in);
	show_set("out", &out);
	show_set("except", &except);
	FD_SET(50, &in);
	T(select(51, &in, NULL, NULL, &tv));
	show_set("in", &in);
	FD_SET(50, &in);
	pthread_create(&thread, NULL, later, NULL);
	T(select(51, &in, NULL, NULL, NULL));
	show_set("in", &in);
	pthread_join(thread, NULL);
	FD_SET(51, &out);
	T(select(52, &in, &out, NULL, NULL));
	FD_ZERO(&in);
	FD_SET(60, &in);
	T(select(61, &in, NULL, NULL, NULL));
	show_set("in", &in);
	FD_SET(61, &in);
	T(select(60, &in, NULL, NULL, &(struct timeval){0, 0}));
	T(select(-1, NULL, NULL, NULL, NULL));
	T(select(0, NULL, NULL, NULL, &negative));
	T(select(0, NULL, NULL, NULL, &(struct timeval){0, 1000}));
	read(50, &c, 1);
	close(50);
	close(51);
}

static void on_signal(int signo)
{
	handled += signo == SIGUSR1;
}

static void *kill_main(void *arg)
{
	usleep(40000);
	pthread_kill(*(pthread_t *)arg, SIGUSR1);
	return NULL;
}

static void signals(void)
{
	struct sigaction action = {.sa_handler = on_signal, .sa_flags = SA_RESTART};
	struct pollfd one = {p[0], POLLIN};
	pthread_t self = pthread_self(), thread;
	sigset_t blocked, none;

	sigaction(SIGUSR1, &action, NULL);
	pthread_create(&thread, NULL, kill_main, &self);
	T(poll(&one, 1, 5000));
	pthread_join(thread, NULL);
	T(handled);
	sigemptyset(&none);
	sigemptyset(&blocked);
	sigaddset(&blocked, SIGUSR1);
	pthread_sigmask(SIG_BLOCK, &blocked, NULL);
	raise(SIGUSR1);
	T(handled);
	T(ppoll(&one, 1, NULL, &none));
	T(handled);
	raise(SIGUSR1);
	T(pselect(0, NULL, NULL, NULL, NULL, &none));
	T(handled);
	T(ppoll(&one, 1, &(struct timespec){0, 1000}, &none));
	raise(SIGUSR1);
	T(handled);
	sigset_t now;
	pthread_sigmask(SIG_SETMASK, NULL, &now);
	T(sigismember(&now, SIGUSR1));
}

int main(void)
{
	scratch();
	states();
	waits();
	selects();
	signals();
	return 0;
}

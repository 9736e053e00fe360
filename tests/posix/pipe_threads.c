/* SPDX-License-Identifier: BSD-3-Clause */
/* Pipes between threads: blocking reads and writes, whole large writes, several writers, end of
 * file, FIFOs, signals. */
#include <pthread.h>
#include <signal.h>
#include <sys/wait.h>
#include "files.h"

#define TOTAL 3000000

static int p[2];
static pthread_t main_thread;

static void *produce(void *arg)
{
	static unsigned char block[70000];
	long sent = 0;

	for (long i = 0; i < (long)sizeof(block); i++)
		block[i] = i % 253;
	while (sent < TOTAL) {
		long n = TOTAL - sent < 50600 ? TOTAL - sent : 50600;

		if (write(p[1], block, n) != n) {
			printf("short write\n");
			break;
		}
		sent += n;
	}
	close(p[1]);
	return arg;
}

static void large(void)
{
	static unsigned char block[8192];
	long got = 0, n, wrong = 0;
	pthread_t thread;

	pipe(p);
	pthread_create(&thread, NULL, produce, NULL);
	while ((n = read(p[0], block, 1 + got % 8000)) > 0)
		for (long i = 0; i < n; i++, got++)
			wrong += block[i] != got % 50600 % 253;
	T(got);
	T(wrong);
	pthread_join(thread, NULL);
	close(p[0]);
}

static void *write_lines(void *arg)
{
	char line[100];

	memset(line, 'a' + (int)(long)arg, sizeof(line));
	for (int i = 0; i < 2000; i++)
		if (write(p[1], line, sizeof(line)) != sizeof(line))
			printf("short line\n");
	return NULL;
}

static void several(void)
{
	pthread_t threads[4];
	char line[100];
	int mixed = 0, counts[4] = {0};

	pipe(p);
	for (long i = 0; i < 4; i++)
		pthread_create(&threads[i], NULL, write_lines, (void *)i);
	for (int i = 0; i < 8000; i++) {
		int got = 0;

		while (got < 100)
			got += read(p[0], line + got, 100 - got);
		for (int j = 1; j < 100; j++)
			mixed += line[j] != line[0];
		counts[line[0] - 'a']++;
	}
	for (int i = 0; i < 4; i++) {
		pthread_join(threads[i], NULL);
		T(counts[i]);
	}
	T(mixed);
	close(p[0]);
	close(p[1]);
}

static void *late(void *arg)
{
	usleep(30000);
	if (arg)
		write(p[1], arg, strlen(arg));
	close(p[1]);
	return NULL;
}

static void waiting(void)
{
	pthread_t thread;
	char b[16] = "";

	pipe(p);
	pthread_create(&thread, NULL, late, "late");
	T(read(p[0], b, 16));
	puts(b);
	T(read(p[0], b, 16));
	pthread_join(thread, NULL);
	close(p[0]);
}

static void nothing(int signo)
{
	(void)signo;
}

static void *interrupt(void *arg)
{
	usleep(30000);
	pthread_kill(main_thread, SIGUSR1);
	usleep(30000);
	write(p[1], "after", 5);
	return arg;
}

static void signals(int flags)
{
	struct sigaction action = {.sa_handler = nothing, .sa_flags = flags};
	pthread_t thread;
	char b[16];

	sigaction(SIGUSR1, &action, NULL);
	main_thread = pthread_self();
	pipe(p);
	pthread_create(&thread, NULL, interrupt, NULL);
	T(read(p[0], b, 16));
	pthread_join(thread, NULL);
	close(p[0]);
	close(p[1]);
}

static void *open_writer(void *arg)
{
	int fd = open("fifo", O_WRONLY);

	write(fd, "through the fifo", 16);
	close(fd);
	return arg;
}

static void fifo(void)
{
	struct stat st;
	pthread_t thread;
	char b[32] = "";
	int fd;

	T(mkfifo("fifo", 0600));
	T(mkfifo("fifo", 0600));
	T(open("fifo", O_WRONLY | O_NONBLOCK));
	pthread_create(&thread, NULL, open_writer, NULL);
	fd = open("fifo", O_RDONLY);
	T(fd >= 0);
	T(read(fd, b, 32));
	puts(b);
	T(read(fd, b, 32));
	T(fstat(fd, &st));
	printf("%o\n", st.st_mode);
	pthread_join(thread, NULL);
	close(fd);
	fd = open("fifo", O_RDONLY | O_NONBLOCK);
	T(read(fd, b, 1));
	int w = open("fifo", O_WRONLY | O_NONBLOCK);
	T(w >= 0);
	T(read(fd, b, 1));
	T(write(w, "xy", 2));
	T(read(fd, b, 1));
	close(w);
	T(read(fd, b, 8));
	T(read(fd, b, 8));
	close(fd);
	fd = open("fifo", O_RDWR);
	T(write(fd, "self", 4));
	T(read(fd, b, 8));
	close(fd);
	T(unlink("fifo"));
}

int main(void)
{
	scratch();
	large();
	several();
	waiting();
	signals(0);
	signals(SA_RESTART);
	fifo();
	return 0;
}

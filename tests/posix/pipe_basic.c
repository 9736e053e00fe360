/* SPDX-License-Identifier: BSD-3-Clause */
/* Pipes without waiting: contents, end of file, capacity, atomic writes, EPIPE and SIGPIPE. */
#include <signal.h>
#include <sys/ioctl.h>
#include "files.h"

static char buf[200000];
static int caught;

static void on_pipe(int signo)
{
	caught += signo == SIGPIPE;
}

static void contents(void)
{
	int p[2], n;

	T(pipe(p));
	T(write(p[1], "hello", 5));
	T(write(p[1], " pipe", 5));
	T(ioctl(p[0], FIONREAD, &n));
	T(n);
	T(read(p[0], buf, 3));
	T(read(p[0], buf, 100));
	printf("%.7s\n", buf);
	T(write(p[0], "x", 1));
	T(read(p[1], buf, 1));
	T(lseek(p[0], 0, SEEK_CUR));
	T(pread(p[0], buf, 1, 0));
	T(ftruncate(p[1], 0));
	T(fsync(p[1]));
	T(read(p[0], buf, 0));
	T(write(p[1], buf, 0));
	T(write(p[1], "end", 3));
	T(close(p[1]));
	T(read(p[0], buf, 100));
	T(read(p[0], buf, 100));
	T(close(p[0]));
}

static void limits(void)
{
	int p[2];
	long total = 0, n;

	T(pipe2(p, O_NONBLOCK | O_CLOEXEC));
	T(fcntl(p[0], F_GETFD));
	T(fcntl(p[1], F_GETFL) == (O_WRONLY | O_NONBLOCK));
	T(read(p[0], buf, 1));
	T(fcntl(p[0], F_GETPIPE_SZ));
	while ((n = write(p[1], buf, 1000)) > 0)
		total += n;
	T(error_name(errno)[0] == 'E' && errno == EAGAIN);
	printf("%d\n", total >= 60000 && total <= 65536);
	while ((n = read(p[0], buf, sizeof(buf))) > 0)
		;
	T(errno == EAGAIN);
	T(write(p[1], buf, 200000));
	T(write(p[1], buf, 1));
	T(read(p[0], buf, 4096));
	T(write(p[1], buf, 4096));
	T(read(p[0], buf, 200000));
	T(fcntl(p[0], F_SETPIPE_SZ, 5000));
	T(fcntl(p[1], F_GETPIPE_SZ));
	T(write(p[1], buf, 200000));
	T(fcntl(p[0], F_SETPIPE_SZ, 4096));
	T(fcntl(p[1], F_SETPIPE_SZ, 100000));
	T(write(p[1], buf, 200000));
	T(read(p[0], buf, 200000));
	T(fcntl(0, F_GETPIPE_SZ) < 0);
	close(p[0]);
	close(p[1]);
	T(pipe2(p, 0x10));
}

static void contents_survive(void)
{
	int p[2], wrong = 0;
	unsigned char next_in = 0, next_out = 0;

	pipe2(p, O_NONBLOCK);
	for (int round = 1; round < 300; round++) {
		int n = round * 37 % 3000 + 1;

		for (int i = 0; i < n; i++)
			buf[i] = next_in++;
		if (write(p[1], buf, n) != n)
			next_in -= n;
		n = read(p[0], buf, round * 53 % 2500 + 1);
		for (int i = 0; i < n; i++)
			wrong += (unsigned char)buf[i] != next_out++;
	}
	T(wrong);
	close(p[0]);
	close(p[1]);
}

static void broken(void)
{
	int p[2];

	pipe(p);
	signal(SIGPIPE, SIG_IGN);
	close(p[0]);
	T(write(p[1], "x", 1));
	signal(SIGPIPE, on_pipe);
	T(write(p[1], "x", 1));
	T(caught);
	T(write(p[1], "x", 0));
	T(caught);
	close(p[1]);
}

int main(void)
{
	scratch();
	contents();
	limits();
	contents_survive();
	broken();
	return 0;
}

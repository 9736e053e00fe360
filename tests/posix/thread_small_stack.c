/* SPDX-License-Identifier: BSD-3-Clause */
/* Threads and handlers on small stacks: system calls, signals and preemption must find room there.
 */
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <unistd.h>

static volatile sig_atomic_t ticks;
static int tube[2];

static void tick(int signo)
{
	ticks++;
}

static void *work(void *arg)
{
	struct pollfd p = {.fd = tube[0], .events = POLLIN};
	volatile unsigned long n = 0;
	char text[40];
	int fd;

	for (int i = 0; i < 50; i++) {
		while (++n % 20000)
			;
		poll(&p, 1, 1);
		free(malloc(5000));
		fd = open("/tmp/small_stack_file", O_RDWR | O_CREAT, 0600);
		write(fd, "text", 4);
		lseek(fd, 0, SEEK_SET);
		read(fd, text, 4);
		close(fd);
		munmap(mmap(NULL, 65536, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1,
		            0),
		       65536);
	}
	return arg;
}

int main(void)
{
	struct itimerval often = {.it_interval = {.tv_usec = 500}, .it_value = {.tv_usec = 500}};
	struct sigaction sa = {.sa_handler = tick, .sa_flags = SA_RESTART};
	pthread_attr_t attr;
	pthread_t t[3];
	void *ret;

	mkdir("/tmp", 0777);
	pipe(tube);
	sigaction(SIGALRM, &sa, NULL);
	setitimer(ITIMER_REAL, &often, NULL);
	pthread_attr_init(&attr);
	printf("set %d\n", pthread_attr_setstacksize(&attr, 16384));
	for (long i = 0; i < 3; i++)
		pthread_create(&t[i], &attr, work, (void *)i);
	for (long i = 0; i < 3; i++) {
		pthread_join(t[i], &ret);
		printf("thread %ld\n", (long)ret);
	}
	setitimer(ITIMER_REAL, &(struct itimerval){0}, NULL);
	unlink("/tmp/small_stack_file");
	printf("ticks %s\n", ticks ? "yes" : "no");
	return 0;
}

/* SPDX-License-Identifier: BSD-3-Clause */
/* Constructors by priority, thread-local variables, atexit in reverse order, destructors, the exit
 * status. */
#define _GNU_SOURCE
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/auxv.h>
#include <unistd.h>

static __thread int counter = 5;
static __thread char zero[64] __attribute__((aligned(64)));
static int order, ran;

__attribute__((constructor(102))) static void second(void)
{
	order = order * 10 + 2;
}

__attribute__((constructor(101))) static void first(void)
{
	order = order * 10 + 1;
}

__attribute__((destructor)) static void last(void)
{
	if (ran) /* all test programs stand in one image */
		puts("destructor");
}

static void bye1(void)
{
	puts("atexit 1");
}

static void bye2(void)
{
	puts("atexit 2");
}

static void *body(void *arg)
{
	counter += 10;
	zero[0]++;
	return (void *)(long)(counter + zero[0] + ((unsigned long)zero % 64));
	(void)arg;
}

int main(int argc, char **argv)
{
	pthread_t t;
	void *r;

	printf("order %d, argc>0 %d, argv ends %d, environ %d\n", order, argc > 0,
	       argv[argc] == NULL, environ != NULL);
	ran = 1;
	counter++;
	pthread_create(&t, NULL, body, NULL);
	pthread_join(t, &r);
	printf("thread %ld main %d\n", (long)r, counter);
	printf("page %lu random %d\n", getauxval(AT_PAGESZ), getauxval(AT_RANDOM) != 0);
	atexit(bye1);
	atexit(bye2);
	setenv("NAME", "value", 1);
	printf("%s\n", getenv("NAME"));
	exit(77);
}

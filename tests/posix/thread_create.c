/* SPDX-License-Identifier: BSD-3-Clause */
/* Creating and joining threads: arguments, results, thread numbers, exit from a nested function. */
#include <errno.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <unistd.h>

static void *square(void *arg)
{
	return (void *)((intptr_t)arg * (intptr_t)arg);
}

static void deep(int n)
{
	if (n == 0)
		pthread_exit((void *)77);
	deep(n - 1);
}

static void *exits(void *arg)
{
	(void)arg;
	deep(10);
	return NULL;
}

static void *other_id(void *arg)
{
	return (void *)(intptr_t)(syscall(SYS_gettid) != (intptr_t)arg &&
	                          syscall(SYS_getpid) == getpid());
}

int main(void)
{
	pthread_t t[20];
	void *result;
	intptr_t i;

	for (i = 0; i < 20; i++)
		printf("create %d\n", pthread_create(&t[i], NULL, square, (void *)i));
	for (i = 0; i < 20; i++) {
		int rc = pthread_join(t[i], &result);
		printf("join %d result %ld\n", rc, (long)(intptr_t)result);
	}
	pthread_create(&t[0], NULL, exits, NULL);
	pthread_join(t[0], &result);
	printf("pthread_exit: %ld\n", (long)(intptr_t)result);
	pthread_create(&t[0], NULL, other_id, (void *)(intptr_t)syscall(SYS_gettid));
	pthread_join(t[0], &result);
	printf("another id, the same process: %ld\n", (long)(intptr_t)result);
	for (i = 0; i < 2000; i++) {
		if (pthread_create(&t[0], NULL, square, (void *)i) || pthread_join(t[0], &result) ||
		    (intptr_t)result != i * i)
			printf("failed at %ld\n", (long)i);
	}
	printf("2000 threads one after the other\n");
	return 0;
}

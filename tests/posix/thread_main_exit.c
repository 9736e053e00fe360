/* SPDX-License-Identifier: BSD-3-Clause */
/* main leaves by pthread_exit(): the process ends with its last thread, with status 0. */
#include <pthread.h>
#include <stdio.h>
#include <unistd.h>

static pthread_t first;

static void *body(void *arg)
{
	pthread_join(first, NULL);
	printf("main is gone\n");
	usleep(1000);
	printf("last words\n");
	return arg;
}

int main(void)
{
	pthread_t t;

	first = pthread_self();
	pthread_create(&t, NULL, body, NULL);
	pthread_exit(NULL);
}

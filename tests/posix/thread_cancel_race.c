/* SPDX-License-Identifier: BSD-3-Clause */
/* A cancellation at any moment around the beginning of a blocking call is not lost. */
#include <pthread.h>
#include <semaphore.h>
#include <stdio.h>
#include <time.h>

static sem_t never;
static volatile int started;

static void *body(void *arg)
{
	volatile int i;

	started = 1;
	for (i = 0; i < (int)(long)arg; i++)
		;
	sem_wait(&never);
	return NULL;
}

int main(void)
{
	void *result;
	pthread_t t;
	int i, k, cancelled = 0;
	volatile int spin;

	sem_init(&never, 0, 0);
	for (i = 0; i < 300; i++) {
		struct timespec ts = {0, (i % 30) * 20000};

		started = 0;
		pthread_create(&t, NULL, body, (void *)(long)((i % 7) * 3000));
		while (i % 2 && !started)
			;
		nanosleep(&ts, NULL);
		pthread_cancel(t);
		pthread_join(t, &result);
		cancelled += result == PTHREAD_CANCELED;
	}
	printf("cancelled %d\n", cancelled);
	return 0;
}

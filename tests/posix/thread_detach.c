/* SPDX-License-Identifier: BSD-3-Clause */
/* Detached threads give their stacks back; the process ends when main does. */
#include <pthread.h>
#include <semaphore.h>
#include <stdio.h>
#include <errno.h>

static sem_t sem;

static void *body(void *arg)
{
	volatile char page[8000];

	page[0] = page[7999] = (char)(long)arg;
	sem_post(&sem);
	return NULL;
}

int main(void)
{
	pthread_attr_t attr;
	pthread_t t;
	int i, state;

	sem_init(&sem, 0, 0);
	pthread_attr_init(&attr);
	pthread_attr_setdetachstate(&attr, PTHREAD_CREATE_DETACHED);
	pthread_attr_getdetachstate(&attr, &state);
	printf("detached: %d\n", state == PTHREAD_CREATE_DETACHED);
	for (i = 0; i < 500; i++) {
		if (pthread_create(&t, &attr, body, (void *)(long)i))
			printf("create failed at %d\n", i);
		sem_wait(&sem);
	}
	for (i = 0; i < 500; i++) {
		if (pthread_create(&t, NULL, body, NULL) || pthread_detach(t))
			printf("detach failed at %d\n", i);
		sem_wait(&sem);
	}
	printf("1000 detached threads\n");
	return 3;
}

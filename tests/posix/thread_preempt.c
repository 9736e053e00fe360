/* SPDX-License-Identifier: BSD-3-Clause */
/* Busy threads share the processor; floating-point and vector registers survive being preempted. */
#include <pthread.h>
#include <stdio.h>
#include <string.h>

static volatile int stop;
static volatile long progress[3];

static void *busy(void *arg)
{
	int me = (int)(long)arg;

	while (!stop)
		progress[me]++;
	return NULL;
}

static void *sums(void *arg)
{
	double x[8], total = 0;
	long i;
	int k;

	for (k = 0; k < 8; k++)
		x[k] = (double)(long)arg;
	for (i = 0; i < 3000000; i++)
		for (k = 0; k < 8; k++)
			x[k] = x[k] * 0.999 + 0.001 * (double)(long)arg;
	for (k = 0; k < 8; k++)
		total += x[k];
	return (void *)(long)(total * 1000 + 0.5);
}

int main(void)
{
	pthread_t t[3];
	void *r;
	long i;

	for (i = 0; i < 3; i++)
		pthread_create(&t[i], NULL, busy, (void *)i);
	/* main is busy too: only preemption gives the others a turn */
	while (!progress[0] || !progress[1] || !progress[2])
		;
	stop = 1;
	for (i = 0; i < 3; i++)
		pthread_join(t[i], NULL);
	printf("all make progress\n");
	for (i = 0; i < 3; i++)
		pthread_create(&t[i], NULL, sums, (void *)(i + 1));
	for (i = 0; i < 3; i++) {
		pthread_join(t[i], &r);
		printf("sum %ld\n", (long)r);
	}
	return 0;
}

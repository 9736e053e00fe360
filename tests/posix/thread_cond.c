/* SPDX-License-Identifier: BSD-3-Clause */
/* Condition variables: signal, broadcast, time-outs on both clocks. */
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <time.h>

static pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t c = PTHREAD_COND_INITIALIZER;
static pthread_cond_t back = PTHREAD_COND_INITIALIZER;
static int turn, waiting, go, woken;

static void *player(void *arg)
{
	int me = (int)(long)arg;
	int i;

	for (i = 0; i < 1000; i++) {
		pthread_mutex_lock(&m);
		while (turn % 2 != me)
			pthread_cond_wait(&c, &m);
		turn++;
		pthread_cond_signal(&c);
		pthread_mutex_unlock(&m);
	}
	return NULL;
}

static void *waiter(void *arg)
{
	pthread_mutex_lock(&m);
	waiting++;
	pthread_cond_signal(&back);
	while (!go)
		pthread_cond_wait(&c, &m);
	woken++;
	pthread_mutex_unlock(&m);
	return arg;
}

static void timeouts(clockid_t clock)
{
	struct timespec begin, until, end;
	pthread_condattr_t attr;
	pthread_cond_t cond;
	long ms;
	int rc;

	pthread_condattr_init(&attr);
	printf("setclock %d", pthread_condattr_setclock(&attr, clock));
	pthread_cond_init(&cond, &attr);
	pthread_mutex_lock(&m);
	clock_gettime(clock, &begin);
	until = begin;
	until.tv_nsec += 50000000;
	if (until.tv_nsec >= 1000000000) {
		until.tv_nsec -= 1000000000;
		until.tv_sec++;
	}
	rc = pthread_cond_timedwait(&cond, &m, &until);
	clock_gettime(clock, &end);
	ms = (end.tv_sec - begin.tv_sec) * 1000 + (end.tv_nsec - begin.tv_nsec) / 1000000;
	printf(" timed out %d, not early %d, not late %d\n", rc == ETIMEDOUT, ms >= 49, ms < 2000);
	rc = pthread_cond_timedwait(&cond, &m, &begin);
	printf("in the past: %d\n", rc == ETIMEDOUT);
	pthread_mutex_unlock(&m);
}

int main(void)
{
	pthread_t t[8];
	long i;

	for (i = 0; i < 2; i++)
		pthread_create(&t[i], NULL, player, (void *)i);
	for (i = 0; i < 2; i++)
		pthread_join(t[i], NULL);
	printf("turns %d\n", turn);
	for (i = 0; i < 8; i++)
		pthread_create(&t[i], NULL, waiter, NULL);
	pthread_mutex_lock(&m);
	while (waiting < 8)
		pthread_cond_wait(&back, &m);
	go = 1;
	pthread_cond_broadcast(&c);
	pthread_mutex_unlock(&m);
	for (i = 0; i < 8; i++)
		pthread_join(t[i], NULL);
	printf("woken %d\n", woken);
	timeouts(CLOCK_REALTIME);
	timeouts(CLOCK_MONOTONIC);
	return 0;
}

/* SPDX-License-Identifier: BSD-3-Clause */
/* Sleeping: relative, absolute, zero, in the past, wrong values, the order of several sleepers. */
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

static int order[5], finished;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static void *sleeper(void *arg)
{
	long n = (long)arg;
	struct timespec ts = {0, n * 60000000 + 1000000};

	nanosleep(&ts, NULL);
	pthread_mutex_lock(&lock);
	order[finished++] = (int)n;
	pthread_mutex_unlock(&lock);
	return NULL;
}

static long elapsed(struct timespec *begin)
{
	struct timespec end;

	clock_gettime(CLOCK_MONOTONIC, &end);
	return (end.tv_sec - begin->tv_sec) * 1000 + (end.tv_nsec - begin->tv_nsec) / 1000000;
}

int main(void)
{
	struct timespec ts = {0, 30000000}, begin, at;
	pthread_t t[5];
	long i, ms;
	int rc;

	clock_gettime(CLOCK_MONOTONIC, &begin);
	rc = nanosleep(&ts, NULL);
	ms = elapsed(&begin);
	printf("nanosleep %d long enough %d not much longer %d\n", rc, ms >= 30, ms < 1000);
	at = begin;
	at.tv_nsec += 80000000;
	if (at.tv_nsec >= 1000000000) {
		at.tv_nsec -= 1000000000;
		at.tv_sec++;
	}
	rc = clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &at, NULL);
	ms = elapsed(&begin);
	printf("absolute %d long enough %d not much longer %d\n", rc, ms >= 80, ms < 1000);
	printf("past %d\n", clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &begin, NULL));
	clock_gettime(CLOCK_REALTIME, &at);
	at.tv_sec--;
	printf("past %d\n", clock_nanosleep(CLOCK_REALTIME, TIMER_ABSTIME, &at, NULL));
	ts = (struct timespec){0, 0};
	printf("zero %d\n", nanosleep(&ts, NULL));
	ts.tv_nsec = 1000000000;
	printf("wrong %d\n", nanosleep(&ts, NULL) == -1 && errno == EINVAL);
	ts = (struct timespec){-1, 0};
	printf("wrong %d\n", nanosleep(&ts, NULL) == -1 && errno == EINVAL);
	printf("wrong clock %d\n", clock_nanosleep(77, 0, &begin, NULL) == EINVAL);
	for (i = 0; i < 5; i++)
		pthread_create(&t[i], NULL, sleeper, (void *)(4 - i));
	for (i = 0; i < 5; i++)
		pthread_join(t[i], NULL);
	for (i = 0; i < 5; i++)
		printf("%d ", order[i]);
	printf("\n");
	return 0;
}

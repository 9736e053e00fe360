/* SPDX-License-Identifier: BSD-3-Clause */
/* Mutexes: exclusion between preempted threads, the three kinds, trylock and timedlock. */
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <time.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static long counter;

static void *count(void *arg)
{
	int i;

	for (i = 0; i < 20000; i++) {
		pthread_mutex_lock(&lock);
		counter = counter + 1;
		pthread_mutex_unlock(&lock);
	}
	return arg;
}

static void *attempt(void *arg)
{
	struct timespec until;
	int rc = pthread_mutex_trylock(&lock);

	printf("trylock: %s\n", rc == EBUSY ? "busy" : "?");
	clock_gettime(CLOCK_REALTIME, &until);
	until.tv_nsec += 20000000;
	if (until.tv_nsec >= 1000000000) {
		until.tv_nsec -= 1000000000;
		until.tv_sec++;
	}
	rc = pthread_mutex_timedlock(&lock, &until);
	printf("timedlock: %s\n", rc == ETIMEDOUT ? "timed out" : "?");
	return arg;
}

static void kinds(void)
{
	pthread_mutexattr_t attr;
	pthread_mutex_t m;

	pthread_mutexattr_init(&attr);
	pthread_mutexattr_settype(&attr, PTHREAD_MUTEX_RECURSIVE);
	pthread_mutex_init(&m, &attr);
	printf("recursive %d %d", pthread_mutex_lock(&m), pthread_mutex_lock(&m));
	printf(" %d %d", pthread_mutex_unlock(&m), pthread_mutex_unlock(&m));
	printf(" %d\n", pthread_mutex_unlock(&m) == EPERM);
	pthread_mutexattr_settype(&attr, PTHREAD_MUTEX_ERRORCHECK);
	pthread_mutex_init(&m, &attr);
	printf("error checking %d", pthread_mutex_lock(&m));
	printf(" %d", pthread_mutex_lock(&m) == EDEADLK);
	printf(" %d\n", pthread_mutex_unlock(&m));
}

int main(void)
{
	pthread_t t[4];
	int i;

	for (i = 0; i < 4; i++)
		pthread_create(&t[i], NULL, count, NULL);
	for (i = 0; i < 4; i++)
		pthread_join(t[i], NULL);
	printf("counter %ld\n", counter);
	pthread_mutex_lock(&lock);
	pthread_create(&t[0], NULL, attempt, NULL);
	pthread_join(t[0], NULL);
	pthread_mutex_unlock(&lock);
	kinds();
	return 0;
}

/* SPDX-License-Identifier: BSD-3-Clause */
/* Cancellation: in a sleep, at a cancellation point that comes later, disabled, asynchronous, with
 * clean-up handlers. */
#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

static sem_t ready;

static void cleanup(void *arg)
{
	printf("clean-up %s\n", (const char *)arg);
}

static void *sleeper(void *arg)
{
	(void)arg;
	pthread_cleanup_push(cleanup, "outer");
	pthread_cleanup_push(cleanup, "inner");
	sem_post(&ready);
	sleep(1000);
	printf("not reached\n");
	pthread_cleanup_pop(0);
	pthread_cleanup_pop(0);
	return NULL;
}

static void *semaphore(void *arg)
{
	sem_t never;

	sem_init(&never, 0, 0);
	sem_post(&ready);
	sem_wait(&never);
	return arg;
}

static void *disabled(void *arg)
{
	struct timespec ts = {0, 60000000};
	int old, rc;

	rc = pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &old);
	printf("disable %d, was enabled %d\n", rc, old == PTHREAD_CANCEL_ENABLE);
	sem_post(&ready);
	rc = nanosleep(&ts, NULL);
	printf("slept on, cancellation is pending\n");
	pthread_setcancelstate(PTHREAD_CANCEL_ENABLE, NULL);
	pthread_testcancel();
	printf("not reached\n");
	return arg;
}

static void *busy(void *arg)
{
	volatile long n = 0;

	pthread_setcanceltype(PTHREAD_CANCEL_ASYNCHRONOUS, NULL);
	sem_post(&ready);
	for (;;)
		n++;
	return arg;
}

static void *condition(void *arg)
{
	pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;
	pthread_cond_t c = PTHREAD_COND_INITIALIZER;

	pthread_mutex_lock(&m);
	pthread_cleanup_push((void (*)(void *))pthread_mutex_unlock, &m);
	sem_post(&ready);
	pthread_cond_wait(&c, &m);
	pthread_cleanup_pop(1);
	return arg;
}

static void run(const char *name, void *(*fn)(void *))
{
	struct timespec ts = {0, 10000000};
	void *result;
	pthread_t t;
	int rc;

	pthread_create(&t, NULL, fn, NULL);
	sem_wait(&ready);
	nanosleep(&ts, NULL);
	rc = pthread_cancel(t) ? 1 : pthread_join(t, &result) ? 2 : 0;
	printf("%s: %d, cancelled %d\n", name, rc, result == PTHREAD_CANCELED);
}

int main(void)
{
	setvbuf(stdout, NULL, _IONBF, 0);
	sem_init(&ready, 0, 0);
	run("semaphore", semaphore);
	run("condition", condition);
	run("busy", busy);
	run("sleep", sleeper);
	run("disabled", disabled);
	return 0;
}

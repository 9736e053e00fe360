/* SPDX-License-Identifier: BSD-3-Clause */
/* Robust mutexes: the owner ends with the lock held. Priority-inheriting ones. */
#include <errno.h>
#include <pthread.h>
#include <stdio.h>

static pthread_mutex_t m;

static void *lock_and_die(void *arg)
{
	pthread_mutex_lock(&m);
	return arg;
}

static void *lock_unlock(void *arg)
{
	int rc = pthread_mutex_lock(&m);

	printf("second thread: lock %d\n", rc);
	pthread_mutex_unlock(&m);
	return arg;
}

int main(void)
{
	pthread_mutexattr_t attr;
	pthread_t t;
	int rc;

	pthread_mutexattr_init(&attr);
	pthread_mutexattr_setrobust(&attr, PTHREAD_MUTEX_ROBUST);
	pthread_mutex_init(&m, &attr);
	pthread_create(&t, NULL, lock_and_die, NULL);
	pthread_join(t, NULL);
	rc = pthread_mutex_lock(&m);
	printf("owner died: %d\n", rc == EOWNERDEAD);
	printf("consistent: %d\n", pthread_mutex_consistent(&m));
	printf("unlock: %d\n", pthread_mutex_unlock(&m));
	printf("lock: %d\n", pthread_mutex_lock(&m));
	pthread_mutex_unlock(&m);

	pthread_mutexattr_init(&attr);
	printf("protocol: %d\n", pthread_mutexattr_setprotocol(&attr, PTHREAD_PRIO_INHERIT));
	pthread_mutex_init(&m, &attr);
	printf("lock: %d\n", pthread_mutex_lock(&m));
	printf("trylock: %d\n", pthread_mutex_trylock(&m) == EBUSY);
	pthread_create(&t, NULL, lock_unlock, NULL);
	pthread_mutex_unlock(&m);
	pthread_join(t, NULL);
	return 0;
}

/* SPDX-License-Identifier: BSD-3-Clause */
/* Barriers, readers-writer locks, once, keys with destructors, spin locks, semaphores. */
#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdio.h>
#include <time.h>

static pthread_barrier_t barrier;
static pthread_rwlock_t rw = PTHREAD_RWLOCK_INITIALIZER;
static pthread_once_t once = PTHREAD_ONCE_INIT;
static pthread_spinlock_t spin;
static pthread_key_t key;
static sem_t sem;
static int serial, inits, destroyed, readers, max_readers, shared, wrong;

static void init(void)
{
	inits++;
}

static void destroy(void *value)
{
	pthread_spin_lock(&spin);
	destroyed += (int)(long)value;
	pthread_spin_unlock(&spin);
}

static void *body(void *arg)
{
	int i;

	pthread_once(&once, init);
	pthread_setspecific(key, arg);
	for (i = 0; i < 10; i++) {
		int rc = pthread_barrier_wait(&barrier);
		if (rc == PTHREAD_BARRIER_SERIAL_THREAD) {
			pthread_spin_lock(&spin);
			serial++;
			pthread_spin_unlock(&spin);
		}
	}
	pthread_rwlock_rdlock(&rw);
	pthread_spin_lock(&spin);
	if (++readers > max_readers)
		max_readers = readers;
	pthread_spin_unlock(&spin);
	pthread_barrier_wait(&barrier);
	pthread_spin_lock(&spin);
	readers--;
	pthread_spin_unlock(&spin);
	pthread_rwlock_unlock(&rw);
	for (i = 0; i < 1000; i++) {
		pthread_rwlock_wrlock(&rw);
		shared++;
		if (readers)
			wrong++;
		pthread_rwlock_unlock(&rw);
	}
	sem_post(&sem);
	return pthread_getspecific(key) == arg ? NULL : (void *)1;
}

int main(void)
{
	struct timespec past = {1, 0};
	pthread_t t[4];
	void *r;
	long i;
	int n;

	pthread_spin_init(&spin, 0);
	sem_init(&sem, 0, 0);
	pthread_key_create(&key, destroy);
	pthread_barrier_init(&barrier, NULL, 4);
	for (i = 0; i < 4; i++)
		pthread_create(&t[i], NULL, body, (void *)(i + 1));
	for (i = 0; i < 4; i++) {
		pthread_join(t[i], &r);
		wrong += r != NULL;
	}
	printf("serial %d inits %d destroyed %d readers %d shared %d wrong %d\n", serial, inits,
	       destroyed, max_readers, shared, wrong);
	sem_getvalue(&sem, &n);
	printf("semaphore %d\n", n);
	for (i = 0; i < 4; i++)
		sem_wait(&sem);
	printf("trywait %d\n", sem_trywait(&sem) == -1 && errno == EAGAIN);
	printf("timedwait %d\n", sem_timedwait(&sem, &past) == -1 && errno == ETIMEDOUT);
	pthread_rwlock_rdlock(&rw);
	printf("trywrlock %d tryrdlock %d\n", pthread_rwlock_trywrlock(&rw) == EBUSY,
	       pthread_rwlock_tryrdlock(&rw));
	return 0;
}

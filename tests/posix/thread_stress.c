/* SPDX-License-Identifier: BSD-3-Clause */
/* Everything at once for a while: threads that come and go, locks, timed waits, signals between
 * threads, a fast timer. */
#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <semaphore.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#define THREADS 8
#define ROUNDS  400

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t cond = PTHREAD_COND_INITIALIZER;
static pthread_t threads[THREADS];
static pthread_barrier_t barrier;
static sem_t sem;
static volatile int signals, alarms;
static int shared, broken, children;

static void on_signal(int sig)
{
	int saved = errno;

	signals++;
	sched_yield();
	errno = saved;
}

static void on_alarm(int sig)
{
	alarms++;
}

static void *child(void *arg)
{
	return arg;
}

static void soon(struct timespec *ts, int us)
{
	clock_gettime(CLOCK_REALTIME, ts);
	ts->tv_nsec += us * 1000;
	if (ts->tv_nsec >= 1000000000) {
		ts->tv_nsec -= 1000000000;
		ts->tv_sec++;
	}
}

static void one(unsigned int *seed)
{
	struct timespec ts = {0, 100000};
	pthread_t t;
	void *p;
	int before;

	switch (rand_r(seed) % 9) {
	case 0:
		pthread_mutex_lock(&lock);
		before = shared;
		sched_yield();
		shared = before + 1;
		shared--;
		broken += shared != before;
		pthread_mutex_unlock(&lock);
		break;
	case 1:
		nanosleep(&ts, NULL);
		break;
	case 2:
		pthread_mutex_lock(&lock);
		soon(&ts, 300);
		pthread_cond_timedwait(&cond, &lock, &ts);
		pthread_mutex_unlock(&lock);
		break;
	case 3:
		pthread_cond_broadcast(&cond);
		break;
	case 4:
		pthread_kill(threads[rand_r(seed) % THREADS], SIGUSR1);
		break;
	case 5:
		if (!pthread_create(&t, NULL, child, seed)) {
			pthread_join(t, &p);
			broken += p != seed;
			__atomic_add_fetch(&children, 1, __ATOMIC_SEQ_CST);
		}
		break;
	case 6:
		p = malloc((size_t)(rand_r(seed) % 5000 + 1));
		broken += !p;
		free(p);
		break;
	case 7:
		sem_post(&sem);
		soon(&ts, 200);
		sem_timedwait(&sem, &ts);
		break;
	default:
		kill(getpid(), SIGUSR1);
	}
}

static void *body(void *arg)
{
	unsigned int seed = (unsigned int)(long)arg;
	int i;

	pthread_barrier_wait(&barrier);
	for (i = 0; i < ROUNDS; i++)
		one(&seed);
	pthread_barrier_wait(&barrier);
	return NULL;
}

int main(void)
{
	struct sigaction sa = {.sa_handler = on_signal, .sa_flags = SA_RESTART};
	struct itimerval it = {{0, 1000}, {0, 1000}};
	long i;

	sigaction(SIGUSR1, &sa, NULL);
	signal(SIGALRM, on_alarm);
	sem_init(&sem, 0, 0);
	pthread_barrier_init(&barrier, NULL, THREADS + 1);
	for (i = 0; i < THREADS; i++)
		pthread_create(&threads[i], NULL, body, (void *)(i + 1));
	pthread_barrier_wait(&barrier);
	setitimer(ITIMER_REAL, &it, NULL);
	pthread_barrier_wait(&barrier);
	memset(&it, 0, sizeof(it));
	setitimer(ITIMER_REAL, &it, NULL);
	for (i = 0; i < THREADS; i++)
		pthread_join(threads[i], NULL);
	printf("broken %d children %d signals %d alarms %d\n", broken, children > 10, signals > 10,
	       alarms > 2);
	return 0;
}

/* SPDX-License-Identifier: BSD-3-Clause */
/* Threads and signals: inherited masks, directed signals, one for the process goes to a thread that
 * lets it through. */
#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

static sem_t ready, handled;
static volatile pthread_t who;

static void handler(int sig)
{
	who = pthread_self();
	sem_post(&handled);
}

static void *open_thread(void *arg)
{
	sigset_t set, old;

	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	pthread_sigmask(SIG_UNBLOCK, &set, &old);
	printf("inherited %d\n", sigismember(&old, SIGUSR1));
	sem_post(&ready);
	while (sem_wait(&handled) && errno == EINTR)
		;
	return arg;
}

static void *busy_thread(void *arg)
{
	volatile int *stop = arg;

	sem_post(&ready);
	while (!*stop)
		;
	return NULL;
}

static void stop_handler(int sig, siginfo_t *info, void *context)
{
	*(volatile int *)info->si_value.sival_ptr = 1;
}

int main(void)
{
	struct sigaction sa = {.sa_sigaction = stop_handler, .sa_flags = SA_SIGINFO};
	volatile int stop = 0;
	sigset_t set;
	pthread_t t;

	sem_init(&ready, 0, 0);
	sem_init(&handled, 0, 0);
	signal(SIGUSR1, handler);
	sigaction(SIGRTMIN + 3, &sa, NULL);
	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	pthread_sigmask(SIG_BLOCK, &set, NULL);
	pthread_create(&t, NULL, open_thread, NULL);
	sem_wait(&ready);
	kill(getpid(), SIGUSR1);
	pthread_join(t, NULL);
	printf("taken by the other %d\n", pthread_equal(who, t));

	pthread_create(&t, NULL, open_thread, NULL);
	sem_wait(&ready);
	printf("pthread_kill %d\n", pthread_kill(t, SIGUSR1));
	pthread_join(t, NULL);
	printf("taken by the other %d\n", pthread_equal(who, t));

	pthread_create(&t, NULL, busy_thread, (void *)&stop);
	sem_wait(&ready);
	pthread_kill(t, 0);
	sigqueue(getpid(), SIGRTMIN + 3, (union sigval){.sival_ptr = (void *)&stop});
	pthread_join(t, NULL);
	printf("stopped %d\n", stop);
	return 0;
}

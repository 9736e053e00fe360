/* SPDX-License-Identifier: BSD-3-Clause */
/* timer_create: by signal, to a function in a thread, none; periodic with overruns; deleting;
 * errors. */
#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

static volatile int count, value, code;
static sem_t done;

static void handler(int sig, siginfo_t *info, void *context)
{
	count++;
	value = info->si_value.sival_int;
	code = info->si_code;
}

static void function(union sigval v)
{
	sem_post(&done);
}

int main(void)
{
	struct sigaction sa = {.sa_sigaction = handler, .sa_flags = SA_SIGINFO};
	struct sigevent ev = {
	        .sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGUSR1, .sigev_value.sival_int = 33};
	struct itimerspec it = {{0, 5000000}, {0, 5000000}}, now;
	struct timespec ts = {0, 60000000};
	sigset_t set;
	siginfo_t info;
	timer_t t;
	int i, rc;

	sigaction(SIGUSR1, &sa, NULL);
	printf("create %d\n", timer_create(CLOCK_MONOTONIC, &ev, &t));
	printf("set %d\n", timer_settime(t, 0, &it, NULL));
	while (count < 5)
		pause();
	rc = timer_gettime(t, &now);
	printf("gettime %d interval %ld armed %d\n", rc, now.it_interval.tv_nsec,
	       now.it_value.tv_nsec > 0);
	printf("value %d code %d\n", value, code == SI_TIMER);

	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	sigprocmask(SIG_BLOCK, &set, NULL);
	nanosleep(&ts, NULL);
	count = 0;
	sigwaitinfo(&set, &info);
	rc = timer_getoverrun(t);
	printf("overruns %d %d\n", info.si_overrun >= 5, rc == info.si_overrun);
	it = (struct itimerspec){{0, 0}, {0, 0}};
	printf("stop %d\n", timer_settime(t, 0, &it, &now));
	ts.tv_nsec = 20000000;
	nanosleep(&ts, NULL);
	ts.tv_nsec = 0;
	while (sigtimedwait(&set, &info, &ts) > 0)
		;
	timer_gettime(t, &now);
	printf("stopped %ld %ld\n", now.it_value.tv_nsec, (long)now.it_value.tv_sec);
	clock_gettime(CLOCK_MONOTONIC, &it.it_value);
	printf("absolute, past %d\n", timer_settime(t, TIMER_ABSTIME, &it, NULL));
	printf("came %d\n", sigwaitinfo(&set, &info) == SIGUSR1 && info.si_overrun == 0);
	printf("delete %d\n", timer_delete(t));

	sem_init(&done, 0, 0);
	ev.sigev_notify = SIGEV_THREAD;
	ev.sigev_notify_function = function;
	ev.sigev_notify_attributes = NULL;
	it = (struct itimerspec){{0, 3000000}, {0, 3000000}};
	printf("thread: create %d", timer_create(CLOCK_REALTIME, &ev, &t));
	printf(" set %d", timer_settime(t, 0, &it, NULL));
	for (i = 0; i < 5; i++)
		sem_wait(&done);
	printf(" called, delete %d\n", timer_delete(t));
	ev.sigev_notify = SIGEV_NONE;
	printf("none: create %d", timer_create(CLOCK_REALTIME, &ev, &t));
	it.it_value.tv_sec = 100;
	printf(" set %d", timer_settime(t, 0, &it, NULL));
	timer_gettime(t, &now);
	printf(" left %d\n", now.it_value.tv_sec >= 98);
	it.it_value.tv_nsec = -1;
	printf("wrong %d\n", timer_settime(t, 0, &it, NULL) == -1 && errno == EINVAL);
	printf("wrong clock %d\n", timer_create(77, &ev, &t) == -1 && errno == EINVAL);
	return 0;
}

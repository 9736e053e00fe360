/* SPDX-License-Identifier: BSD-3-Clause */
/* Rounding modes and exception masks belong to a thread; a new one begins with its creator's. */
#include <fenv.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

static sem_t go, gone;

static const char *name(int mode)
{
	return mode == FE_TONEAREST  ? "nearest"
	       : mode == FE_UPWARD   ? "up"
	       : mode == FE_DOWNWARD ? "down"
	                             : "zero";
}

static void *look(void *arg)
{
	*(const char **)arg = name(fegetround());
	return NULL;
}

/* Runs, and sleeps, with its own mode while the other thread creates one. */
static void *other(void *arg)
{
	fesetround(FE_DOWNWARD);
	sem_post(&gone);
	sem_wait(&go);
	*(const char **)arg = name(fegetround());
	return NULL;
}

/* The x87 unit's flags of another thread meet a mask that lets them through. */
static void *inexact(void *arg)
{
	for (int i = 0; i < 100; i++) {
		__asm__ volatile("fld1\n fldpi\n fdivrp\n fstp %%st(0)" : : : "st");
		sched_yield();
	}
	return arg;
}

static void trap(int signo)
{
	printf("signal %d\n", signo);
	fflush(stdout);
	_Exit(1);
}

static void masks(void)
{
	unsigned short old, strict;
	pthread_t t;

	signal(SIGFPE, trap);
	pthread_create(&t, NULL, inexact, NULL);
	__asm__ volatile("fnstcw %0" : "=m"(old));
	strict = old & ~0x20;
	__asm__ volatile("fldcw %0" : : "m"(strict));
	for (int i = 0; i < 100; i++) {
		__asm__ volatile("fld1\n fstp %%st(0)" : : : "st");
		sched_yield();
	}
	__asm__ volatile("fldcw %0" : : "m"(old));
	pthread_join(t, NULL);
	printf("masks kept\n");
}

int main(void)
{
	const char *of_other, *of_created, *of_second;
	pthread_t a, b;

	sem_init(&go, 0, 0);
	sem_init(&gone, 0, 0);
	pthread_create(&a, NULL, other, &of_other);
	sem_wait(&gone);
	fesetround(FE_UPWARD);
	pthread_create(&b, NULL, look, &of_created);
	/* what runs before the new thread has another mode than its creator */
	sem_post(&go);
	pthread_join(a, NULL);
	pthread_join(b, NULL);
	printf("other: %s, created: %s, main: %s\n", of_other, of_created, name(fegetround()));
	fesetround(FE_TOWARDZERO);
	pthread_create(&b, NULL, look, &of_second);
	fesetround(FE_TONEAREST);
	pthread_join(b, NULL);
	printf("second: %s\n", of_second);
	masks();
	return 0;
}

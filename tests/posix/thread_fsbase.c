/* SPDX-License-Identifier: BSD-3-Clause */
/* A thread pointer that the program sets by an instruction stays the thread's own when others run
 * in between. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <cpuid.h>
#include <time.h>

static volatile int stop;

static int have_instruction(void)
{
	unsigned int a, b, c, d;

	return __get_cpuid_count(7, 0, &a, &b, &c, &d) && (b & 1);
}

static unsigned long get(void)
{
	unsigned long v;

	__asm__ volatile("rdfsbase %0" : "=r"(v));
	return v;
}

static void set(unsigned long v)
{
	__asm__ volatile("wrfsbase %0" : : "r"(v) : "memory");
}

static unsigned long long tsc(void)
{
	unsigned int low, high;

	__asm__ volatile("rdtsc" : "=a"(low), "=d"(high));
	return (unsigned long long)high << 32 | low;
}

/* No calls of the libc while the thread pointer is another. */
static int look(unsigned long value)
{
	unsigned long own = get();
	unsigned long long start = tsc();
	int same = 1;

	set(value);
	while (tsc() - start < 300000000ull && same)
		same = get() == value;
	set(own);
	return same;
}

static void *busy(void *arg)
{
	volatile unsigned long n = 0;

	while (!stop)
		n++;
	return NULL;
}

int main(void)
{
	pthread_t t[2];
	int same = 1;

	for (int i = 0; i < 2; i++)
		pthread_create(&t[i], NULL, busy, NULL);
	if (have_instruction())
		same = look(0x1234560) && look(0x6543210);
	stop = 1;
	for (int i = 0; i < 2; i++)
		pthread_join(t[i], NULL);
	printf("thread pointer %s\n", same ? "kept" : "lost");
	return 0;
}

/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Preemption under load: threads whose whole state is in registers (x87, SSE, AVX, flags, the red
 * zone), a handler that spoils all of it, system calls in between. Everything is checked against
 * what one thread computes alone.
 */
#include <fenv.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>
#include "cases.h"

#define THREADS 4

static volatile int stop;
static volatile unsigned long handled, wrong;

/* All sixteen vector registers hold the seed; a loop later they still must. */
static unsigned long sse_round(unsigned long seed)
{
	unsigned long bad;

	__asm__ volatile("movq %1, %%xmm0\n punpcklqdq %%xmm0, %%xmm0\n"
	                 "movdqa %%xmm0, %%xmm1\n movdqa %%xmm0, %%xmm7\n movdqa %%xmm0, %%xmm15\n"
	                 "mov $3000, %%ecx\n"
	                 "1: pcmpeqb %%xmm2, %%xmm2\n paddq %%xmm2, %%xmm1\n psubq %%xmm2, %%xmm1\n"
	                 "dec %%ecx\n jnz 1b\n"
	                 "pxor %%xmm0, %%xmm1\n pxor %%xmm0, %%xmm7\n pxor %%xmm0, %%xmm15\n"
	                 "por %%xmm7, %%xmm1\n por %%xmm15, %%xmm1\n"
	                 "movdqa %%xmm1, %%xmm2\n punpckhqdq %%xmm2, %%xmm2\n por %%xmm2, %%xmm1\n"
	                 "movq %%xmm1, %0\n"
	                 : "=r"(bad)
	                 : "r"(seed)
	                 : "ecx", "xmm0", "xmm1", "xmm2", "xmm7", "xmm15", "cc");
	return bad;
}

__attribute__((target("avx"))) static unsigned long avx_round(unsigned long seed)
{
	unsigned long bad;

	__asm__ volatile("vmovq %1, %%xmm0\n vpunpcklqdq %%xmm0, %%xmm0, %%xmm0\n"
	                 "vinsertf128 $1, %%xmm0, %%ymm0, %%ymm0\n"
	                 "vmovaps %%ymm0, %%ymm3\n vmovaps %%ymm0, %%ymm14\n"
	                 "mov $3000, %%ecx\n"
	                 "1: vxorps %%ymm3, %%ymm14, %%ymm5\n vorps %%ymm5, %%ymm3, %%ymm3\n"
	                 "dec %%ecx\n jnz 1b\n"
	                 "vxorps %%ymm0, %%ymm3, %%ymm3\n vxorps %%ymm0, %%ymm14, %%ymm14\n"
	                 "vorps %%ymm14, %%ymm3, %%ymm3\n"
	                 "vextractf128 $1, %%ymm3, %%xmm5\n vorps %%xmm5, %%xmm3, %%xmm3\n"
	                 "vpunpckhqdq %%xmm3, %%xmm3, %%xmm5\n vorps %%xmm5, %%xmm3, %%xmm3\n"
	                 "vmovq %%xmm3, %0\n vzeroupper\n"
	                 : "=r"(bad)
	                 : "r"(seed)
	                 : "ecx", "xmm0", "xmm3", "xmm5", "xmm14", "cc");
	return bad;
}

/* Deep in the x87 stack. */
static unsigned long x87_round(void)
{
	unsigned int bad;

	__asm__ volatile(
	        "fldpi\n fld1\n fldl2e\n fldz\n fldln2\n fldl2t\n"
	        "mov $2000, %%ecx\n"
	        "1: fxch %%st(5)\n fxch %%st(3)\n fxch %%st(3)\n fxch %%st(5)\n"
	        "dec %%ecx\n jnz 1b\n"
	        "xor %0, %0\n"
	        "fldl2t\n fucomip %%st(1), %%st\n setne %b0\n"
	        "fstp %%st(0)\n fstp %%st(0)\n fstp %%st(0)\n fstp %%st(0)\n fstp %%st(0)\n"
	        "fldpi\n fucomip %%st(1), %%st\n jz 2f\n or $2, %0\n 2: fstp %%st(0)\n"
	        : "=&q"(bad)
	        :
	        : "ecx", "cc", "st", "st(1)", "st(2)", "st(3)", "st(4)", "st(5)", "st(6)");
	return bad;
}

/* Values below the stack pointer, the flags, and the direction flag set while the handler comes. */
static unsigned long red_zone_round(unsigned long seed)
{
	unsigned long bad;

	__asm__ volatile("mov %1, -8(%%rsp)\n mov %1, -64(%%rsp)\n mov %1, -128(%%rsp)\n"
	                 "std\n stc\n"
	                 "mov $3000, %%ecx\n"
	                 "1: dec %%ecx\n jnz 1b\n"
	                 "mov $0, %0\n setnc %b0\n"
	                 "mov %%ecx, %%ecx\n pushfq\n popq %%rcx\n cld\n"
	                 "test $0x400, %%ecx\n jnz 2f\n or $2, %0\n"
	                 "2: xor -64(%%rsp), %1\n or %1, %0\n xor -64(%%rsp), %1\n"
	                 "xor -128(%%rsp), %1\n or %1, %0\n"
	                 : "=&q"(bad), "+r"(seed)
	                 :
	                 : "rcx", "cc", "memory");
	return bad;
}

static double sum_alone(unsigned int rounding)
{
	volatile double sum = 0;
	int i;

	fesetround((int)rounding);
	for (i = 1; i < 2000; i++)
		sum += 1.0 / i;
	return sum;
}

static void spoil(int signo)
{
	(void)signo;
	__asm__ volatile("pcmpeqb %%xmm0, %%xmm0\n movdqa %%xmm0, %%xmm1\n movdqa %%xmm0, %%xmm3\n"
	                 "movdqa %%xmm0, %%xmm7\n movdqa %%xmm0, %%xmm14\n movdqa %%xmm0, %%xmm15\n"
	                 "fninit\n fldz\n fstp %%st(0)\n"
	                 :
	                 :
	                 : "xmm0", "xmm1", "xmm3", "xmm7", "xmm14", "xmm15");
	fesetround(FE_TOWARDZERO);
	handled = handled + 1;
}

static void *work(void *arg)
{
	unsigned long n = (unsigned long)arg, seed = 0x0123456789abcdeful * (n + 1), bad;
	static const int roundings[] = {FE_TONEAREST, FE_UPWARD, FE_DOWNWARD, FE_TOWARDZERO};
	double expected = sum_alone((unsigned int)roundings[n % 4]);
	int avx = __builtin_cpu_supports("avx");
	unsigned long rounds = 0;

	while (!stop) {
		bad = sse_round(seed) | x87_round() | red_zone_round(seed);
		if (avx)
			bad |= avx_round(seed);
		bad |= sum_alone((unsigned int)roundings[n % 4]) != expected;
		bad |= fegetround() != roundings[n % 4];
		if (++rounds % 16 == n)
			sched_yield();
		if (bad)
			__atomic_fetch_add(&wrong, 1, __ATOMIC_RELAXED);
		free(malloc(100 + rounds % 5000));
	}
	return (void *)rounds;
}

int soak(int seconds)
{
	struct itimerval often = {.it_interval = {.tv_usec = 700}, .it_value = {.tv_usec = 700}};
	struct sigaction sa = {.sa_handler = spoil, .sa_flags = SA_RESTART};
	pthread_t threads[THREADS];
	unsigned long i, idle = 0, rounds = 0;
	struct timespec now;
	time_t end;
	void *done;

	sigaction(SIGALRM, &sa, NULL);
	sigaction(SIGUSR1, &sa, NULL);
	for (i = 0; i < THREADS; i++)
		pthread_create(&threads[i], NULL, work, (void *)i);
	setitimer(ITIMER_REAL, &often, NULL);
	clock_gettime(CLOCK_MONOTONIC, &now);
	end = now.tv_sec + seconds;
	for (i = 0; now.tv_sec <= end; i++) {
		struct timespec ts = {.tv_nsec = 5000000};

		pthread_kill(threads[i % THREADS], SIGUSR1);
		nanosleep(&ts, NULL);
		clock_gettime(CLOCK_MONOTONIC, &now);
	}
	stop = 1;
	for (i = 0; i < THREADS; i++) {
		pthread_join(threads[i], &done);
		rounds += (unsigned long)done;
		idle += !done;
	}
	printf("soak: rounds %s, handled %s, threads that never ran %lu, wrong %lu\n",
	       rounds > 100 ? "many" : "few", handled > 100 ? "many" : "few", idle, wrong);
	return wrong || idle || handled < 100;
}

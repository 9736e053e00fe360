/* SPDX-License-Identifier: BSD-3-Clause */
/* Ways to end: each leaves the status that its name stands for. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <unistd.h>
#include <uk/boot.h>
#include <uk/sched.h>
#include "cases.h"

static void exit_11(int signo)
{
	(void)signo;
	_exit(11);
}

/* From a handler that interrupted the program in the middle of a loop. */
static int from_handler(void)
{
	struct itimerval once = {.it_value = {.tv_usec = 20000}};

	signal(SIGALRM, exit_11);
	setitimer(ITIMER_REAL, &once, NULL);
	for (;;)
		__asm__ volatile("");
}

static void kernel_thread(void *arg)
{
	(void)arg;
	uk_exit(12);
}

static int from_kernel_thread(void)
{
	uk_sched_thread_create_kernel(uk_sched_current(), kernel_thread, NULL, 0, "ender");
	pause();
	return 1;
}

static void again(void)
{
	_exit(13);
}

/* The first exit has not ended yet when the second begins. */
static int twice(void)
{
	atexit(again);
	return 1;
}

/* The report's look at the stack must not be what is reported. */
static int bad_frame(void)
{
	__asm__ volatile("movabsq $0xdead000000102000, %%rbp\n ud2" : : : "memory");
	return 0;
}

static int unreadable_frame(void)
{
	__asm__ volatile("movq $0x10, %%rbp\n shl $33, %%rbp\n addq $0x400000, %%rbp\n ud2"
	                 :
	                 :
	                 : "memory");
	return 0;
}

static void fault_again(int signo)
{
	(void)signo;
	*(volatile int *)8 = 1;
}

/* The signal is blocked while its handler runs, so the second fault ends the system. */
static int fault_in_handler(void)
{
	signal(SIGSEGV, fault_again);
	*(volatile int *)16 = 1;
	return 0;
}

static const struct {
	const char *name;
	int (*run)(void);
} cases[] = {
        {"from-handler", from_handler},
        {"from-kernel-thread", from_kernel_thread},
        {"twice", twice},
        {"bad-frame", bad_frame},
        {"unreadable-frame", unreadable_frame},
        {"fault-in-handler", fault_in_handler},
};

int ends(const char *name)
{
	unsigned int i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		if (!strcmp(name, cases[i].name))
			return cases[i].run();
	printf("no such case: %s\n", name);
	return 126;
}

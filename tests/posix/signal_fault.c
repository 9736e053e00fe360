/* SPDX-License-Identifier: BSD-3-Clause */
/* Faults: SIGSEGV with its address, left by siglongjmp again and again; SIGFPE; SIGILL skipped by
 * changing the context. */
#define _GNU_SOURCE
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <sys/mman.h>
#include <ucontext.h>

static sigjmp_buf back;
static void *volatile fault_address;
static volatile int code, count;

static void jump(int sig, siginfo_t *info, void *context)
{
	(void)context;
	fault_address = info->si_addr;
	code = info->si_code;
	siglongjmp(back, sig);
}

static void skip(int sig, siginfo_t *info, void *context)
{
	ucontext_t *uc = context;

	(void)sig;
	(void)info;
	count++;
	uc->uc_mcontext.gregs[REG_RIP] += 2;
}

static void repair(int sig, siginfo_t *info, void *context)
{
	char *page = (char *)((unsigned long)info->si_addr & ~4095UL);

	(void)sig;
	(void)context;
	count++;
	mprotect(page, 4096, PROT_READ | PROT_WRITE);
}

int main(void)
{
	struct sigaction sa = {.sa_sigaction = jump, .sa_flags = SA_SIGINFO};
	volatile int zero = 0;
	volatile char *page;
	int i, sig;

	sigaction(SIGSEGV, &sa, NULL);
	sigaction(SIGFPE, &sa, NULL);
	for (i = 0; i < 3; i++) {
		sig = sigsetjmp(back, 1);
		if (!sig) {
			*(volatile int *)16 = 1;
			printf("not reached\n");
		}
		printf("signal %d address %p code %d\n", sig, fault_address, code);
	}
	page = mmap(NULL, 8192, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	sig = sigsetjmp(back, 1);
	if (!sig)
		page[100] = 1;
	printf("signal %d offset %ld code %d\n", sig, (long)((char *)fault_address - (char *)page),
	       code);
	sig = sigsetjmp(back, 1);
	if (!sig)
		printf("%d\n", 100 / zero);
	printf("signal %d code %d\n", sig, code);

	sa.sa_sigaction = repair;
	sigaction(SIGSEGV, &sa, NULL);
	page[5000] = 7;
	printf("repaired %d value %d\n", count, page[5000]);

	sa.sa_sigaction = skip;
	sigaction(SIGILL, &sa, NULL);
	count = 0;
	for (i = 0; i < 3; i++)
		__asm__ volatile("ud2");
	printf("skipped %d\n", count);
	return 0;
}

/* SPDX-License-Identifier: BSD-3-Clause */
/* Each case does one thing that must end the image with a named fault; "report" prints what a test
 * compares. */
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

void smash(const char *text);
extern uintptr_t __stack_chk_guard;
extern char _text[], _etext[];

static const char constant[64] = "constant";
static char data[64] = {1};
static char bss[64];
static const unsigned char ret_instruction = 0xc3;

static void call(void *address)
{
	((void (*)(void))address)();
}

static void execute(void *writable)
{
	*(volatile unsigned char *)writable = ret_instruction;
	call(writable);
}

static int recurse(volatile char *up)
{
	volatile char frame[512];

	frame[0] = up ? up[0] : 0;
	return recurse(frame) + frame[1];
}

static void *overflow_thread(void *arg)
{
	return (void *)(intptr_t)recurse(NULL);
}

static void report(void)
{
	uint64_t cr0, cr4, efer_low, efer_high;

	__asm__ volatile("movq %%cr0, %0" : "=r"(cr0));
	__asm__ volatile("movq %%cr4, %0" : "=r"(cr4));
	__asm__ volatile("rdmsr" : "=a"(efer_low), "=d"(efer_high) : "c"(0xc0000080));
	printf("canary %016lx\n", (unsigned long)__stack_chk_guard);
	printf("wp %d smep %d umip %d nx %d\n", (int)(cr0 >> 16 & 1), (int)(cr4 >> 20 & 1),
	       (int)(cr4 >> 11 & 1), (int)(efer_low >> 11 & 1));
}

static void *stack_address(void *arg)
{
	return __builtin_frame_address(0);
}

static void addresses(void)
{
	pthread_t thread;
	void *stack;

	pthread_create(&thread, NULL, stack_address, NULL);
	pthread_join(thread, &stack);
	printf("text %p\n", (void *)addresses);
	printf("data %p\n", (void *)data);
	printf("stack %p\n", __builtin_frame_address(0));
	printf("thread %p\n", stack);
	printf("mapping %p\n", mmap(NULL, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
}

static void writable_and_executable(void)
{
	void *p = mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS,
	               -1, 0);

	printf("mmap with write and execute: %s\n", p == MAP_FAILED ? "refused" : "given");
}

int main(int argc, char **argv)
{
	const char *name = argc > 1 ? argv[1] : "report";
	volatile int zero = argc - argc;
	char stack[64];
	pthread_t thread;

	if (!strcmp(name, "report"))
		report();
	else if (!strcmp(name, "addresses"))
		addresses();
	else if (!strcmp(name, "read-linked")) /* where the loader put the text */
		printf("%d\n", *(volatile char *)0x100600);
	else if (!strcmp(name, "write-text"))
		*(volatile char *)(_text + 0x600) = 1;
	else if (!strcmp(name, "write-rodata"))
		*(volatile char *)constant = 1;
	else if (!strcmp(name, "execute-rodata"))
		call((void *)&ret_instruction);
	else if (!strcmp(name, "execute-data"))
		execute(data);
	else if (!strcmp(name, "execute-bss"))
		execute(bss);
	else if (!strcmp(name, "execute-heap"))
		execute(malloc(64));
	else if (!strcmp(name, "execute-large-heap"))
		execute(malloc(1 << 20));
	else if (!strcmp(name, "execute-stack"))
		execute(stack);
	else if (!strcmp(name, "read-null"))
		printf("%d\n", *(volatile char *)(argc - 2));
	else if (!strcmp(name, "write-null"))
		*(volatile char *)16 = 1;
	else if (!strcmp(name, "call-null"))
		call((void *)8);
	else if (!strcmp(name, "overflow-main"))
		return recurse(NULL);
	else if (!strcmp(name, "overflow-thread")) {
		pthread_create(&thread, NULL, overflow_thread, NULL);
		pthread_join(thread, NULL);
	} else if (!strcmp(name, "smash"))
		smash("a string that is far longer than the array it is copied to");
	else if (!strcmp(name, "wx"))
		writable_and_executable();
	else if (!strcmp(name, "divide"))
		printf("%d\n", 10 / zero);
	else if (!strcmp(name, "illegal"))
		__asm__ volatile("ud2");
	else if (!strcmp(name, "abort"))
		abort();
	else
		return 126;
	return 0;
}

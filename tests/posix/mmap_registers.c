/* SPDX-License-Identifier: BSD-3-Clause */
/* The first touch of a page leaves the vector registers alone, those of the touching instruction
 * included. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define PAGES 64

/* Stores xmm0 to p, which faults; then all of the registers against their value. */
static unsigned long touch(char *p, unsigned long seed)
{
	unsigned long bad;

	__asm__ volatile("movq %2, %%xmm0\n punpcklqdq %%xmm0, %%xmm0\n"
	                 "movdqa %%xmm0, %%xmm1\n movdqa %%xmm0, %%xmm2\n movdqa %%xmm0, %%xmm3\n"
	                 "movdqa %%xmm0, %%xmm4\n movdqa %%xmm0, %%xmm8\n movdqa %%xmm0, %%xmm15\n"
	                 "movdqu %%xmm0, (%1)\n"
	                 "movdqa %%xmm15, %%xmm5\n pxor %%xmm0, %%xmm5\n"
	                 "pxor %%xmm15, %%xmm1\n por %%xmm1, %%xmm5\n"
	                 "pxor %%xmm15, %%xmm2\n por %%xmm2, %%xmm5\n"
	                 "pxor %%xmm15, %%xmm3\n por %%xmm3, %%xmm5\n"
	                 "pxor %%xmm15, %%xmm4\n por %%xmm4, %%xmm5\n"
	                 "pxor %%xmm15, %%xmm8\n por %%xmm8, %%xmm5\n"
	                 "movdqa %%xmm5, %%xmm1\n punpckhqdq %%xmm1, %%xmm1\n por %%xmm1, %%xmm5\n"
	                 "movq %%xmm5, %0\n"
	                 : "=r"(bad)
	                 : "r"(p), "r"(seed)
	                 : "memory", "xmm0", "xmm1", "xmm2", "xmm3", "xmm4", "xmm5", "xmm8",
	                   "xmm15");
	return bad | (((unsigned long *)p)[0] ^ seed) | (((unsigned long *)p)[1] ^ seed);
}

static void pages(const char *what, char *map)
{
	int wrong = 0;

	for (int i = 0; i < PAGES; i++)
		wrong += touch(map + i * 4096 + 16, 0x1122334455667788ul + i) != 0;
	printf("%s: %s\n", what, wrong ? "spoilt" : "kept");
}

/* A copy whose destination comes while it is being copied. */
static void copied(void)
{
	char *source = malloc(PAGES * 4096), *map;

	for (int i = 0; i < PAGES * 4096; i++)
		source[i] = (char)(i * 7 + i / 4096);
	map = mmap(NULL, PAGES * 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	memcpy(map + 24, source, PAGES * 4096 - 24);
	printf("copy: %s\n", memcmp(map + 24, source, PAGES * 4096 - 24) ? "spoilt" : "kept");
}

int main(void)
{
	char name[] = "/tmp/mmap_registers_XXXXXX";
	int fd;

	mkdir("/tmp", 0777);
	fd = mkstemp(name);
	unlink(name);
	ftruncate(fd, PAGES * 4096);
	pages("anonymous",
	      mmap(NULL, PAGES * 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
	pages("private", mmap(NULL, PAGES * 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE, fd, 0));
	pages("shared", mmap(NULL, PAGES * 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0));
	copied();
	return 0;
}

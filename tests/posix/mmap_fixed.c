/* SPDX-License-Identifier: BSD-3-Clause */
/* MAP_FIXED replaces, MAP_FIXED_NOREPLACE refuses, hints are hints. */
#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#ifndef MAP_FIXED_NOREPLACE
#define MAP_FIXED_NOREPLACE 0x100000
#endif
#define RW   (PROT_READ | PROT_WRITE)
#define ANON (MAP_PRIVATE | MAP_ANONYMOUS)

static const char *outcome(void *got, void *wanted)
{
	if (got != MAP_FAILED)
		return got == wanted ? "there" : "elsewhere";
	return errno == EEXIST ? "EEXIST" : errno == EINVAL ? "EINVAL" : strerror(errno);
}

int main(void)
{
	size_t page = sysconf(_SC_PAGESIZE);
	char *base = mmap(NULL, 16 * page, PROT_NONE, ANON, -1, 0), *p;

	/* pages 4 to 7 of the reservation become usable */
	p = mmap(base + 4 * page, 4 * page, RW, ANON | MAP_FIXED, -1, 0);
	printf("inside a reservation: %s\n", outcome(p, base + 4 * page));
	memset(p, 'a', 4 * page);
	/* replacing the middle two loses their contents only */
	p = mmap(base + 5 * page, 2 * page, RW, ANON | MAP_FIXED, -1, 0);
	printf("replaced: %s %d %d %d %d\n", outcome(p, base + 5 * page), base[4 * page],
	       base[5 * page], base[6 * page], base[7 * page]);

	p = mmap(base + 6 * page, page, RW, ANON | MAP_FIXED_NOREPLACE, -1, 0);
	printf("no replacement: %s\n", outcome(p, base + 6 * page));
	munmap(base + 6 * page, page);
	p = mmap(base + 6 * page, page, RW, ANON | MAP_FIXED_NOREPLACE, -1, 0);
	printf("after removal: %s %d\n", outcome(p, base + 6 * page), base[6 * page]);
	p = mmap(base + 5 * page, 3 * page, RW, ANON | MAP_FIXED_NOREPLACE, -1, 0);
	printf("partly taken: %s\n", outcome(p, base + 5 * page));

	p = mmap(base + 4 * page, page, RW, ANON, -1, 0);
	printf("taken hint: %s\n", outcome(p, base + 4 * page));
	munmap(p, page);
	munmap(base + 8 * page, page);
	p = mmap(base + 8 * page, page, RW, ANON, -1, 0);
	printf("free hint: %s\n", outcome(p, base + 8 * page));
	p = mmap(base + 1, page, RW, ANON | MAP_FIXED, -1, 0);
	printf("misaligned: %s\n", outcome(p, base + 1));
	printf("contents kept: %c\n", base[4 * page + 5]);
	return 0;
}

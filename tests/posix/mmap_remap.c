/* SPDX-License-Identifier: BSD-3-Clause */
/* mremap: growing, shrinking, moving, and its errors. */
#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define RW   (PROT_READ | PROT_WRITE)
#define ANON (MAP_PRIVATE | MAP_ANONYMOUS)

static const char *name(int error)
{
	switch (error) {
	case EINVAL:
		return "EINVAL";
	case ENOMEM:
		return "ENOMEM";
	case EFAULT:
		return "EFAULT";
	default:
		return strerror(error);
	}
}

static void *remap(const char *what, void *old, size_t old_len, size_t new_len, int flags, void *to)
{
	void *p = mremap(old, old_len, new_len, flags, to);

	if (p == MAP_FAILED)
		printf("%s: %s\n", what, name(errno));
	else
		printf("%s: %s\n", what,
		       p == old  ? "same place"
		       : p == to ? "wanted place"
		                 : "moved");
	return p;
}

int main(void)
{
	size_t page = sysconf(_SC_PAGESIZE);
	char *base = mmap(NULL, 64 * page, PROT_NONE, ANON, -1, 0), *p, *q;

	p = mmap(base, 8 * page, RW, ANON | MAP_FIXED, -1, 0);
	for (int i = 0; i < 8; i++)
		p[i * page] = 'a' + i;
	/* what lies behind is in the way */
	remap("in place, no room", p, 8 * page, 12 * page, 0, NULL);
	munmap(base + 8 * page, 8 * page);
	p = remap("in place", p, 8 * page, 12 * page, 0, NULL);
	printf("%c%c fresh %d\n", p[0], p[7 * page], p[11 * page]);
	p = remap("smaller", p, 12 * page, 4 * page, 0, NULL);
	printf("%c\n", p[3 * page]);
	p = remap("same", p, 4 * page, 4 * page, 0, NULL);
	q = remap("grow by moving", p, 4 * page, 32 * page, MREMAP_MAYMOVE, NULL);
	printf("%c%c fresh %d\n", q[0], q[3 * page], q[4 * page]);
	q[31 * page] = 'z';
	p = base + 20 * page;
	q = remap("to a place", q, 32 * page, 40 * page, MREMAP_MAYMOVE | MREMAP_FIXED, p);
	printf("%c%c%c fresh %d\n", q[0], q[3 * page], q[31 * page], q[39 * page]);
	q = remap("part", q + 3 * page, page, page, MREMAP_MAYMOVE | MREMAP_FIXED, base);
	printf("%c\n", q[0]);

	remap("misaligned", base + 1, page, page, MREMAP_MAYMOVE, NULL);
	remap("new length 0", base, page, 0, MREMAP_MAYMOVE, NULL);
	remap("unknown flag", base, page, page, 0x80, NULL);
	remap("fixed without maymove", base, page, page, MREMAP_FIXED, p);
	remap("overlapping", p, 2 * page, 2 * page, MREMAP_MAYMOVE | MREMAP_FIXED, p + page);
	remap("misaligned target", p, page, page, MREMAP_MAYMOVE | MREMAP_FIXED, p + 1);
	munmap(base + 10 * page, page);
	remap("nothing there", base + 10 * page, page, 2 * page, MREMAP_MAYMOVE, NULL);
	return 0;
}

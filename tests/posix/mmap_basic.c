/* SPDX-License-Identifier: BSD-3-Clause */
/* Anonymous memory: zeroes, sizes, removal, and the errors of mmap and munmap. */
#include <errno.h>
#include <stdint.h>
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
	case EBADF:
		return "EBADF";
	case EEXIST:
		return "EEXIST";
	default:
		return strerror(error);
	}
}

static void try_map(const char *what, size_t len, int prot, int flags, int fd, off_t off)
{
	void *p = mmap(NULL, len, prot, flags, fd, off);

	printf("%s: %s\n", what, p == MAP_FAILED ? name(errno) : "mapped");
	if (p != MAP_FAILED)
		munmap(p, len);
}

static void try_unmap(const char *what, void *p, size_t len)
{
	printf("%s: %s\n", what, munmap(p, len) ? name(errno) : "ok");
}

int main(void)
{
	size_t page = sysconf(_SC_PAGESIZE), sum = 0;
	unsigned char *p, *q;

	p = mmap(NULL, 100 * page, RW, ANON, -1, 0);
	printf("aligned %d\n", (int)((uintptr_t)p % page));
	for (size_t i = 0; i < 100 * page; i++)
		sum += p[i];
	printf("sum of fresh memory %zu\n", sum);
	for (size_t i = 0; i < 100; i++)
		p[i * page + i] = i + 1;
	for (size_t i = 0; i < 100; i++)
		sum += p[i * page + i];
	printf("sum %zu\n", sum);

	/* a hole in the middle: both sides stay */
	try_unmap("middle", p + 40 * page, 20 * page);
	printf("left %d right %d\n", p[39 * page + 39], p[60 * page + 60]);
	try_unmap("again", p + 40 * page, 20 * page);
	q = mmap(p + 40 * page, 20 * page, RW, ANON, -1, 0);
	printf("hint taken %d, fresh %d\n", q == p + 40 * page, q[page + 41]);
	try_unmap("all", p, 100 * page);

	/* odd lengths are rounded up */
	p = mmap(NULL, page + 1, RW, ANON, -1, 0);
	p[2 * page - 1] = 7;
	printf("rounded %d\n", p[2 * page - 1]);
	try_unmap("rounded", p, page + 1);
	p = mmap(NULL, page, RW, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	strcpy((char *)p, "shared");
	printf("%s\n", p);
	try_unmap("misaligned", p + 1, page);
	try_unmap("length 0", p, 0);
	try_unmap("length too large", p, SIZE_MAX - page);
	try_unmap("ok", p, page);

	try_map("length 0", 0, RW, ANON, -1, 0);
	try_map("no type", page, RW, MAP_ANONYMOUS, -1, 0);
	try_map("descriptor ignored", page, RW, ANON, 77, 0);
	try_map("bad descriptor", page, RW, MAP_PRIVATE, 77, 0);
	try_map("bad descriptor and length", 0, RW, MAP_PRIVATE, 77, 0);
	try_map("too large", SIZE_MAX - 2 * page, RW, ANON, -1, 0);
	try_map("larger than the address space", (size_t)1 << 48, PROT_NONE, ANON, -1, 0);
	try_map("reservation", (size_t)1 << 36, PROT_NONE, ANON | MAP_NORESERVE, -1, 0);
	try_map("no access", page, PROT_NONE, ANON, -1, 0);
	try_map("populated", 64 * page, RW, ANON | MAP_POPULATE, -1, 0);
	try_map("stack", 64 * page, RW, ANON | MAP_STACK | MAP_NORESERVE, -1, 0);
	return 0;
}

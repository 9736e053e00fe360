/* SPDX-License-Identifier: BSD-3-Clause */
/* New descriptors: the lowest free one, and growth of the table. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <uk/alloc.h>
#include "fdtab.h"

#define RLIMIT_NOFILE_NUMBER 7
__u64 uk_rlimit_get(unsigned int resource) __attribute__((weak));

unsigned int uk_fdtab_limit(void)
{
	__u64 limit = uk_rlimit_get ? uk_rlimit_get(RLIMIT_NOFILE_NUMBER) : 1024;

	return limit < UK_FDTAB_MAX ? limit : UK_FDTAB_MAX;
}

int fdtab_grow(unsigned int fd)
{
	unsigned int size = uk_fdtab.size, words, old = uk_fdtab.size;
	struct uk_alloc *a = uk_alloc_get_default();
	struct fdtab next;

	while (size <= fd)
		size *= 2;
	if (size == old)
		return 0;
	words = size / 64;
	next.size = size;
	next.slots = uk_calloc(a, size, sizeof(*next.slots));
	next.used = uk_calloc(a, words * 2 + (words + 63) / 64, sizeof(__u64));
	if (!next.slots || !next.used) {
		uk_free(a, next.slots);
		uk_free(a, next.used);
		return -ENOMEM;
	}
	next.cloexec = next.used + words;
	next.full = next.cloexec + words;
	memcpy(next.slots, uk_fdtab.slots, old * sizeof(*next.slots));
	memcpy(next.used, uk_fdtab.used, old / 8);
	memcpy(next.cloexec, uk_fdtab.cloexec, old / 8);
	memcpy(next.full, uk_fdtab.full, (old / 64 + 63) / 64 * sizeof(__u64));
	/* The first table is static. */
	if (old > FDTAB_STATIC) {
		uk_free(a, uk_fdtab.slots);
		uk_free(a, uk_fdtab.used);
	}
	uk_fdtab = next;
	return 0;
}

void fdtab_enter(unsigned int fd, struct uk_open_file *of, int cloexec)
{
	uk_fdtab.slots[fd] = of;
	uk_fdtab.used[fd / 64] |= 1ul << fd % 64;
	if (uk_fdtab.used[fd / 64] == ~0ul)
		uk_fdtab.full[fd / 4096] |= 1ul << fd / 64 % 64;
	fdtab_set_cloexec(fd, cloexec);
}

/* The lowest free descriptor >= least; uk_fdtab.size or more when the table has none. */
static unsigned int lowest_free(unsigned int least)
{
	unsigned int word = least / 64, words = uk_fdtab.size / 64;
	__u64 free_bits;

	if (least >= uk_fdtab.size)
		return least;
	free_bits = ~uk_fdtab.used[word] & ~0ul << least % 64;
	if (free_bits)
		return word * 64 + __builtin_ctzl(free_bits);
	for (word++; word < words; word = (word | 63) + 1) {
		free_bits = ~uk_fdtab.full[word / 64] & ~0ul << word % 64;
		if (!free_bits)
			continue;
		word = (word & ~63u) + __builtin_ctzl(free_bits);
		if (word >= words)
			break;
		return word * 64 + __builtin_ctzl(~uk_fdtab.used[word]);
	}
	return uk_fdtab.size;
}

int uk_fdtab_install_from(struct uk_open_file *of, int least, unsigned int fd_flags)
{
	unsigned int fd = lowest_free(least);

	if (fd >= uk_fdtab_limit())
		return -EMFILE;
	if (fdtab_grow(fd))
		return -ENOMEM;
	fdtab_enter(fd, of, (fd_flags & O_CLOEXEC) != 0);
	return fd;
}

int uk_fdtab_install(struct uk_open_file *of, unsigned int fd_flags)
{
	return uk_fdtab_install_from(of, 0, fd_flags);
}

int uk_fdtab_open(struct uk_file *file, unsigned int flags)
{
	struct uk_open_file *of = uk_open_file_new(file, flags & ~O_CLOEXEC);
	int fd;

	if (!of)
		return -ENOMEM;
	fd = uk_fdtab_install(of, flags);
	if (fd < 0)
		uk_open_file_put(of);
	return fd;
}

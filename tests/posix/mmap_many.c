/* SPDX-License-Identifier: BSD-3-Clause */
/* Many small mappings in a random order of life and death; deep stacks; the break. */
#define _GNU_SOURCE
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#define SLOTS 300

static struct {
	unsigned char *p;
	size_t pages;
} slots[SLOTS];
static uint32_t seed = 2463534242;

static uint32_t any(uint32_t below)
{
	seed ^= seed << 13;
	seed ^= seed >> 17;
	seed ^= seed << 5;
	return seed % below;
}

static int deep(int depth)
{
	volatile char room[1000];

	room[0] = (char)depth;
	return depth ? deep(depth - 1) + (room[0] == (char)depth) : 0;
}

static uintptr_t set_break(uintptr_t to)
{
	return (uintptr_t)syscall(SYS_brk, to);
}

int main(void)
{
	size_t page = sysconf(_SC_PAGESIZE), bad = 0, made = 0;
	uintptr_t start;

	for (int round = 0; round < 20000; round++) {
		unsigned int n = any(SLOTS);

		if (!slots[n].p) {
			slots[n].pages = 1 + any(6);
			slots[n].p = mmap(NULL, slots[n].pages * page, PROT_READ | PROT_WRITE,
			                  MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
			if (slots[n].p == MAP_FAILED)
				return 1;
			made++;
			bad += slots[n].p[any(slots[n].pages * page)] != 0;
			memset(slots[n].p, n & 255, slots[n].pages * page);
		} else if (any(3)) {
			bad += slots[n].p[any(slots[n].pages * page)] != (n & 255);
			munmap(slots[n].p, slots[n].pages * page);
			slots[n].p = NULL;
		} else {
			mprotect(slots[n].p, page, PROT_READ);
			bad += slots[n].p[0] != (n & 255);
		}
	}
	printf("made %zu, wrong bytes %zu\n", made, bad);
	printf("depth %d\n", deep(3000));

	start = set_break(0);
	printf("grown %d\n", set_break(start + 100000) == start + 100000);
	memset((void *)start, 'b', 100000);
	printf("more %d\n", set_break(start + 200000) == start + 200000);
	printf("%c fresh %d\n", ((char *)start)[99999], ((char *)start)[150000]);
	printf("less %d\n", set_break(start + 50000) == start + 50000);
	printf("%c\n", ((char *)start)[49999]);
	printf("impossible %d\n", set_break(1) == start + 50000);
	return 0;
}

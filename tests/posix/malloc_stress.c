/* SPDX-License-Identifier: BSD-3-Clause */
/* malloc, calloc, realloc, aligned_alloc and free: contents, alignment, errors, reuse. */
#define _GNU_SOURCE
#include <errno.h>
#include <malloc.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SLOTS 500

static struct {
	unsigned char *p;
	size_t len;
} slots[SLOTS];
static uint32_t seed = 2463534242;
static size_t bad;

static uint32_t any(uint32_t below)
{
	seed ^= seed << 13;
	seed ^= seed >> 17;
	seed ^= seed << 5;
	return seed % below;
}

static void check(unsigned int n, size_t len)
{
	for (size_t i = 0; i < len; i++)
		bad += slots[n].p[i] != (unsigned char)n;
}

static void make(unsigned int n)
{
	size_t len = any(any(20) ? 700 : 30000), align = 16;

	switch (any(3)) {
	case 0:
		align = 16u << any(9);
		slots[n].p = aligned_alloc(align, len);
		break;
	case 1:
		slots[n].p = calloc(len, 1);
		for (size_t i = 0; i < len; i++)
			bad += slots[n].p[i] != 0;
		break;
	default:
		slots[n].p = malloc(len);
	}
	bad += (uintptr_t)slots[n].p % align != 0 || malloc_usable_size(slots[n].p) < len;
	slots[n].len = len;
	memset(slots[n].p, (int)n, len);
}

int main(void)
{
	void *volatile p;
	volatile size_t huge = SIZE_MAX / 2;
	/* a compiler may assume that malloc leaves errno alone */
	void *(*volatile get)(size_t) = malloc;
	void *(*volatile get_zeroed)(size_t, size_t) = calloc;

	for (int round = 0; round < 60000; round++) {
		unsigned int n = any(SLOTS);

		if (!slots[n].p) {
			make(n);
		} else if (any(2)) {
			check(n, slots[n].len);
			free(slots[n].p);
			slots[n].p = NULL;
		} else {
			size_t len = 1 + any(3000), old = slots[n].len;

			slots[n].p = realloc(slots[n].p, len);
			slots[n].len = len;
			check(n, len < old ? len : old);
			memset(slots[n].p, (int)n, len);
		}
	}
	printf("wrong bytes %zu\n", bad);
	errno = 0;
	p = get(huge);
	printf("huge %d %d\n", p == NULL, errno == ENOMEM);
	errno = 0;
	p = get_zeroed(huge, 16);
	printf("overflow %d %d\n", p == NULL, errno == ENOMEM);
	printf("bad alignment %d\n", posix_memalign((void **)&p, 24, 8) == EINVAL);
	p = malloc(0);
	printf("nothing %d\n", p != NULL);
	free(p);
	free(NULL);
	p = malloc(300000);
	memset(p, 1, 300000);
	p = realloc(p, 900000);
	printf("large %d\n", ((char *)p)[299999]);
	free(p);
	return 0;
}

/* SPDX-License-Identifier: BSD-3-Clause */
/* Copying memory by words. */
#include <string.h>
#include "words.h"

void *memcpy(void *restrict dest, const void *restrict src, size_t n)
{
	char *d = dest;
	const char *s = src;

	for (; n >= BLOCK; n -= BLOCK, d += BLOCK, s += BLOCK)
		move_block(d, s);
	for (; n > 16; n -= 8, d += 8, s += 8)
		*(word *)d = *(const word *)s;
	move_small(d, s, n);
	return dest;
}

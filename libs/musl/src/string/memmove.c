/* SPDX-License-Identifier: BSD-3-Clause */
/* Copying memory that may overlap: from the end when the destination begins inside the source. */
#include <string.h>
#include "words.h"

void *memmove(void *dest, const void *src, size_t n)
{
	char *d = dest;
	const char *s = src;

	/* in front of the source or behind it: forward, no piece overwrites what is still to be
	 * read */
	if ((size_t)(d - s) >= n) {
		for (; n >= BLOCK; n -= BLOCK, d += BLOCK, s += BLOCK)
			move_block(d, s);
		for (; n > 16; n -= 8, d += 8, s += 8)
			*(word *)d = *(const word *)s;
		move_small(d, s, n);
		return dest;
	}
	for (; n >= BLOCK; n -= BLOCK)
		move_block(d + n - BLOCK, s + n - BLOCK);
	for (; n > 16; n -= 8)
		*(word *)(d + n - 8) = *(const word *)(s + n - 8);
	move_small(d, s, n);
	return dest;
}

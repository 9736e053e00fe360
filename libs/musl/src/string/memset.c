/* SPDX-License-Identifier: BSD-3-Clause */
/* Filling memory by words. */
#include <string.h>
#include "words.h"

void *memset(void *dest, int c, size_t n)
{
	word pattern = (unsigned char)c * 0x0101010101010101ull;
	char *d = dest;
	size_t i;

	if (n < 8) {
		for (i = 0; i < n; i++)
			d[i] = (char)c;
		return dest;
	}
	*(word *)(d + n - 8) = pattern;
	for (; n >= BLOCK; n -= BLOCK, d += BLOCK)
		for (i = 0; i < BLOCK / 8; i++)
			((word *)d)[i] = pattern;
	for (; n >= 8; n -= 8, d += 8)
		*(word *)d = pattern;
	return dest;
}

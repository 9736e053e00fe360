/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Words at any address, for the memory functions. These stay off the vector registers, since the
 * kernel calls them in contexts that do not save those; and they are loops of plain moves rather
 * than `rep movs`, which software emulation executes an element at a time, four times slower.
 */
#ifndef MUSL_STRING_WORDS_H
#define MUSL_STRING_WORDS_H

#include <stddef.h>
#include <stdint.h>

#define BLOCK 64 /* bytes moved in one turn of a loop */

typedef uint64_t __attribute__((__may_alias__, __aligned__(1))) word;
typedef uint32_t __attribute__((__may_alias__, __aligned__(1))) half;
typedef uint16_t __attribute__((__may_alias__, __aligned__(1))) quarter;

/* A block: everything is read before anything is written, so that overlap within it does no harm.
 */
static inline __attribute__((__always_inline__)) void move_block(char *d, const char *s)
{
	const word *from = (const word *)s;
	word *to = (word *)d;
	word a = from[0], b = from[1], c = from[2], e = from[3];
	word f = from[4], g = from[5], h = from[6], i = from[7];

	to[0] = a;
	to[1] = b;
	to[2] = c;
	to[3] = e;
	to[4] = f;
	to[5] = g;
	to[6] = h;
	to[7] = i;
}

/* Up to 16 bytes, read before written: two pieces that may overlap cover every length. */
static inline __attribute__((__always_inline__)) void move_small(char *d, const char *s, size_t n)
{
	if (n >= 8) {
		word first = *(const word *)s, last = *(const word *)(s + n - 8);

		*(word *)d = first;
		*(word *)(d + n - 8) = last;
	} else if (n >= 4) {
		half first = *(const half *)s, last = *(const half *)(s + n - 4);

		*(half *)d = first;
		*(half *)(d + n - 4) = last;
	} else if (n >= 2) {
		quarter first = *(const quarter *)s, last = *(const quarter *)(s + n - 2);

		*(quarter *)d = first;
		*(quarter *)(d + n - 2) = last;
	} else if (n) {
		*d = *s;
	}
}

#endif /* MUSL_STRING_WORDS_H */

/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Copying of payload. A plain loop over words in general registers: string instructions, which
 * libcs like, are executed one iteration at a time by software emulation and are several times
 * slower there, while on a processor the loop keeps up with the network by far.
 */
#include <stddef.h>
#include <string.h>
#include "arch/cc.h"

typedef unsigned long word __attribute__((may_alias, aligned(1)));

void *lwip_copy(void *to, const void *from, size_t len)
{
	word *d = to;
	const word *s = from;

	if (len < 8 * sizeof(*s))
		return memcpy(to, from, len);
	for (; len >= 8 * sizeof(*s); len -= 8 * sizeof(*s), s += 8, d += 8) {
		word a = s[0], b = s[1], c = s[2], e = s[3];

		d[0] = a;
		d[1] = b;
		d[2] = c;
		d[3] = e;
		a = s[4];
		b = s[5];
		c = s[6];
		e = s[7];
		d[4] = a;
		d[5] = b;
		d[6] = c;
		d[7] = e;
		/* The compiler would make a call of memcpy of it. */
		__asm__ volatile("" : : : "memory");
	}
	for (; len >= sizeof(*s); len -= sizeof(*s))
		*d++ = *s++;
	for (char *dc = (char *)d, *sc = (char *)s; len; len--)
		*dc++ = *sc++;
	return to;
}

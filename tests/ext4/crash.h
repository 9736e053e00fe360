/* SPDX-License-Identifier: BSD-3-Clause */
/* What ext4_crash writes, for ext4_verify. */
#include <string.h>

#define CRASH_SLOTS   20
#define CRASH_LARGEST 70000

/* The contents with this number: their size. */
static inline size_t crash_contents(unsigned char *to, int number)
{
	size_t size = 100 + (size_t)number * 7919 % (CRASH_LARGEST - 200);

	memset(to, 0, 20);
	snprintf((char *)to, 20, "%d", number);
	for (size_t i = 20; i < size; i++)
		to[i] = (unsigned char)(number * 31 + (int)i * 7 + (int)(i >> 8));
	return size;
}

/* SPDX-License-Identifier: BSD-3-Clause */
/* The repeatable sequence that C asks for (xorshift, Marsaglia 2003). Not for secrets: see
 * uk/random.h. */
#include <stdlib.h>

int rand_r(unsigned int *seed)
{
	unsigned int x = *seed ? *seed : 0x9e3779b9;

	x ^= x << 13;
	x ^= x >> 17;
	x ^= x << 5;
	*seed = x;
	return (int)(x & RAND_MAX);
}

static unsigned int state = 1;

int rand(void)
{
	return rand_r(&state);
}

void srand(unsigned int seed)
{
	state = seed;
}

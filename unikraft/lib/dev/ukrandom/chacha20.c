/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * ChaCha20's block function (RFC 8439, section 2.3). No table, no branch on data: its time says
 * nothing about the key.
 */
#include "chacha20.h"

static inline uint32_t rotate(uint32_t value, unsigned int by)
{
	return value << by | value >> (32 - by);
}

static inline void quarter_round(uint32_t *a, uint32_t *b, uint32_t *c, uint32_t *d)
{
	*a += *b;
	*d = rotate(*d ^ *a, 16);
	*c += *d;
	*b = rotate(*b ^ *c, 12);
	*a += *b;
	*d = rotate(*d ^ *a, 8);
	*c += *d;
	*b = rotate(*b ^ *c, 7);
}

void chacha20_block(const uint32_t key[CHACHA20_KEY_WORDS], uint32_t counter,
                    const uint32_t nonce[3], uint8_t out[CHACHA20_BLOCK])
{
	/* "expand 32-byte k" as little-endian words */
	uint32_t start[16] = {0x61707865, 0x3320646e, 0x79622d32, 0x6b206574}, x[16];
	unsigned int i;

	for (i = 0; i < CHACHA20_KEY_WORDS; i++)
		start[4 + i] = key[i];
	start[12] = counter;
	for (i = 0; i < 3; i++)
		start[13 + i] = nonce[i];
	for (i = 0; i < 16; i++)
		x[i] = start[i];
	for (i = 0; i < 10; i++) {
		quarter_round(&x[0], &x[4], &x[8], &x[12]);
		quarter_round(&x[1], &x[5], &x[9], &x[13]);
		quarter_round(&x[2], &x[6], &x[10], &x[14]);
		quarter_round(&x[3], &x[7], &x[11], &x[15]);
		quarter_round(&x[0], &x[5], &x[10], &x[15]);
		quarter_round(&x[1], &x[6], &x[11], &x[12]);
		quarter_round(&x[2], &x[7], &x[8], &x[13]);
		quarter_round(&x[3], &x[4], &x[9], &x[14]);
	}
	for (i = 0; i < 16; i++) {
		uint32_t word = x[i] + start[i];

		out[4UL * i] = (uint8_t)word;
		out[4UL * i + 1] = (uint8_t)(word >> 8);
		out[4UL * i + 2] = (uint8_t)(word >> 16);
		out[4UL * i + 3] = (uint8_t)(word >> 24);
	}
}

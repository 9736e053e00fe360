/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The ChaCha20 generator with fast key erasure.
 */
#include <string.h>
#include "generator.h"

#define KEY_BYTES sizeof(((struct generator *)0)->key)

static const uint32_t nonce[3];

/* The compiler must not drop the erasure of memory that dies. */
static void erase(void *p, size_t len)
{
	memset(p, 0, len);
	__asm__ volatile("" : : "r"(p) : "memory");
}

static void take_key(struct generator *g, uint8_t *from)
{
	memcpy(g->key, from, KEY_BYTES);
	erase(from, KEY_BYTES);
}

static void refill(struct generator *g)
{
	uint32_t i;

	for (i = 0; i < GENERATOR_BLOCKS; i++)
		chacha20_block(g->key, i, nonce, g->store + i * CHACHA20_BLOCK);
	take_key(g, g->store);
	g->left = GENERATOR_STORE - KEY_BYTES;
}

void generator_seed(struct generator *g, const void *seed, size_t len)
{
	uint8_t block[CHACHA20_BLOCK];
	const uint8_t *from = seed;

	while (len) {
		size_t here = len < KEY_BYTES ? len : KEY_BYTES, i;

		for (i = 0; i < here; i++)
			((uint8_t *)g->key)[i] ^= from[i];
		chacha20_block(g->key, 0, nonce, block);
		take_key(g, block);
		from += here;
		len -= here;
	}
	erase(block, sizeof(block));
	erase(g->store, sizeof(g->store));
	g->left = 0;
	g->given = 0;
}

/* Long requests: whole blocks, from a key that is used for this request only. */
static size_t fill_blocks(struct generator *g, uint8_t *to, size_t len)
{
	uint32_t key[CHACHA20_KEY_WORDS];
	uint8_t block[CHACHA20_BLOCK];
	size_t blocks = len / CHACHA20_BLOCK;
	uint32_t i;

	if (blocks > UINT32_MAX)
		blocks = UINT32_MAX;
	chacha20_block(g->key, 0, nonce, block);
	memcpy(key, block + KEY_BYTES, sizeof(key));
	take_key(g, block);
	for (i = 0; i < blocks; i++)
		chacha20_block(key, i, nonce, to + (size_t)i * CHACHA20_BLOCK);
	erase(key, sizeof(key));
	erase(block, sizeof(block));
	return blocks * CHACHA20_BLOCK;
}

void generator_fill(struct generator *g, void *buf, size_t len)
{
	uint8_t *to = buf;

	g->given += len;
	while (len >= GENERATOR_STORE) {
		size_t done = fill_blocks(g, to, len);

		to += done;
		len -= done;
	}
	while (len) {
		uint8_t *from;
		size_t here;

		if (!g->left)
			refill(g);
		here = len < g->left ? len : g->left;
		from = g->store + GENERATOR_STORE - g->left;
		memcpy(to, from, here);
		erase(from, here);
		g->left -= here;
		to += here;
		len -= here;
	}
}

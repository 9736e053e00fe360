/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The generator: a key, and a store of output that is not used yet.
 *
 * Fast key erasure: each refill computes blocks from the key, and the first 32 bytes become the
 * next key before any of the rest is given out. Bytes given out are erased. So the state never
 * tells what was given out before. Adding a seed makes the next key a function of the old key and
 * the seed: it is unknown to whoever does not know both.
 */
#ifndef __UKRANDOM_GENERATOR_H__
#define __UKRANDOM_GENERATOR_H__

#include <stddef.h>
#include <stdint.h>
#include "chacha20.h"

#define GENERATOR_BLOCKS 4
#define GENERATOR_STORE  (GENERATOR_BLOCKS * CHACHA20_BLOCK)

struct generator {
	uint32_t key[CHACHA20_KEY_WORDS];
	uint8_t store[GENERATOR_STORE];
	size_t left;    /* bytes at the end of the store */
	uint64_t given; /* since the last seed */
};

/* Mixes `len` bytes into the key; what is left in the store is thrown away. */
void generator_seed(struct generator *g, const void *seed, size_t len);
void generator_fill(struct generator *g, void *buf, size_t len);

#endif /* __UKRANDOM_GENERATOR_H__ */

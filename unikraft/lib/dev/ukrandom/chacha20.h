/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * ChaCha20's block function (RFC 8439, section 2.3): 64 bytes of key stream from key, counter and
 * nonce.
 */
#ifndef __UKRANDOM_CHACHA20_H__
#define __UKRANDOM_CHACHA20_H__

#include <stdint.h>

#define CHACHA20_KEY_WORDS 8
#define CHACHA20_BLOCK     64UL

void chacha20_block(const uint32_t key[CHACHA20_KEY_WORDS], uint32_t counter,
                    const uint32_t nonce[3], uint8_t out[CHACHA20_BLOCK]);

#endif /* __UKRANDOM_CHACHA20_H__ */

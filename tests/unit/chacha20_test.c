/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * ChaCha20's block function with the vectors of RFC 8439 (2.3.2, A.1), and the properties of the
 * generator over it. From the repository's root:
 *
 *   cc -g -fsanitize=address,undefined -Iunikraft/lib/dev/ukrandom tests/unit/chacha20_test.c \
 *      unikraft/lib/dev/ukrandom/{chacha20,generator}.c -lcmocka
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>
#include "generator.h"

static void test_rfc_2_3_2(void **state)
{
	static const uint8_t expected[CHACHA20_BLOCK] = {
	        0x10, 0xf1, 0xe7, 0xe4, 0xd1, 0x3b, 0x59, 0x15, 0x50, 0x0f, 0xdd, 0x1f, 0xa3,
	        0x20, 0x71, 0xc4, 0xc7, 0xd1, 0xf4, 0xc7, 0x33, 0xc0, 0x68, 0x03, 0x04, 0x22,
	        0xaa, 0x9a, 0xc3, 0xd4, 0x6c, 0x4e, 0xd2, 0x82, 0x64, 0x46, 0x07, 0x9f, 0xaa,
	        0x09, 0x14, 0xc2, 0xd7, 0x05, 0xd9, 0x8b, 0x02, 0xa2, 0xb5, 0x12, 0x9c, 0xd1,
	        0xde, 0x16, 0x4e, 0xb9, 0xcb, 0xd0, 0x83, 0xe8, 0xa2, 0x50, 0x3c, 0x4e,
	};
	const uint32_t nonce[3] = {0x09000000, 0x4a000000, 0};
	uint32_t key[CHACHA20_KEY_WORDS];
	uint8_t out[CHACHA20_BLOCK];
	unsigned int i;

	(void)state;
	for (i = 0; i < CHACHA20_KEY_WORDS; i++)
		key[i] = (4 * i) | (4 * i + 1) << 8 | (4 * i + 2) << 16 | (4 * i + 3) << 24;
	chacha20_block(key, 1, nonce, out);
	assert_memory_equal(out, expected, sizeof(out));
}

static void test_rfc_a_1(void **state)
{
	static const uint8_t zero_0[16] = {0x76, 0xb8, 0xe0, 0xad, 0xa0, 0xf1, 0x3d, 0x90,
	                                   0x40, 0x5d, 0x6a, 0xe5, 0x53, 0x86, 0xbd, 0x28};
	static const uint8_t zero_1[16] = {0x9f, 0x07, 0xe7, 0xbe, 0x55, 0x51, 0x38, 0x7a,
	                                   0x98, 0xba, 0x97, 0x7c, 0x73, 0x2d, 0x08, 0x0d};
	const uint32_t nonce[3] = {0}, key[CHACHA20_KEY_WORDS] = {0};
	uint8_t out[CHACHA20_BLOCK];

	(void)state;
	chacha20_block(key, 0, nonce, out);
	assert_memory_equal(out, zero_0, sizeof(zero_0));
	chacha20_block(key, 1, nonce, out);
	assert_memory_equal(out, zero_1, sizeof(zero_1));
}

static void test_same_seed_same_numbers(void **state)
{
	struct generator a = {0}, b = {0};
	uint8_t x[1000], y[1000];

	(void)state;
	generator_seed(&a, "a seed of a few bytes", 21);
	generator_seed(&b, "a seed of a few bytes", 21);
	generator_fill(&a, x, sizeof(x));
	generator_fill(&b, y, sizeof(y));
	assert_memory_equal(x, y, sizeof(x));
	generator_seed(&b, "!", 1);
	generator_fill(&a, x, sizeof(x));
	generator_fill(&b, y, sizeof(y));
	assert_memory_not_equal(x, y, sizeof(x));
}

/* Neither key nor store contain anything of what was given out. */
static void test_output_is_not_kept(void **state)
{
	struct generator g = {0};
	uint8_t out[1024];
	size_t len, i;

	(void)state;
	generator_seed(&g, "seed", 4);
	for (len = 8; len <= sizeof(out); len += 8) {
		generator_fill(&g, out, len);
		for (i = 0; i + 8 <= sizeof(g); i++)
			assert_memory_not_equal((uint8_t *)&g + i, out + len - 8, 8);
	}
}

/* Requests of all sizes fill exactly what they shall, and bits are balanced. */
static void test_sizes_and_balance(void **state)
{
	struct generator g = {0};
	uint8_t out[800];
	size_t len, i, ones = 0, bits = 0;

	(void)state;
	generator_seed(&g, "seed", 4);
	for (len = 0; len < 700; len++) {
		memset(out, 0, sizeof(out));
		generator_fill(&g, out, len);
		for (i = 0; i < len; i++)
			ones += (size_t)__builtin_popcount(out[i]);
		bits += 8 * len;
		for (i = len; i < sizeof(out); i++)
			assert_int_equal(out[i], 0);
	}
	assert_in_range(ones, bits * 499 / 1000, bits * 501 / 1000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(test_rfc_2_3_2),
	        cmocka_unit_test(test_rfc_a_1),
	        cmocka_unit_test(test_same_seed_same_numbers),
	        cmocka_unit_test(test_output_is_not_kept),
	        cmocka_unit_test(test_sizes_and_balance),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

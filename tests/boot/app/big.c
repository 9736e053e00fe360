/* SPDX-License-Identifier: BSD-3-Clause */
/* Sections that take many page tables: 20 MiB each of text, constants, data; 40 MiB of zeroed data.
 */
#include <stdio.h>
#include "cases.h"

#define SIZE (20ul << 20)

const unsigned char big_constants[SIZE] = {1, [SIZE - 1] = 2};
unsigned char big_data[SIZE] = {3, [SIZE - 1] = 4};
unsigned char big_zeroes[2 * SIZE];

int big_text_start(void), big_text_end(void);
__asm__(".text\n"
        "big_text_start: mov $5, %eax\n ret\n"
        ".skip 20 << 20, 0x90\n"
        "big_text_end: mov $6, %eax\n ret\n");

static int big_call(int (*volatile f)(void))
{
	return f();
}

int big_check(void)
{
	unsigned long i, sum = 0;

	for (i = 0; i < sizeof(big_zeroes); i += 4096) {
		sum += big_zeroes[i];
		big_zeroes[i] = 7;
	}
	for (i = 0; i < SIZE; i += 4096) {
		sum += big_constants[i] + big_data[i];
		big_data[i] = 8;
	}
	sum += big_constants[SIZE - 1] + big_data[SIZE - 1];
	sum += (unsigned long)(big_call(big_text_start) + big_call(big_text_end));
	printf("big %lu\n", sum);
	return sum != 1 + 2 + 3 + 4 + 5 + 6;
}

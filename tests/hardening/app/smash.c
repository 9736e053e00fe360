/* SPDX-License-Identifier: BSD-3-Clause */
/* A string that is longer than the array it is copied to. */
#include <string.h>

void smash(const char *text);
void smash(const char *text)
{
	char small[16];

	strcpy(small, text);
	__asm__ volatile("" : : "r"(small) : "memory");
}

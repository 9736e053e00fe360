/* SPDX-License-Identifier: BSD-3-Clause */
/* Refers to each probe, so that the linker keeps and resolves what it refers to. */
#include <stdio.h>
#include "probes.h"

#define DECLARE(name) extern const void *const name[];
#define NAME(name)    name,

PROBES(DECLARE)

void probes(void);

void probes(void)
{
	const void *const *const probe[] = {PROBES(NAME) 0};
	unsigned long count = 0;

	for (int i = 0; probe[i]; i++)
		for (int k = 0; probe[i][k]; k++)
			count++;
	printf("%lu functions and variables\n", count);
}

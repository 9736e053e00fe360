/* SPDX-License-Identifier: BSD-3-Clause */
/* Using up the memory: what is free must not be anything else's (tables of the firmware, the image
 * itself). */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <uk/frame.h>
#include <uk/preempt.h>
#include "cases.h"

/* Largest blocks first; each page's first word gets its own address and is read back at the end. */
int memory_all(void)
{
	unsigned long *chain = NULL, *block, *next;
	unsigned long pages = 0, wrong = 0, above = 0;
	int order;

	uk_preempt_disable();
	for (order = 18; order >= 0; order--) {
		for (;;) {
			__paddr_t frame = uk_frame_alloc((unsigned int)order);
			unsigned long step, i;

			if (frame == UK_FRAME_NONE)
				break;
			if (frame >= 0x100000000ul)
				above += 1ul << order;
			/* of large blocks only some pages: the emulator's own memory is not endless
			 */
			step = order > 8 ? 1ul << (order - 6) : 1;
			for (i = 0; i < 1ul << order; i += step) {
				unsigned long *page = (unsigned long *)(frame + (i << 12));

				page[0] = (unsigned long)page;
				page[511] = ~(unsigned long)page;
			}
			block = (unsigned long *)frame;
			block[1] = (unsigned long)chain;
			block[2] = (unsigned long)order;
			chain = block;
			pages += 1ul << order;
		}
	}
	for (block = chain; block; block = next) {
		unsigned long step = block[2] > 8 ? 1ul << (block[2] - 6) : 1, i;

		next = (unsigned long *)block[1];
		for (i = 0; i < 1ul << block[2]; i += step) {
			unsigned long *page = block + (i << 9);

			wrong +=
			        page[0] != (unsigned long)page || page[511] != ~(unsigned long)page;
		}
	}
	while (chain) {
		next = (unsigned long *)chain[1];
		order = (int)chain[2];
		uk_frame_free((__paddr_t)chain, (unsigned int)order);
		chain = next;
	}
	uk_preempt_enable();
	printf("frames %lu MiB, above 4 GiB %lu MiB, wrong %lu\n", pages >> 8, above >> 8, wrong);
	return wrong != 0;
}

int memory_program(void)
{
	char *p;
	unsigned long n = 0;

	while ((p = malloc(100000))) {
		memset(p, 0xa5, 100000);
		n++;
	}
	printf("blocks %s\n", n > 10 ? "many" : "few");
	return 0;
}

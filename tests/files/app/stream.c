/* SPDX-License-Identifier: BSD-3-Clause */
/* Standard input that is no terminal: every byte arrives once, and then the end, again and again.
 */
#include <stdio.h>
#include <unistd.h>

int stream(void)
{
	unsigned char block[1000];
	unsigned long count = 0, sum = 0;
	ssize_t got;

	printf("input is a terminal: %d, output: %d\n", isatty(0), isatty(1));
	while ((got = read(0, block, sizeof(block))) > 0)
		for (ssize_t i = 0; i < got; i++)
			sum = (sum + block[i]) * ++count % 1000003;
	printf("%lu bytes, sum %lu, end %zd\n", count, sum, got);
	printf("end again %zd\n", read(0, block, 1));
	return 0;
}

/* SPDX-License-Identifier: BSD-3-Clause */
/* The first program. */
#include <stdio.h>

int main(int argc, char *argv[])
{
	printf("Hello world!\n");
	if (argc > 1)
		printf("Arguments:");
	for (int i = 1; i < argc; i++)
		printf(" \"%s\"", argv[i]);
	if (argc > 1)
		printf("\n");
	return 0;
}

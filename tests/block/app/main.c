/* SPDX-License-Identifier: BSD-3-Clause */
/* Calls the tests that the arguments name, in their order. */
#include <stdio.h>
#include <string.h>

#define CASES X(plain) X(places) X(limits) X(errors) X(threads) X(library) X(bench)

#define X(name) void name(void);
CASES
#undef X

int main(int argc, char **argv)
{
	setvbuf(stdout, NULL, _IOLBF, 0);
	for (int i = 1; i < argc; i++) {
		int known = 0;

#define X(name)                           \
	if (!strcmp(argv[i], #name)) {    \
		printf("== %s\n", #name); \
		name();                   \
		known = 1;                \
	}
		CASES
#undef X
		if (!known)
			return 126;
	}
	return 0;
}

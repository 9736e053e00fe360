/* SPDX-License-Identifier: BSD-3-Clause */
/* Calls the program that the first argument names, with the rest of the arguments. */
#include <stdio.h>
#include <string.h>

#define DECLARE(name) int name##_main(int argc, char **argv);
#define ENTRY(name)   {#name, name##_main},

CASES(DECLARE)

static const struct {
	const char *name;
	int (*run)(int argc, char **argv);
} cases[] = {CASES(ENTRY)};

int main(int argc, char **argv)
{
	unsigned int i;

	for (i = 0; argc > 1 && i < sizeof(cases) / sizeof(cases[0]); i++)
		if (!strcmp(argv[1], cases[i].name))
			return cases[i].run(argc - 1, argv + 1);
	fprintf(stderr, "no such program: %s\n", argc > 1 ? argv[1] : "(none)");
	return 126;
}

/* SPDX-License-Identifier: BSD-3-Clause */
/* Arguments and environment as a program that changes its title needs them: one behind the other,
 * and writable. */
#include <stdio.h>
#include <string.h>

extern char **environ;

int main(int argc, char **argv)
{
	char *end = argv[0];
	int adjacent = 1;

	for (int i = 0; i < argc; i++) {
		adjacent &= argv[i] == end;
		end = argv[i] + strlen(argv[i]) + 1;
	}
	printf("arguments %s\n", adjacent ? "adjacent" : "apart");
	for (int i = 0; environ[i]; i++) {
		adjacent &= environ[i] == end;
		end = environ[i] + strlen(environ[i]) + 1;
	}
	printf("environment %s\n", adjacent ? "behind them" : "elsewhere");
	memset(argv[0], 'x', (size_t)(end - argv[0]));
	printf("written %d, end %d\n", argv[0][0] == 'x', argv[argc] == NULL);
	return 0;
}

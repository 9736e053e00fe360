/* SPDX-License-Identifier: BSD-3-Clause */
/* Calls the test that the first argument names. */
#include <stdio.h>
#include <string.h>

int initrd(void), mounts(void), full(void), terminal(void), stream(void);

int main(int argc, char **argv)
{
	const char *name = argc > 1 ? argv[1] : "";

	setvbuf(stdout, NULL, _IOLBF, 0);
	if (!strcmp(name, "initrd"))
		return initrd();
	if (!strcmp(name, "mounts"))
		return mounts();
	if (!strcmp(name, "full"))
		return full();
	if (!strcmp(name, "terminal"))
		return terminal();
	if (!strcmp(name, "stream"))
		return stream();
	return 126;
}

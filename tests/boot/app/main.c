/* SPDX-License-Identifier: BSD-3-Clause */
/* The boot command line chooses what is done. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include "cases.h"

static int hello(void)
{
	printf("memory %ld MiB\n", sysconf(_SC_PHYS_PAGES) / 256);
	return 0;
}

static int show_environment(void)
{
	printf("environment");
	for (char **variable = environ; *variable; variable++)
		printf(" %s", *variable);
	printf("\n");
	return 0;
}

/* Echoes lines until the end of the input. */
static int echo(void)
{
	char line[256];

	printf("ready\n");
	fflush(stdout);
	while (fgets(line, sizeof(line), stdin)) {
		printf("got %s", line);
		fflush(stdout);
		if (!strcmp(line, "end\n"))
			return 0;
	}
	return 1;
}

/* The timer and the clock have different sources: sleeping must take the time that the clock sees.
 */
static int rate(void)
{
	struct timespec before, after;
	long ms;
	int i;

	for (i = 0; i < 5; i++) {
		clock_gettime(CLOCK_MONOTONIC, &before);
		usleep(60000);
		clock_gettime(CLOCK_MONOTONIC, &after);
		ms = (after.tv_sec - before.tv_sec) * 1000 +
		     (after.tv_nsec - before.tv_nsec) / 1000000;
		if (ms < 60 || ms > 2000) {
			printf("60 ms took %ld ms\n", ms);
			return 1;
		}
	}
	printf("clock steady\n");
	return 0;
}

int main(int argc, char **argv)
{
	const char *what = argc > 1 ? argv[1] : "hello";

	setvbuf(stdout, NULL, _IOLBF, 0);
	if (!strcmp(what, "hello"))
		return hello();
	if (!strcmp(what, "soak"))
		return soak(argc > 2 ? atoi(argv[2]) : 3);
	if (!strcmp(what, "storm"))
		return storm();
	if (!strcmp(what, "frames"))
		return memory_all();
	if (!strcmp(what, "malloc"))
		return memory_program();
	if (!strcmp(what, "echo"))
		return echo();
	if (!strcmp(what, "environment"))
		return show_environment();
	if (!strcmp(what, "rate"))
		return rate();
	if (!strcmp(what, "big"))
		return big_check ? big_check() : 2;
	if (!strcmp(what, "text"))
		return text_check ? text_check() : 2;
	return ends(what);
}

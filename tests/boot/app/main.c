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

/* The clock against the battery-backed one: thousandths of a second that a second of it takes. */
static int rate(void)
{
	struct timespec t;
	int i;

	for (i = 0; i < 4; i++) {
		clock_gettime(CLOCK_MONOTONIC, &t);
		printf("monotonic %lld.%03ld\n", (long long)t.tv_sec, t.tv_nsec / 1000000);
		fflush(stdout);
		usleep(500000);
	}
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
	if (!strcmp(what, "rate"))
		return rate();
	if (!strcmp(what, "big"))
		return big_check ? big_check() : 2;
	return ends(what);
}

/* SPDX-License-Identifier: BSD-3-Clause */
/* Runs every part; prints one line for each. */
#include <string.h>
#include "check.h"

#define PARTS(X)       \
	X(tls)         \
	X(thread_init) \
	X(sglist)      \
	X(allocregion) \
	X(pages)       \
	X(sections)    \
	X(processor)   \
	X(interrupts)  \
	X(spinlock)    \
	X(context)     \
	X(libid)       \
	X(bus)         \
	X(lists)       \
	X(texts)

#define DECLARE(name) void name(void);
PARTS(DECLARE)
void probes(void);

int failed;

static void run(const char *name, void (*part)(void))
{
	failed = 0;
	part();
	printf("%s: %s\n", name, failed ? "failed" : "as it should be");
}

#define RUN(name) run(#name, name);

/* Of the configuration and the boot parameters, which win. */
static void environment(char **envp)
{
	int first = 0, second = 0;

	failed = 0;
	for (; *envp; envp++) {
		first += !strcmp(*envp, "FIRST=by the configuration");
		second += !strcmp(*envp, "SECOND=by the boot line");
		CHECK(strcmp(*envp, "SECOND=by the configuration"));
		(*envp)[0] = 'X'; /* the program may write to it */
	}
	CHECK(first == 1 && second == 1);
	printf("environment: %s\n", failed ? "failed" : "as it should be");
}

int main(int argc, char **argv, char **envp)
{
	(void)argc;
	(void)argv;
	environment(envp);
	PARTS(RUN)
	probes();
	puts("end");
	return 0;
}

/* SPDX-License-Identifier: BSD-3-Clause */
/* Runs every part; prints one line for each. */
#include "check.h"

#define PARTS(X)                                                                                \
	X(tls)                                                                                  \
	X(thread_init) X(sglist) X(allocregion) X(pages) X(sections) X(processor) X(interrupts) \
	        X(spinlock) X(context) X(libid) X(bus) X(lists) X(texts)

#define DECLARE(name) void name(void);
PARTS(DECLARE)

int failed;

static void run(const char *name, void (*part)(void))
{
	failed = 0;
	part();
	printf("%s: %s\n", name, failed ? "failed" : "as it should be");
}

#define RUN(name) run(#name, name);

int main(void)
{
	PARTS(RUN)
	puts("end");
	return 0;
}

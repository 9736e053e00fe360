/* SPDX-License-Identifier: BSD-3-Clause */
/* Test cases of a project: `tests:` of kraft.yaml, and files tests/NAME.test with the same keys. */
#ifndef KRAFT_TESTS_H
#define KRAFT_TESTS_H

#include "base/text.h"
#include "term/message.h"

#define TEST_STATUS_ANY     (-1)
#define TEST_STATUS_NONZERO (-2)

struct test_case {
	char *name;
	char *target;             /* NULL: the one of the command line */
	struct strings arguments; /* of the program, when has_arguments; else the project's */
	bool has_arguments;
	struct strings environment;
	char *input;             /* typed into the console; NULL: nothing */
	int status;              /* expected exit status, or one of the above */
	bool has_status;         /* it was written down */
	char *output;            /* all that is printed; NULL: anything */
	struct strings contains; /* each is somewhere in the output */
	struct strings excludes; /* none is */
	struct strings matches;  /* extended regular expressions, each found in the output */
	unsigned int timeout;    /* seconds */
	char *memory;            /* NULL: as kraft run decides */
	struct strings ports;    /* of the guest, each with /udp or nothing */
	char *probe;             /* a shell command on the host that must succeed; NULL: none */
	char *ready;             /* the probe starts when this is in the output; NULL: at once */
	struct place place;      /* its file may be shorter-lived than the case */
};

struct test_cases {
	struct test_case *item;
	size_t count;
};

struct project;
/* Adds the files tests/NAME.test of the project's folder to those of kraft.yaml. 0 or -EINVAL after
 * messages. */
int tests_load_files(struct project *p);
void tests_free(struct test_cases *tests);

#endif

/* SPDX-License-Identifier: BSD-3-Clause */
/* kraft test: running a case, judging what came of it, and telling it. */
#ifndef KRAFT_CMD_TEST_H
#define KRAFT_CMD_TEST_H

#include "base/text.h"
#include "project/project.h"

/* A case that the image itself ran (library uktest). */
struct subtest {
	char *name; /* SUITE->CASE */
	bool passed;
	struct text why;
};

struct test_result {
	const struct test_case *test;
	bool passed;
	bool late;  /* its time was over */
	bool ended; /* the machine ended by itself */
	bool probed;
	int status; /* of kraft run, when it ended */
	double seconds;
	struct text output;   /* the console, lines ended by \n */
	struct text messages; /* what kraft run and the probe said */
	struct text why;      /* lines: what is wrong; empty when passed */
	struct subtest *subtests;
	size_t subtest_count;
	unsigned int subtests_failed, subtests_run; /* counted also where only a sum is printed */
};

/* Boots the image of a target and waits for the end, the probe's success or the time limit. */
void test_run(const struct project *p, const char *target, bool no_acceleration,
              struct test_result *r);
/* Sets `passed`, `why` and the subtests. */
void test_judge(struct test_result *r);
/* "test: …" lines of the library uktest in an output. */
void test_read_subtests(struct test_result *r);
void test_result_free(struct test_result *r);

enum test_format { TEST_TEXT, TEST_TAP, TEST_JSON };
void test_report_start(enum test_format format, size_t count);
void test_report(enum test_format format, size_t number, const struct test_result *r);
void test_report_end(enum test_format format, const struct test_result *results, size_t count,
                     size_t left_out);

#endif

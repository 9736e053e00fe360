/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Tests that run inside an image, at the end of its boot (init class `late`), on the main thread
 * with the scheduler running.
 *
 *   UK_TESTCASE(numbers, addition)
 *   {
 *           UK_TEST_EXPECT_SNUM_EQ(1 + 1, 2);
 *   }
 *   uk_testsuite_register(numbers, NULL);
 *
 * The cases of a suite run in the order of their file; suites in no certain order. EXPECT notes a
 * failure and goes on, ASSERT ends the case. The second argument of uk_testsuite_register is NULL
 * or int (*)(struct uk_testsuite *), which prepares the suite; not 0 counts as a failure and the
 * suite is left out.
 */
#ifndef UK_TEST_H
#define UK_TEST_H

#include <uk/essentials.h>
#include <uk/init.h>
#include <uk/print.h>

#ifdef __cplusplus
extern "C" {
#endif

struct uk_testsuite;

struct uk_testcase {
	const char *suite, *name;
	void (*run)(struct uk_testcase *self);
	struct uk_testcase *next;
	unsigned int line;
	unsigned int failed; /* expectations that did not hold */
};

struct uk_testsuite {
	const char *name;
	int (*init)(struct uk_testsuite *suite);
	unsigned int failed_cases;
};

/* Used by the macros. */
void uk_testcase_add(struct uk_testcase *c);
void uk_testsuite_run(struct uk_testsuite *suite);
void uk_testcase_note(struct uk_testcase *c, int holds, const char *file, int line,
                      const char *format, ...) __printf(5, 6);

/* What failed in all suites so far. */
unsigned int uk_test_failures(void);

#define UK_TESTCASE(suite_, name_)                                                        \
	static void uk_test_run_##suite_##_##name_(struct uk_testcase *uk_test_self);     \
	static struct uk_testcase uk_test_case_##suite_##_##name_ = {                     \
	        #suite_, #name_, uk_test_run_##suite_##_##name_, NULL, __LINE__, 0};      \
	static int uk_test_add_##suite_##_##name_(struct uk_init_ctx *ctx __maybe_unused) \
	{                                                                                 \
		uk_testcase_add(&uk_test_case_##suite_##_##name_);                        \
		return 0;                                                                 \
	}                                                                                 \
	uk_early_initcall(uk_test_add_##suite_##_##name_, NULL);                          \
	static void uk_test_run_##suite_##_##name_(struct uk_testcase *uk_test_self __maybe_unused)

#define uk_testsuite_register_prio(suite_, init_, prio)                            \
	static struct uk_testsuite uk_test_suite_##suite_ = {#suite_, (init_), 0}; \
	static int uk_test_start_##suite_(struct uk_init_ctx *ctx __maybe_unused)  \
	{                                                                          \
		uk_testsuite_run(&uk_test_suite_##suite_);                         \
		return 0;                                                          \
	}                                                                          \
	uk_late_initcall_prio(uk_test_start_##suite_, NULL, prio)
#define uk_testsuite_register(suite, init) uk_testsuite_register_prio(suite, init, 8)

#define uk_test_printf(...) uk_printk(__VA_ARGS__)

#define UK_TEST_EXPECTF(condition, ...) \
	uk_testcase_note(uk_test_self, !!(condition), __FILE__, __LINE__, __VA_ARGS__)
#define UK_TEST_ASSERTF(condition, ...)                                                  \
	do {                                                                             \
		int holds_ = !!(condition);                                              \
                                                                                         \
		uk_testcase_note(uk_test_self, holds_, __FILE__, __LINE__, __VA_ARGS__); \
		if (!holds_)                                                             \
			return;                                                          \
	} while (0)
#define UK_TEST_EXPECT(condition) UK_TEST_EXPECTF(condition, "%s", #condition)
#define UK_TEST_ASSERT(condition) UK_TEST_ASSERTF(condition, "%s", #condition)

#define UK_TEST_EXPECT_NULL(p)     UK_TEST_EXPECTF(!(p), "%s is NULL", #p)
#define UK_TEST_EXPECT_NOT_NULL(p) UK_TEST_EXPECTF((p), "%s is not NULL", #p)
#define UK_TEST_EXPECT_ZERO(e)     UK_TEST_EXPECTF(!(e), "%s is 0", #e)
#define UK_TEST_EXPECT_NOT_ZERO(e) UK_TEST_EXPECTF((e), "%s is not 0", #e)
#define UK_TEST_EXPECT_PTR_EQ(a, b) \
	UK_TEST_EXPECTF((const void *)(a) == (const void *)(b), "%s is %s", #a, #b)
#define UK_TEST_EXPECT_BYTES_EQ(a, b, n) \
	UK_TEST_EXPECTF(!__builtin_memcmp((a), (b), (n)), "%s and %s hold the same", #a, #b)

#define UK_TEST_COMPARE_(type, format, a, op, b)                                                 \
	do {                                                                                     \
		type a_ = (type)(a), b_ = (type)(b);                                             \
                                                                                                 \
		UK_TEST_EXPECTF(a_ op b_, "%s " #op " %s: " format ", " format, #a, #b, a_, b_); \
	} while (0)
#define UK_TEST_EXPECT_SNUM_EQ(a, b) UK_TEST_COMPARE_(long, "%ld", a, ==, b)
#define UK_TEST_EXPECT_SNUM_NQ(a, b) UK_TEST_COMPARE_(long, "%ld", a, !=, b)
#define UK_TEST_EXPECT_SNUM_GT(a, b) UK_TEST_COMPARE_(long, "%ld", a, >, b)
#define UK_TEST_EXPECT_SNUM_GE(a, b) UK_TEST_COMPARE_(long, "%ld", a, >=, b)
#define UK_TEST_EXPECT_SNUM_LT(a, b) UK_TEST_COMPARE_(long, "%ld", a, <, b)
#define UK_TEST_EXPECT_SNUM_LE(a, b) UK_TEST_COMPARE_(long, "%ld", a, <=, b)
#define UK_TEST_EXPECT_UNUM_EQ(a, b) UK_TEST_COMPARE_(unsigned long, "%lu", a, ==, b)
#define UK_TEST_EXPECT_UNUM_NQ(a, b) UK_TEST_COMPARE_(unsigned long, "%lu", a, !=, b)
#define UK_TEST_EXPECT_UNUM_GT(a, b) UK_TEST_COMPARE_(unsigned long, "%lu", a, >, b)
#define UK_TEST_EXPECT_UNUM_GE(a, b) UK_TEST_COMPARE_(unsigned long, "%lu", a, >=, b)
#define UK_TEST_EXPECT_UNUM_LT(a, b) UK_TEST_COMPARE_(unsigned long, "%lu", a, <, b)
#define UK_TEST_EXPECT_UNUM_LE(a, b) UK_TEST_COMPARE_(unsigned long, "%lu", a, <=, b)

#ifdef __cplusplus
}
#endif

#endif /* UK_TEST_H */

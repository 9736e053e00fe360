/* SPDX-License-Identifier: BSD-3-Clause */
/* Running test suites and reporting what they find. */
#include <stdarg.h>
#include <string.h>
#include <uk/boot.h>
#include <uk/test.h>

static struct uk_testcase *first;
static unsigned int failures;

/* Compilers emit the entries of one file in either order, so the line decides. */
void uk_testcase_add(struct uk_testcase *c)
{
	struct uk_testcase **at = &first;

	while (*at && (strcmp((*at)->suite, c->suite) != 0 || (*at)->line < c->line))
		at = &(*at)->next;
	c->next = *at;
	*at = c;
}

unsigned int uk_test_failures(void)
{
	return failures;
}

void uk_testcase_note(struct uk_testcase *c, int holds, const char *file, int line,
                      const char *format, ...)
{
	va_list ap;

	if (holds)
		return;
	c->failed++;
	uk_printk("test: %s->%s: failed at %s:%d: ", c->suite, c->name, file, line);
	va_start(ap, format);
	uk_vprintk(format, ap);
	va_end(ap);
	uk_printk("\n");
}

static void run_case(struct uk_testsuite *suite, struct uk_testcase *c)
{
	c->run(c);
	if (c->failed) {
		suite->failed_cases++;
		failures++;
	}
#ifdef CONFIG_LIBUKTEST_LOG_PASSED
	uk_printk("test: %s->%s: %s\n", c->suite, c->name, c->failed ? "FAILED" : "passed");
#endif
}

void uk_testsuite_run(struct uk_testsuite *suite)
{
	struct uk_testcase *c;
	unsigned int n = 0;

	if (suite->init && suite->init(suite)) {
		failures++;
		uk_printk("test: %s: the suite could not be prepared\n", suite->name);
		return;
	}
	for (c = first; c; c = c->next)
		if (!strcmp(c->suite, suite->name)) {
			run_case(suite, c);
			n++;
		}
	uk_printk("test: %s: %u cases, %u failed\n", suite->name, n, suite->failed_cases);
}

#ifdef CONFIG_LIBUKTEST_EXIT
static int end_with_status(struct uk_init_ctx *ctx __maybe_unused)
{
	uk_exit(failures ? 1 : 0);
}
uk_late_initcall_prio(end_with_status, NULL, UK_PRIO_LATEST);
#endif

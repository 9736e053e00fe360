/* SPDX-License-Identifier: BSD-3-Clause */
/* What a run says about its test case. */
#include <fcntl.h>
#include <regex.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/process.h"
#include "cmd/test.h"

static const char *output_of(const struct test_result *r)
{
	return r->output.data ? r->output.data : "";
}

static void judge_status(struct test_result *r)
{
	const struct test_case *c = r->test;

	if (!r->ended)
		return;
	if (c->probe && !r->probed)
		text_addf(&r->why, "it ended with status %d before the probe succeeded\n",
		          r->status);
	else if (c->status == TEST_STATUS_NONZERO && r->status == 0)
		text_add(&r->why, "status: expected a failure, got 0\n");
	else if (c->status >= 0 && r->status != c->status)
		text_addf(&r->why, "status: expected %d, got %d%s\n", c->status, r->status,
		          r->status >= 128   ? " (a crash)"
		          : r->status == 125 ? " (the machine ended without a word)"
		                             : "");
}

static size_t length_without_end(const char *s)
{
	size_t len = strlen(s);

	while (len && s[len - 1] == '\n')
		len--;
	return len;
}

static bool write_scratch(const char *path, const char *text)
{
	char *line = format("%.*s\n", (int)length_without_end(text), text);
	bool written = file_write(path, line, strlen(line)) == 0;

	free(line);
	return written;
}

/* Lines with - expected and + printed, as everybody reads them. */
static void show_difference(struct test_result *r, const char *expected, const char *is)
{
	char scratch[] = "/tmp/kraft-test-XXXXXX";
	char *a, *b;
	struct text difference = {0};
	struct strings lines = {0};

	if (!mkdtemp(scratch))
		return;
	a = path_join(scratch, "expected");
	b = path_join(scratch, "printed");
	if (write_scratch(a, expected) && write_scratch(b, is))
		(void)process_run(&(struct process){
		        .argv = (const char *const[]){"diff", "-U3", "--label", "expected",
		                                      "--label", "printed", a, b, NULL},
		        .output = &difference});
	strings_split(&lines, difference.data ? difference.data : "", "\n");
	for (size_t i = 0; i < lines.count && i < 60; i++)
		text_addf(&r->why, "  %s\n", lines.item[i]);
	if (lines.count > 60)
		text_addf(&r->why, "  ... and %zu lines more\n", lines.count - 60);
	strings_free(&lines);
	text_free(&difference);
	folder_remove(scratch);
	free(a);
	free(b);
}

static bool same_text(const char *a, const char *b)
{
	size_t len = length_without_end(a);

	return len == length_without_end(b) && memcmp(a, b, len) == 0;
}

static bool matches(const char *text, const char *expression)
{
	regex_t compiled;
	bool found;

	if (regcomp(&compiled, expression, REG_EXTENDED | REG_NEWLINE | REG_NOSUB))
		return false;
	found = regexec(&compiled, text, 0, NULL, 0) == 0;
	regfree(&compiled);
	return found;
}

/* The end of what was printed, for failures that show nothing else. */
static void show_tail(struct test_result *r, const char *what, const struct text *t)
{
	struct strings lines = {0};
	size_t from;

	strings_split(&lines, t->data ? t->data : "", "\n");
	from = lines.count > 12 ? lines.count - 12 : 0;
	if (lines.count)
		text_addf(&r->why, "%s%s:\n", from ? "the last lines of " : "", what);
	for (size_t i = from; i < lines.count; i++)
		text_addf(&r->why, "  %s\n", lines.item[i]);
	strings_free(&lines);
}

static void judge_output(struct test_result *r)
{
	const struct test_case *c = r->test;
	const char *output = output_of(r);

	if (c->output && !same_text(c->output, output)) {
		text_add(&r->why, "output: it printed something else\n");
		show_difference(r, c->output, output);
	}
	for (size_t i = 0; i < c->contains.count; i++)
		if (!strstr(output, c->contains.item[i]))
			text_addf(&r->why, "output: '%s' is not in it\n", c->contains.item[i]);
	for (size_t i = 0; i < c->excludes.count; i++)
		if (strstr(output, c->excludes.item[i]))
			text_addf(&r->why, "output: '%s' is in it\n", c->excludes.item[i]);
	for (size_t i = 0; i < c->matches.count; i++)
		if (!matches(output, c->matches.item[i]))
			text_addf(&r->why, "output: nothing matches '%s'\n", c->matches.item[i]);
}

void test_judge(struct test_result *r)
{
	const struct test_case *c = r->test;
	bool shown;

	if (r->late && c->probe && !r->probed)
		text_addf(&r->why,
		          c->ready && !strstr(output_of(r), c->ready)
		                  ? "'%2$s' was not printed within %1$u seconds\n"
		                  : "the probe did not succeed within %u seconds\n",
		          c->timeout, c->ready);
	else if (r->late)
		text_addf(&r->why, "it did not end within %u seconds\n", c->timeout);
	else if (!r->ended && !r->probed && !r->why.len)
		text_add(&r->why, "it printed without end\n");
	judge_status(r);
	judge_output(r);
	test_read_subtests(r);
	if (r->subtests_failed)
		text_addf(&r->why, "%u of %u test cases in the image failed\n", r->subtests_failed,
		          r->subtests_run);
	r->passed = !r->why.len;
	shown = c->output && !same_text(c->output, output_of(r));
	if (!r->passed && !shown)
		show_tail(r, "what it printed", &r->output);
	if (!r->passed)
		show_tail(r, "messages", &r->messages);
}

/* --- uktest --------------------------------------------------------------------- */

static struct subtest *subtest_of(struct test_result *r, const char *name, size_t len)
{
	struct subtest *s;

	for (size_t i = 0; i < r->subtest_count; i++)
		if (strncmp(r->subtests[i].name, name, len) == 0 && !r->subtests[i].name[len])
			return &r->subtests[i];
	r->subtests = need(realloc(r->subtests, (r->subtest_count + 1) * sizeof(*r->subtests)));
	s = &r->subtests[r->subtest_count++];
	*s = (struct subtest){.name = copy_bytes(name, len), .passed = true};
	return s;
}

/* SUITE->CASE: passed, SUITE->CASE: FAILED, SUITE->CASE: failed at FILE:LINE: WHY; SUITE: N cases,
 * M failed; SUITE: the suite could not be prepared. */
static void read_line(struct test_result *r, const char *line)
{
	const char *end = strstr(line, ": "), *rest = end ? end + 2 : NULL;
	unsigned int cases, failed;
	struct subtest *s;

	if (!end)
		return;
	if (sscanf(rest, "%u cases, %u failed", &cases, &failed) == 2) {
		r->subtests_run += cases;
		r->subtests_failed += failed;
	} else if (strcmp(rest, "the suite could not be prepared") == 0) {
		s = subtest_of(r, line, (size_t)(end - line));
		s->passed = false;
		text_addf(&s->why, "%s\n", rest);
		r->subtests_run++;
		r->subtests_failed++;
	} else if (memmem(line, (size_t)(end - line), "->", 2)) {
		s = subtest_of(r, line, (size_t)(end - line));
		if (starts_with(rest, "failed at "))
			text_addf(&s->why, "%s\n", rest);
		if (starts_with(rest, "failed at ") || strcmp(rest, "FAILED") == 0)
			s->passed = false;
	}
}

void test_read_subtests(struct test_result *r)
{
	struct strings lines = {0};

	strings_split(&lines, output_of(r), "\n");
	for (size_t i = 0; i < lines.count; i++)
		if (starts_with(lines.item[i], "test: "))
			read_line(r, lines.item[i] + strlen("test: "));
	strings_free(&lines);
}

void test_result_free(struct test_result *r)
{
	for (size_t i = 0; i < r->subtest_count; i++) {
		free(r->subtests[i].name);
		text_free(&r->subtests[i].why);
	}
	free(r->subtests);
	text_free(&r->output);
	text_free(&r->messages);
	text_free(&r->why);
}

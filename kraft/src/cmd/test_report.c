/* SPDX-License-Identifier: BSD-3-Clause */
/* Results of kraft test: for people, as TAP, as JSON. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <jansson.h>

#include "cmd/test.h"
#include "term/message.h"

/* Each line of a text behind a prefix. */
static void print_lines(const char *prefix, const struct text *t)
{
	struct strings lines = {0};

	strings_split(&lines, t->data ? t->data : "", "\n");
	for (size_t i = 0; i < lines.count; i++)
		printf("%s%s\n", prefix, lines.item[i]);
	strings_free(&lines);
}

void test_report_start(enum test_format format, size_t count)
{
	if (format == TEST_TAP)
		printf("TAP version 14\n1..%zu\n", count);
}

static void report_tap(size_t number, const struct test_result *r)
{
	if (r->subtest_count)
		printf("# Subtest: %s\n    1..%zu\n", r->test->name, r->subtest_count);
	for (size_t i = 0; i < r->subtest_count; i++) {
		const struct subtest *s = &r->subtests[i];

		printf("    %s %zu - %s\n", s->passed ? "ok" : "not ok", i + 1, s->name);
		print_lines("    # ", &s->why);
	}
	printf("%s %zu - %s # time=%.2fs\n", r->passed ? "ok" : "not ok", number, r->test->name,
	       r->seconds);
	print_lines("# ", &r->why);
}

static void report_text(const struct test_result *r)
{
	bool color = message_color(1);

	printf("%s%s%s %s (%.1f s)", color ? (r->passed ? "\033[32m" : "\033[31m") : "",
	       r->passed ? "PASS" : "FAIL", color ? "\033[0m" : "", r->test->name, r->seconds);
	if (r->subtests_run)
		printf(", %u of %u cases in the image passed", r->subtests_run - r->subtests_failed,
		       r->subtests_run);
	putchar('\n');
	for (size_t i = 0; i < r->subtest_count; i++) {
		if (r->subtests[i].passed)
			continue;
		printf("  FAIL %s\n", r->subtests[i].name);
		print_lines("    ", &r->subtests[i].why);
	}
	print_lines("  ", &r->why);
}

void test_report(enum test_format format, size_t number, const struct test_result *r)
{
	if (format == TEST_TAP)
		report_tap(number, r);
	else if (format == TEST_TEXT)
		report_text(r);
	fflush(stdout);
}

/* What a machine prints need not be UTF-8. */
static json_t *text_value(const char *s)
{
	struct text plain = {0};
	json_t *value;

	s = s ? s : "";
	value = json_string(s);
	if (value)
		return value;
	text_add(&plain, "");
	for (; *s; s++)
		text_add_bytes(&plain, (unsigned char)*s < 0x80 ? s : "?", 1);
	value = json_string(plain.data);
	text_free(&plain);
	return value;
}

static json_t *json_of(const struct test_result *r)
{
	json_t *o = json_object(), *subtests = json_array();

	json_object_set_new(o, "name", text_value(r->test->name));
	json_object_set_new(o, "passed", json_boolean(r->passed));
	json_object_set_new(o, "seconds", json_real(r->seconds));
	json_object_set_new(o, "status", r->ended ? json_integer(r->status) : json_null());
	json_object_set_new(o, "reason", r->passed ? json_null() : text_value(r->why.data));
	json_object_set_new(o, "output", text_value(r->output.data));
	for (size_t i = 0; i < r->subtest_count; i++) {
		const struct subtest *s = &r->subtests[i];
		json_t *item = json_object();

		json_object_set_new(item, "name", text_value(s->name));
		json_object_set_new(item, "passed", json_boolean(s->passed));
		json_object_set_new(item, "reason",
		                    s->passed ? json_null() : text_value(s->why.data));
		json_array_append_new(subtests, item);
	}
	json_object_set_new(o, "cases", subtests);
	return o;
}

static void print_json(const struct test_result *results, size_t count, size_t passed)
{
	json_t *root = json_object(), *list = json_array();
	char *data;

	for (size_t i = 0; i < count; i++)
		json_array_append_new(list, json_of(&results[i]));
	json_object_set_new(root, "passed", json_integer((json_int_t)passed));
	json_object_set_new(root, "failed", json_integer((json_int_t)(count - passed)));
	json_object_set_new(root, "tests", list);
	data = need(json_dumps(root, JSON_INDENT(2) | JSON_REAL_PRECISION(4)));
	puts(data);
	free(data);
	json_decref(root);
}

void test_report_end(enum test_format format, const struct test_result *results, size_t count,
                     size_t left_out)
{
	size_t passed = 0;

	for (size_t i = 0; i < count; i++)
		passed += results[i].passed;
	if (format == TEST_JSON)
		print_json(results, count, passed);
	else if (format == TEST_TAP && left_out)
		printf("Bail out! a test failed (--fail-fast), %zu were left out\n", left_out);
	/* In the other formats the sum is no data. */
	if (format != TEST_TEXT)
		return;
	printf("%zu passed, %zu failed", passed, count - passed);
	if (left_out)
		printf(", %zu left out", left_out);
	putchar('\n');
}

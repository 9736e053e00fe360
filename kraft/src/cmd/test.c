/* SPDX-License-Identifier: BSD-3-Clause */
/* kraft test: builds a project's images, boots them for each of its test cases and judges them. */
#include <errno.h>
#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "cmd/build.h"
#include "cmd/session.h"
#include "cmd/test.h"
#include "project/kconfig.h"
#include "term/message.h"

static const struct option options[] = {
        OPTIONS_TARGET,
        {'p', "plat", "PLATFORM", "the target with this platform", "kvm qemu"},
        {'w', "workdir", "FOLDER", "the application's folder", "@folder"},
        {'f', "filter", "PATTERN", "only cases of this name (* and ? as in a shell; repeatable)",
         NULL},
        {0, "list", NULL, "print the names of the cases and end", NULL},
        {0, "fail-fast", NULL, "end after the first case that fails", NULL},
        {0, "timeout", "SECONDS", "the time limit of cases, whatever they say", NULL},
        {0, "no-build", NULL, "take the image that is there", NULL},
        {0, "locked", NULL, "refuse to build from anything else than kraft.lock says", NULL},
        {'j', "jobs", "N", "compile N files at the same time", NULL},
        {'W', "disable-acceleration", NULL, "emulate even where hardware acceleration works", NULL},
        {'o', "output", "FORMAT", "text, tap or json", "text tap json"},
        {0},
};

/* enum test_format */
static const char *const formats[] = {"text", "tap", "json", NULL};

static int read_timeout(const struct invocation *in, unsigned int *seconds)
{
	const char *value = option_value(in, "timeout");
	char *end;
	long n = value ? strtol(value, &end, 10) : 0;

	*seconds = (unsigned int)n;
	if (!value || (n > 0 && n <= 86400 && !*end))
		return 0;
	fail("--timeout %s: expected a number of seconds", value);
	return EXIT_USAGE;
}

static bool is_wanted(const struct invocation *in, const char *name)
{
	const char *pattern;
	size_t at = 0;

	if (!option_given(in, "filter"))
		return true;
	while ((pattern = option_next(in, "filter", &at)))
		if (fnmatch(pattern, name, 0) == 0)
			return true;
	return false;
}

/* An image that tests itself needs no case to be written down. */
static void add_self_test(struct session *s, const struct target *target)
{
	struct settings values = {0};
	const struct setting *uktest;
	struct test_cases *t = &s->project.tests;

	if (t->count || plan_make(&s->workspace, &s->project, target, &s->plan))
		return;
	dotconfig_read(s->plan.config, &values);
	uktest = settings_find(&s->plan.asked, "LIBUKTEST");
	if (!uktest)
		uktest = settings_find(&values, "LIBUKTEST");
	if (uktest && strcmp(uktest->value, "y") == 0) {
		t->item = need_zeroed(sizeof(*t->item));
		t->item[t->count++] =
		        (struct test_case){.name = copy_string("uktest"), .timeout = 60};
	}
	settings_free(&values);
	plan_free(&s->plan);
}

static int nothing_to_test(const struct invocation *in, const struct session *s)
{
	if (s->project.tests.count) {
		fail("no test case is called '%s'", option_value(in, "filter"));
		hint("'kraft test --list' shows the names");
	} else {
		fail("%s has no test cases", s->project.name);
		hint("write some to 'tests:' of kraft.yaml or to tests/NAME.test; 'kraft help "
		     "test' shows how");
	}
	return EXIT_FAILED;
}

static const struct target *target_of(const struct invocation *in, const struct session *s,
                                      const struct test_case *c)
{
	return c->target ? project_target(&s->project, c->target, NULL, NULL)
	                 : session_target(in, s);
}

/* Every target that a case wants, once. */
static int build_targets(const struct invocation *in, struct session *s,
                         struct test_case *const *cases, size_t count)
{
	struct strings done = {0};
	int status = 0;

	for (size_t i = 0; i < count && !status; i++) {
		const struct target *t = target_of(in, s, cases[i]);
		char *name = t ? target_name(t) : NULL;

		if (!t) {
			status = EXIT_FAILED;
		} else if (strings_add_new(&done, name) && !option_given(in, "no-build")) {
			status = build_target(s, in, t, NULL);
			plan_free(&s->plan);
		}
		free(name);
	}
	strings_free(&done);
	return status;
}

static void show_waiting(size_t number, size_t count, const char *name)
{
	if (isatty(2) && message_color(2))
		fprintf(stderr, "\r[%zu/%zu] %s\033[K", number, count, name);
}

static void wipe_waiting(void)
{
	if (isatty(2) && message_color(2))
		fputs("\r\033[K", stderr);
}

static int run_cases(const struct invocation *in, const struct session *s,
                     struct test_case *const *cases, size_t count, enum test_format format)
{
	struct test_result *results = need_zeroed((count + 1) * sizeof(*results));
	size_t done = 0;
	int status = 0;

	test_report_start(format, count);
	while (done < count && !(status && option_given(in, "fail-fast"))) {
		struct test_result *r = &results[done];
		char *target = target_name(target_of(in, s, cases[done]));

		r->test = cases[done];
		show_waiting(done + 1, count, r->test->name);
		test_run(&s->project, target, option_given(in, "disable-acceleration"), r);
		test_judge(r);
		wipe_waiting();
		test_report(format, ++done, r);
		status |= r->passed ? 0 : EXIT_FAILED;
		free(target);
	}
	test_report_end(format, results, done, count - done);
	for (size_t i = 0; i < done; i++)
		test_result_free(&results[i]);
	free(results);
	return status;
}

static int test_project(const struct invocation *in, struct session *s, enum test_format format,
                        unsigned int timeout)
{
	struct test_cases *all = &s->project.tests;
	const struct target *target = session_target(in, s);
	struct test_case **cases;
	size_t count = 0;
	int status = target && tests_load_files(&s->project) == 0 ? 0 : EXIT_FAILED;

	if (status)
		return status;
	add_self_test(s, target);
	cases = need_zeroed((all->count + 1) * sizeof(*cases));
	for (size_t i = 0; i < all->count; i++) {
		if (timeout)
			all->item[i].timeout = timeout;
		if (is_wanted(in, all->item[i].name))
			cases[count++] = &all->item[i];
	}
	if (!count)
		status = nothing_to_test(in, s);
	for (size_t i = 0; i < count && option_given(in, "list"); i++)
		puts(cases[i]->name);
	if (!status && !option_given(in, "list"))
		status = build_targets(in, s, cases, count);
	if (!status && !option_given(in, "list"))
		status = run_cases(in, s, cases, count, format);
	free(cases);
	return status;
}

/* A folder as operand is --workdir. */
static struct invocation with_folder(const struct invocation *in)
{
	static const struct option workdir = {.name = "workdir"};
	struct invocation out = *in;

	if (!in->operands.count)
		return out;
	out.given = need(malloc((in->given_count + 1) * sizeof *in->given));
	if (in->given_count)
		memcpy(out.given, in->given, in->given_count * sizeof *in->given);
	out.given[out.given_count++] = (struct given_option){&workdir, in->operands.item[0]};
	return out;
}

static int run(const struct invocation *in)
{
	struct invocation here = with_folder(in);
	struct session s = {0};
	int format;
	unsigned int timeout;
	int status = EXIT_FAILED;

	if (in->operands.count > 1) {
		fail("'kraft test' takes one folder");
		return EXIT_USAGE;
	}
	if (option_word(in, "output", formats, &format) || read_timeout(in, &timeout) ||
	    session_check_jobs(in))
		return EXIT_USAGE;
	if (session_project(&here, &s) == 0)
		status = test_project(&here, &s, (enum test_format)format, timeout);
	session_close(&s);
	if (in->operands.count)
		free(here.given);
	return status;
}

static const char text[] =
        "Cases stand in 'tests:' of kraft.yaml, and in files tests/NAME.test, each with one case. "
        "All keys may be left out:\n"
        "\n"
        "  tests:\n"
        "    - name: greets\n"
        "      arguments: [--name, \"a b\"]   # else those of kraft.yaml\n"
        "      env: {A: 1}\n"
        "      stdin: \"some text\\n\"\n"
        "      status: 0                    # a number, nonzero or any\n"
        "      output: \"Hello world!\"       # all of it; or parts:\n"
        "      contains: [Hello]\n"
        "      excludes: [warning]\n"
        "      matches: [\"^Hello .*!$\"]     # extended regular expressions\n"
        "      timeout: 30                  # seconds, or 2m\n"
        "      memory: 64M\n"
        "    - name: serves\n"
        "      ports: [80]                  # of the guest; the host's are chosen\n"
        "      ready: listening             # when this is printed,\n"
        "      probe: curl -fs http://127.0.0.1:$KRAFT_PORT/   # repeated until it succeeds\n"
        "\n"
        "A case with a probe passes when the probe succeeds, and the machine is ended then. "
        "KRAFT_PORT is the host's port of the first, KRAFT_PORT_80 that of the guest's port 80.\n"
        "\n"
        "Cases of the library uktest in an image are counted as well; an image that has it needs "
        "no 'tests:'.\n"
        "\n"
        "The exit status is 1 when a case fails or there is none.";

const struct command command_test = {
        .name = "test",
        .operands = "[PROJECT]",
        .summary = "Boot the image for each of its test cases and judge what it does",
        .text = text,
        .options = options,
        .complete = "@folder",
        .run = run,
};

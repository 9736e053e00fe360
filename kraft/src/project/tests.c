/* SPDX-License-Identifier: BSD-3-Clause */
/* Reading and checking test cases. */
#include <errno.h>
#include <regex.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "project/load.h"

#define DEFAULT_TIMEOUT 30
#define MAX_TIMEOUT     86400

static const char *const keys[] = {"name",    "target",  "arguments", "args",   "cmd",
                                   "env",     "stdin",   "status",    "output", "contains",
                                   "matches", "timeout", "excludes",  "memory", "ports",
                                   "probe",   "ready",   NULL};

static void read_status(struct reader *r, const struct node *n, struct test_case *c)
{
	char *value = reader_scalar(r, n, "a status"), *end;

	c->has_status = value;
	if (!value)
		return;
	if (strcmp(value, "any") == 0) {
		c->status = TEST_STATUS_ANY;
	} else if (strcmp(value, "nonzero") == 0) {
		c->status = TEST_STATUS_NONZERO;
	} else {
		long status = strtol(value, &end, 10);

		if (end == value || *end || status < 0 || status > 255) {
			reader_fail(r, n, "'%s' is no exit status", value);
			hint("write a number from 0 to 255, 'nonzero' or 'any'");
		}
		c->status = (int)status;
	}
	free(value);
}

/* 30, 30s, 2m */
static void read_timeout(struct reader *r, const struct node *n, struct test_case *c)
{
	char *value = reader_scalar(r, n, "a time"), *end;
	unsigned long seconds;

	if (!value)
		return;
	seconds = value[0] == '-' ? 0 : strtoul(value, &end, 10);
	if (seconds && *end == 'm')
		seconds *= 60;
	if (seconds && (*end == 's' || *end == 'm'))
		end++;
	if (!seconds || *end || seconds > MAX_TIMEOUT) {
		reader_fail(r, n, "'%s' is no time limit", value);
		hint("write seconds, such as 30, or minutes, such as 2m");
	}
	c->timeout = (unsigned int)seconds;
	free(value);
}

/* One text, or a list of some; blanks belong to it. */
static void read_texts(struct reader *r, const struct node *n, const char *what,
                       struct strings *out)
{
	char *value;

	if (node_is_null(n))
		return;
	if (n->kind == NODE_MAP) {
		reader_fail(r, n, "%s must be a text or a list of texts", what);
		return;
	}
	for (size_t i = 0; i < (n->kind == NODE_LIST ? n->count : 1); i++) {
		value = reader_scalar(r, n->kind == NODE_LIST ? n->child[i] : n, what);
		if (value)
			strings_take(out, value);
	}
}

static void check_expression(struct reader *r, const struct node *n, const char *expression)
{
	char message[128];
	regex_t compiled;
	int error = regcomp(&compiled, expression, REG_EXTENDED | REG_NEWLINE | REG_NOSUB);

	if (!error) {
		regfree(&compiled);
		return;
	}
	regerror(error, &compiled, message, sizeof message);
	reader_fail(r, n, "'%s' is no regular expression: %s", expression, message);
}

static void check_ports(struct reader *r, const struct node *n, struct test_case *c)
{
	for (size_t i = 0; i < c->ports.count; i++) {
		char *end;
		unsigned long port = strtoul(c->ports.item[i], &end, 10);

		if (port && port < 65536 && (!*end || !strcmp(end, "/tcp") || !strcmp(end, "/udp")))
			continue;
		reader_fail(r, n, "'%s' is no port of the guest", c->ports.item[i]);
		hint("the host's port is chosen for each run; the probe finds it in $KRAFT_PORT");
	}
	if (c->probe && node_is_null(n) && strstr(c->probe, "$KRAFT_PORT")) {
		fail_at(&c->place, "the probe uses $KRAFT_PORT, and the test forwards no port");
		hint("name the guest's port: ports: [80]");
		r->errors++;
	}
}

static const struct node *first_of(const struct node *n, const char *a, const char *b,
                                   const char *c)
{
	const struct node *found = node_get(n, a);

	found = found || !b ? found : node_get(n, b);
	return found || !c ? found : node_get(n, c);
}

static void read_case(struct reader *r, const struct node *n, struct test_case *c)
{
	const struct node *arguments;

	if (!reader_keys(r, n, "a test", keys))
		return;
	c->place = node_place(r->file, n);
	c->timeout = DEFAULT_TIMEOUT;
	if (!c->name)
		c->name = reader_scalar(r, node_get(n, "name"), "a test's name");
	c->target = reader_scalar(r, node_get(n, "target"), "a target");
	arguments = first_of(n, "arguments", "args", "cmd");
	c->has_arguments = arguments;
	reader_strings(r, arguments, "arguments", &c->arguments);
	reader_strings(r, node_get(n, "env"), "env", &c->environment);
	c->input = reader_scalar(r, node_get(n, "stdin"), "stdin");
	read_status(r, node_get(n, "status"), c);
	c->output = reader_scalar(r, node_get(n, "output"), "output");
	read_texts(r, node_get(n, "contains"), "contains", &c->contains);
	read_texts(r, node_get(n, "excludes"), "excludes", &c->excludes);
	read_texts(r, node_get(n, "matches"), "matches", &c->matches);
	for (size_t i = 0; i < c->matches.count; i++)
		check_expression(r, node_get(n, "matches"), c->matches.item[i]);
	read_timeout(r, node_get(n, "timeout"), c);
	c->memory = reader_scalar(r, node_get(n, "memory"), "memory");
	reader_strings(r, node_get(n, "ports"), "ports", &c->ports);
	c->probe = reader_scalar(r, node_get(n, "probe"), "a probe");
	c->ready = reader_scalar(r, node_get(n, "ready"), "ready");
	check_ports(r, node_get(n, "ports"), c);
	if (c->ready && !c->probe) {
		reader_fail(r, node_get(n, "ready"),
		            "'ready' says when the probe starts, and the "
		            "test has none");
	}
}

static struct test_case *add_case(struct project *p)
{
	struct test_cases *t = &p->tests;

	t->item = need(realloc(t->item, (t->count + 1) * sizeof(*t->item)));
	memset(&t->item[t->count], 0, sizeof(*t->item));
	return &t->item[t->count++];
}

void reader_tests(struct reader *r, const struct node *n)
{
	if (node_is_null(n))
		return;
	if (n->kind != NODE_LIST) {
		reader_fail(r, n, "tests must be a list");
		return;
	}
	for (size_t i = 0; i < n->count; i++) {
		struct test_case *c = add_case(r->project);

		read_case(r, n->child[i], c);
		if (!c->name)
			c->name = format("test %zu", i + 1);
	}
}

static int load_file(struct project *p, const char *path, const char *name)
{
	char *shown = path_short(path);
	struct reader r = {.project = p, .file = shown};
	struct text text = {0};
	struct node *root = NULL;
	int error = file_read(path, &text);

	if (error)
		fail("%s cannot be read: %s", shown, strerror(-error));
	else
		error = document_parse(shown, &text, &root);
	if (!error) {
		struct test_case *c = add_case(p);

		c->name = copy_bytes(name, strlen(name) - strlen(".test"));
		c->timeout = DEFAULT_TIMEOUT;
		if (root) /* an empty file asks for status 0 */
			read_case(&r, root, c);
		c->place = (struct place){0};
	}
	node_free(root);
	text_free(&text);
	free(shown);
	return error || r.errors ? -EINVAL : 0;
}

int tests_load_files(struct project *p)
{
	char *folder = path_join(p->folder, "tests");
	struct strings names = {0};
	int error = 0;

	folder_list(folder, &names);
	for (size_t i = 0; i < names.count; i++) {
		char *path = path_join(folder, names.item[i]);

		if (ends_with(path, ".test") && names.item[i][0] != '.' && is_file(path) &&
		    load_file(p, path, names.item[i]))
			error = -EINVAL;
		free(path);
	}
	strings_free(&names);
	free(folder);
	return error;
}

void tests_free(struct test_cases *tests)
{
	for (size_t i = 0; i < tests->count; i++) {
		struct test_case *c = &tests->item[i];
		struct strings *const lists[] = {&c->arguments, &c->environment, &c->contains,
		                                 &c->excludes,  &c->matches,     &c->ports};
		char *const texts[] = {c->name,   c->target, c->input, c->output,
		                       c->memory, c->probe,  c->ready};

		for (size_t k = 0; k < sizeof lists / sizeof *lists; k++)
			strings_free(lists[k]);
		for (size_t k = 0; k < sizeof texts / sizeof *texts; k++)
			free(texts[k]);
	}
	free(tests->item);
	*tests = (struct test_cases){0};
}

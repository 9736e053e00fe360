/* SPDX-License-Identifier: BSD-3-Clause */
/* `healthcheck` of a service. No command can run inside a machine of one program, so the usual ones
 * are understood instead of run: curl and wget as an HTTP request to their address, nc as the
 * opening of a TCP connection. Such a file means the same to other tools. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "compose/compose.h"

static const char *const keys[] = {"test",         "interval",       "timeout", "retries",
                                   "start_period", "start_interval", "disable", NULL};
static const char *const none[] = {NULL};

#define INTERVAL_MS 30000
#define TIMEOUT_MS  30000
#define RETRIES     3
#define STARTING_MS 1000 /* how often a machine that was never healthy is asked */

/* "1m30s", "500ms", "10s" in milliseconds; false when it is none. */
static bool parse_duration(const char *text, int64_t *out)
{
	static const struct {
		const char *unit;
		int64_t milliseconds;
	} units[] = {{"ms", 1}, {"us", 0}, {"h", 3600000}, {"m", 60000}, {"s", 1000}};

	*out = 0;
	if (!*text)
		return false;
	while (*text) {
		char *end;
		unsigned long number = strtoul(text, &end, 10);
		size_t i = 0;

		if (!isdigit((unsigned char)*text) || number > 1000000)
			return false;
		while (i < sizeof units / sizeof *units && !starts_with(end, units[i].unit))
			i++;
		if (i == sizeof units / sizeof *units)
			return false;
		*out += (int64_t)number * units[i].milliseconds;
		text = end + strlen(units[i].unit);
	}
	return true;
}

static void read_duration(struct reader *r, const struct node *map, const char *key, int64_t *out)
{
	const struct node *n = node_get(map, key);
	char *value = n ? compose_scalar(r, n, key) : NULL;

	if (value && !parse_duration(value, out)) {
		reader_fail(r, n, "%s: '%s' is no duration", key, value);
		hint("write it like 500ms, 10s or 1m30s");
	}
	free(value);
}

/* --- commands ------------------------------------------------------------------------- */

static bool is_own_host(const struct compose_service *s, const char *host, size_t len)
{
	const char *const names[] = {"localhost", "127.0.0.1", "0.0.0.0", s->name, s->hostname};

	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (names[i] && strlen(names[i]) == len && strncmp(names[i], host, len) == 0)
			return true;
	return false;
}

static bool parse_port(const char *text, uint16_t *port)
{
	char *end;
	unsigned long number = strtoul(text, &end, 10);

	*port = (uint16_t)number;
	return end != text && (!*end || *end == '/') && number > 0 && number < 65536;
}

/* [http://]HOST[:PORT][/PATH] */
static bool parse_address(struct compose_service *s, const char *url)
{
	struct compose_health *h = &s->health;
	size_t len;

	if (strncmp(url, "http://", 7) == 0)
		url += 7;
	len = strcspn(url, ":/");
	h->port = 80;
	if (!len || !is_own_host(s, url, len) ||
	    (url[len] == ':' && !parse_port(url + len + 1, &h->port)))
		return false;
	url += len + strcspn(url + len, "/");
	h->path = copy_string(*url ? url : "/");
	return !h->path[strcspn(h->path, " \t\r\n")];
}

/* The words of a command without those that start with a dash and the values of `valued`. */
static void operands(const struct strings *words, const char *valued, struct strings *out)
{
	for (size_t i = 1; i < words->count; i++) {
		const char *word = words->item[i];

		if (word[0] != '-')
			strings_add(out, word);
		else if (word[1] && word[1] != '-' && strchr(valued, word[strlen(word) - 1]))
			i++;
	}
}

static bool is_silence(const struct strings *words, size_t i)
{
	static const char *const forms[] = {">/dev/null", "2>&1", "2>/dev/null", "&>/dev/null",
	                                    "1>/dev/null"};

	for (size_t k = 0; k < sizeof forms / sizeof *forms; k++)
		if (strcmp(words->item[i], forms[k]) == 0)
			return true;
	return strcmp(words->item[i], ">") == 0 && i + 1 < words->count &&
	       strcmp(words->item[i + 1], "/dev/null") == 0;
}

/* "|| exit 1" and "|| false" say what the status is anyway. */
static bool is_failure(const struct strings *words, size_t i)
{
	const char *then = i + 1 < words->count ? words->item[i + 1] : "";

	return (strcmp(then, "false") == 0 && words->count == i + 2) ||
	       (strcmp(then, "exit") == 0 && words->count == i + 3);
}

/* Drops what people add for a shell without another meaning; false when there is more. */
static bool strip_shell(struct strings *words)
{
	for (size_t i = 0; i < words->count;) {
		const char *word = words->item[i];

		if (strcmp(word, "||") == 0 && is_failure(words, i)) {
			while (words->count > i)
				strings_remove(words, i);
		} else if (is_silence(words, i)) {
			if (strcmp(word, ">") == 0)
				strings_remove(words, i);
			strings_remove(words, i);
		} else if (strpbrk(word, "|;<>`$()") || word[0] == '&') {
			return false;
		} else {
			i++;
		}
	}
	return true;
}

static bool understand(struct compose_service *s, const struct strings *words)
{
	const char *program = words->count ? path_base(words->item[0]) : "";
	bool curl = strcmp(program, "curl") == 0, nc = strcmp(program, "nc") == 0;
	struct strings rest = {0};
	bool good = false;

	if (!curl && !nc && strcmp(program, "wget") != 0)
		return false;
	operands(words, curl ? "omAHXwdue" : nc ? "wiqGX" : "OTtoUe", &rest);
	/* what long options take is an operand here, too */
	for (size_t i = 0; !nc && rest.count > 1 && i < rest.count;)
		if (starts_with(rest.item[i], "http://"))
			i++;
		else
			strings_remove(&rest, i);
	if (nc)
		good = rest.count == 2 && is_own_host(s, rest.item[0], strlen(rest.item[0])) &&
		       parse_port(rest.item[1], &s->health.port);
	else
		good = rest.count == 1 && parse_address(s, rest.item[0]);
	s->health.http = !nc;
	strings_free(&rest);
	return good;
}

/* [CMD, WORD…], [CMD-SHELL, TEXT], [NONE] or TEXT for a shell. */
static void read_test(struct reader *r, const struct node *n, struct compose_service *s)
{
	struct strings list = {0}, words = {0};
	const char *form;
	bool good = true;

	compose_list(r, n, "test", &list);
	form = !list.count ? "" : n->kind == NODE_SCALAR ? "CMD-SHELL" : list.item[0];
	if (strcmp(form, "NONE") == 0 && list.count == 1) {
		strings_free(&list);
		return;
	}
	if (strcmp(form, "CMD-SHELL") == 0 && list.count == (n->kind == NODE_SCALAR ? 1 : 2)) {
		good = strings_split_words(&words, list.item[list.count - 1]) &&
		       strip_shell(&words);
	} else if (strcmp(form, "CMD") == 0) {
		for (size_t i = 1; i < list.count; i++)
			strings_add(&words, list.item[i]);
	} else if (list.count) {
		reader_fail(r, n, "test: '%s' is none of CMD, CMD-SHELL and NONE", form);
		strings_free(&list);
		return;
	}
	s->health.given = true;
	if (!good || !understand(s, &words)) {
		reader_fail(r, n,
		            "no command can be run inside a machine, and this one is not "
		            "understood from outside");
		hint("[CMD, curl, -f, http://localhost:PORT/PATH] asks for a page, [CMD, nc, -z, "
		     "localhost, PORT] opens a connection");
	}
	strings_free(&list);
	strings_free(&words);
}

void compose_read_health(struct reader *r, const struct node *n, struct compose_service *s)
{
	struct compose_health *h = &s->health;
	const struct node *retries = node_get(n, "retries");
	char *value;

	*h = (struct compose_health){.interval = INTERVAL_MS,
	                             .timeout = TIMEOUT_MS,
	                             .starting = STARTING_MS,
	                             .retries = RETRIES};
	if (node_is_null(n) || !compose_keys(r, n, "healthcheck", keys, none))
		return;
	h->place = node_place(r->file, n);
	value = compose_scalar(r, node_get(n, "disable"), "disable");
	bool disabled = value && strcmp(value, "true") == 0;

	free(value);
	read_duration(r, n, "interval", &h->interval);
	read_duration(r, n, "timeout", &h->timeout);
	read_duration(r, n, "start_period", &h->start_period);
	read_duration(r, n, "start_interval", &h->starting);
	value = retries ? compose_scalar(r, retries, "retries") : NULL;
	if (value && (!*value || value[strspn(value, "0123456789")] || atoi(value) < 1))
		reader_fail(r, retries, "retries: '%s' is no number of attempts", value);
	else if (value)
		h->retries = (unsigned int)atoi(value);
	free(value);
	if (disabled)
		return;
	if (node_is_null(node_get(n, "test"))) {
		reader_fail(r, n, "the healthcheck has no test");
		hint("[CMD, curl, -f, http://localhost:PORT/PATH] asks for a page, [CMD, nc, -z, "
		     "localhost, PORT] opens a connection");
		return;
	}
	read_test(r, node_get(n, "test"), s);
	if (h->given && s->network < 0)
		reader_fail(r, n, "the service '%s' has no network over which it could be asked",
		            s->name);
	h->interval = h->interval < 100 ? 100 : h->interval;
	h->starting = h->starting < 100 ? 100 : h->starting;
	h->starting = h->starting > h->interval ? h->interval : h->starting;
	h->timeout = h->timeout < 100 ? 100 : h->timeout;
}

/* SPDX-License-Identifier: BSD-3-Clause */
/* Names and forwarded ports from a file, which may be read again. */
#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "switch/switch.h"
#include "term/message.h"

static bool parse_port(const char *text, uint16_t *port)
{
	char *end;
	unsigned long number = strtoul(text, &end, 10);

	*port = (uint16_t)number;
	return end != text && !*end && number > 0 && number <= 65535;
}

static bool parse_forward(const struct strings *words, struct forward *f)
{
	*f = (struct forward){.udp = words->count == 6 && strcmp(words->item[1], "udp") == 0};
	return words->count == 6 && (f->udp || strcmp(words->item[1], "tcp") == 0) &&
	       inet_pton(AF_INET, words->item[2], &f->host_address) == 1 &&
	       parse_port(words->item[3], &f->host_port) &&
	       inet_pton(AF_INET, words->item[4], &f->address) == 1 &&
	       parse_port(words->item[5], &f->port);
}

static bool same(const struct forward *a, const struct forward *b)
{
	return a->udp == b->udp && a->host_address.s_addr == b->host_address.s_addr &&
	       a->host_port == b->host_port && a->address.s_addr == b->address.s_addr &&
	       a->port == b->port;
}

static bool has(const struct settings *s, const struct forward *f)
{
	for (size_t i = 0; i < s->count; i++)
		if (same(&s->forwards[i], f))
			return true;
	return false;
}

static void append(struct settings *s, const struct forward *f)
{
	s->forwards = need(realloc(s->forwards, (s->count + 1) * sizeof *f));
	s->forwards[s->count++] = *f;
}

static int read_line(const char *file, int number, const char *line, struct settings *new)
{
	struct strings words = {0};
	struct in_addr address;
	struct forward forward;
	int error = 0;

	strings_split(&words, line, " ");
	if (!words.count)
		error = 0;
	else if (strcmp(words.item[0], "name") == 0 && words.count == 3 &&
	         inet_pton(AF_INET, words.item[1], &address) == 1)
		names_add(new->names, words.item[2], address);
	else if (strcmp(words.item[0], "forward") == 0 && parse_forward(&words, &forward))
		append(new, &forward);
	else
		error = -EINVAL;
	if (error)
		fail_at(&(struct place){file, number, 1}, "expected 'name ADDRESS NAME' or "
		                                          "'forward tcp|udp ADDRESS PORT ADDRESS "
		                                          "PORT'");
	strings_free(&words);
	return error;
}

/* Ports that are not wanted any more first, as another machine may want them now. */
static int change_forwards(struct settings *now, const struct settings *wanted)
{
	int error = 0;

	for (size_t i = 0; i < now->count; i++)
		if (!has(wanted, &now->forwards[i]))
			(void)gateway_forward(&now->forwards[i], false);
	struct settings result = {0};

	for (size_t i = 0; i < wanted->count; i++) {
		const struct forward *f = &wanted->forwards[i];
		int failed = has(now, f) ? 0 : gateway_forward(f, true);

		if (failed) {
			error = failed;
			fail("port %u of the host cannot be forwarded: %s", f->host_port,
			     strerror(-failed));
		} else {
			append(&result, f);
		}
	}
	free(now->forwards);
	now->forwards = result.forwards;
	now->count = result.count;
	return error;
}

int settings_apply(struct settings *settings, const char *file)
{
	struct settings wanted = {.names = names_new()};
	struct text text = {0};
	struct strings lines = {0};
	int error = file_read(file, &text);

	if (error)
		fail("%s: %s", file, strerror(-error));
	else if (text.data)
		strings_split(&lines, text.data, "\n");
	for (size_t i = 0; i < lines.count && !error; i++)
		error = read_line(file, (int)i + 1, lines.item[i], &wanted);
	if (!error) {
		struct names *old = settings->names;

		settings->names = wanted.names;
		wanted.names = old;
		error = change_forwards(settings, &wanted);
	}
	if (wanted.names)
		names_free(wanted.names);
	free(wanted.forwards);
	strings_free(&lines);
	text_free(&text);
	return error;
}

void settings_free(struct settings *settings)
{
	if (settings->names)
		names_free(settings->names);
	free(settings->forwards);
	*settings = (struct settings){0};
}

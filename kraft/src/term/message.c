/* SPDX-License-Identifier: BSD-3-Clause */
/* Messages on standard error. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "base/text.h"
#include "term/message.h"

static struct {
	bool no_color;
	bool verbose;
	bool timestamps;
} setup;

void message_setup(bool no_color, bool verbose, bool timestamps)
{
	const char *variable = getenv("NO_COLOR");

	setup.no_color = no_color || (variable && *variable);
	setup.verbose = verbose;
	setup.timestamps = timestamps;
}

bool message_verbose(void)
{
	return setup.verbose;
}

bool message_color(int fd)
{
	const char *term = getenv("TERM");

	return !setup.no_color && isatty(fd) && !(term && term[0] == 'd' && term[1] == 'u');
}

/* One write per message: lines of concurrent processes do not mix. */
static void put(const struct place *p, const char *label, const char *color, const char *format,
                va_list args)
{
	struct text t = {0};
	bool colored = message_color(2) && color;

	if (setup.timestamps) {
		char stamp[32];
		time_t now = time(NULL);

		strftime(stamp, sizeof(stamp), "%H:%M:%S ", localtime(&now));
		text_add(&t, stamp);
	}
	if (p && p->file) {
		text_addf(&t, "%s:", p->file);
		if (p->line)
			text_addf(&t, "%d:%d:", p->line, p->column);
		text_add(&t, " ");
	}
	if (label)
		text_addf(&t, "%s%s%s ", colored ? color : "", label, colored ? "\033[0m" : "");
	text_addv(&t, format, args);
	text_add(&t, "\n");
	fflush(stdout);
	fputs(t.data, stderr);
	text_free(&t);
}

#define PUT(place, label, color)                        \
	do {                                            \
		va_list args;                           \
		va_start(args, format);                 \
		put(place, label, color, format, args); \
		va_end(args);                           \
	} while (0)

void say(const char *format, ...)
{
	PUT(NULL, NULL, NULL);
}

void detail(const char *format, ...)
{
	if (setup.verbose)
		PUT(NULL, NULL, NULL);
}

void warn(const char *format, ...)
{
	PUT(NULL, "warning:", "\033[33m");
}

void fail(const char *format, ...)
{
	PUT(NULL, "error:", "\033[31m");
}

void hint(const char *format, ...)
{
	PUT(NULL, "  hint:", "\033[36m");
}

void warn_at(const struct place *p, const char *format, ...)
{
	PUT(p, "warning:", "\033[33m");
}

void fail_at(const struct place *p, const char *format, ...)
{
	PUT(p, "error:", "\033[31m");
}

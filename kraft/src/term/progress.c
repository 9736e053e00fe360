/* SPDX-License-Identifier: BSD-3-Clause */
/* Showing how far a build is. Its steps are the lines `  LABEL<tab>WHAT` of the build system. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/file.h"
#include "term/message.h"
#include "term/progress.h"

struct progress {
	char *rules;
	bool terminal;
	unsigned int done, total;
	bool shown;
	bool every_line;     /* with --verbose or --no-progress */
	struct strings told; /* label and library of steps that had their line */
};

struct progress *progress_new(const char *rules, bool plain)
{
	struct progress *p = need_zeroed(sizeof(*p));

	p->rules = rules ? copy_string(rules) : NULL;
	p->every_line = plain;
	p->terminal = !plain && isatty(2) && message_color(2);
	return p;
}

/* Each object has one explicit rule; links and the image are a few more. */
static unsigned int count_steps(const char *rules)
{
	static const char mark[] = "$(call uk_compile,";
	struct text text = {0};
	unsigned int count = 0;

	if (file_read(rules, &text) == 0)
		for (const char *at = text.data; (at = strstr(at, mark)); at += sizeof(mark) - 1)
			count++;
	text_free(&text);
	return count;
}

static bool is_step(const char *line)
{
	size_t len;

	if (strncmp(line, "  ", 2))
		return false;
	line += strspn(line, " ");
	len = strspn(line, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+_");
	return len > 0 && line[len] == '\t';
}

static void wipe(struct progress *p)
{
	if (p->shown)
		fputs("\r\033[K", stderr);
	p->shown = false;
}

static void show(struct progress *p, const char *line)
{
	struct winsize size;
	int width = 80, used = 0;
	const char *tab = strchr(line, '\t');

	if (ioctl(2, TIOCGWINSZ, &size) == 0 && size.ws_col > 20)
		width = size.ws_col;
	if (!p->total && p->rules && p->done > 1)
		p->total = count_steps(p->rules);
	if (p->total < p->done && p->total)
		p->total = p->done;
	fputs("\r\033[K", stderr);
	if (p->total) {
		int filled = 20 * p->done / p->total;

		used = fprintf(stderr, "[%.*s%*s] %3u%% ", filled, "####################",
		               20 - filled, "", 100 * p->done / p->total);
	} else {
		used = fprintf(stderr, "[%u] ", p->done);
	}
	line += strspn(line, " ");
	fprintf(stderr, "%-5.*s ", (int)(tab - line), line);
	used += 7;
	fprintf(stderr, "%.*s", width - used - 1 > 0 ? width - used - 1 : 0, tab + 1);
	p->shown = true;
}

/* In a log, one line for all compilations of a library says enough. */
static bool is_new(struct progress *p, const char *line)
{
	const char *colon = strchr(line, ':');
	char *start;
	bool added;

	if (!colon || !(starts_with(line, "  CC\t") || starts_with(line, "  AS\t") ||
	                starts_with(line, "  CXX\t")))
		return true;
	start = copy_bytes(line, colon - line);
	added = strings_add_new(&p->told, start);
	free(start);
	return added;
}

void progress_line(void *progress, const char *line, bool is_error)
{
	struct progress *p = progress;
	bool step = !is_error && is_step(line);

	if (step)
		p->done++;
	if (starts_with(line, "make: Nothing to be done") ||
	    (starts_with(line, "make[") && strstr(line, "directory '")))
		return;
	if (!p->terminal) {
		if (!step || p->every_line || is_new(p, line))
			fprintf(stderr, "%s\n", line);
		return;
	}
	if (step) {
		show(p, line);
		return;
	}
	wipe(p);
	fprintf(stderr, "%s\n", line);
}

void progress_end(struct progress *p)
{
	wipe(p);
	fflush(stderr);
	strings_free(&p->told);
	free(p->rules);
	free(p);
}

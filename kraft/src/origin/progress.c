/* SPDX-License-Identifier: BSD-3-Clause */
/* A progress bar that is redrawn at most ten times a second. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#include "origin/progress.h"

#define BAR_WIDTH 30

static long long milliseconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000LL + now.tv_nsec / 1000000;
}

static int columns(void)
{
	struct winsize size;

	return ioctl(2, TIOCGWINSZ, &size) == 0 && size.ws_col > 40 ? size.ws_col : 80;
}

void progress_begin(struct progress *p, const char *name, bool quiet)
{
	const char *term = getenv("TERM");

	p->name = name;
	p->bar = !quiet && isatty(2) && !(term && strcmp(term, "dumb") == 0);
	p->begun = milliseconds();
	p->last = 0;
}

void progress_update(struct progress *p, long long now, long long total)
{
	long long time = milliseconds();

	if (!p->bar || time - p->last < 100)
		return;
	p->last = time;
	double elapsed = (double)(time - p->begun) / 1000;
	double rate = elapsed > 0 ? (double)now / elapsed / 1048576 : 0;
	char bar[BAR_WIDTH + 1];
	int full = total > 0 && now <= total ? (int)(now * BAR_WIDTH / total) : 0;

	memset(bar, '.', BAR_WIDTH);
	memset(bar, '#', (size_t)full);
	bar[BAR_WIDTH] = '\0';
	if (total > 0)
		fprintf(stderr, "\r%-*.*s [%s] %3d %% %7.2f MiB/s\033[K", 20,
		        columns() - 60 > 20 ? 30 : 20, p->name, bar, (int)(now * 100 / total),
		        rate);
	else
		fprintf(stderr, "\r%s %.1f MiB %.2f MiB/s\033[K", p->name, (double)now / 1048576,
		        rate);
	fflush(stderr);
}

void progress_end(struct progress *p)
{
	if (p->bar && p->last)
		fputs("\r\033[K", stderr);
	p->bar = false;
}
